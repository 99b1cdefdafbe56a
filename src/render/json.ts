import type { Finding } from '../core/finding.ts'
import type { LayerReport, Report } from '../core/report.ts'
import type { ScenarioMatch } from '../core/scenario.ts'
import type { ErrorDocument, ReportDocument, ReportsDocument } from './schema.ts'

/** A report as `firstfault.report/1`, pretty-printed, with a newline at the end. */
export function reportJson(report: Report): string {
  return printJson(reportDocument(report))
}

/** The reports of several gateways as `firstfault.reports/1`. */
export function reportsJson(reports: readonly Report[]): string {
  const document: ReportsDocument = { schema: 'firstfault.reports/1', reports: reports.map(reportDocument) }
  return printJson(document)
}

/** A failure before the walk as `firstfault.error/1`. */
export function errorJson({ code, message, hint }: ErrorDocument['error']): string {
  const document: ErrorDocument = { schema: 'firstfault.error/1', error: { code, message, hint } }
  return printJson(document)
}

/** The report in its published shape and order: without what only the walk needs. */
export function reportDocument(report: Report): ReportDocument {
  return {
    schema: report.schema,
    tool: report.tool,
    gateway: report.gateway,
    host: report.host,
    startedAt: report.startedAt,
    durationMs: report.durationMs,
    interrupted: report.interrupted,
    window: report.window,
    verdict: report.verdict,
    firstFault: report.firstFault,
    layers: report.layers.map(layerDocument),
    scenarios: report.scenarios.map(scenarioDocument),
    nextActions: report.nextActions,
    suppressed: report.suppressed.map((one) => ({ ...one, finding: findingDocument(one.finding) })),
    ...(report.symptom ? { symptom: report.symptom } : {}),
  }
}

function layerDocument(layer: LayerReport): ReportDocument['layers'][number] {
  return { ...layer, findings: layer.findings.map(findingDocument) }
}

function findingDocument({ params: _, actions: __, ...published }: Finding) {
  return published
}

function scenarioDocument({ actions: _, ...published }: ScenarioMatch) {
  return published
}

/** What JSON may hold raw and a terminal would act on or not show: DEL, C1, bidi, zero-width, line separators. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029\ufff9-\ufffb]|\p{Default_Ignorable_Code_Point}/gu

/** Pretty-printed JSON; such characters are written as `\uXXXX`, which means the same to a parser. */
export function printJson(document: object): string {
  const escaped = (char: string) =>
    Array.from(
      { length: char.length },
      (_, unit) => `\\u${char.charCodeAt(unit).toString(16).padStart(4, '0')}`,
    ).join('')
  return `${JSON.stringify(document, null, 2).replace(UNSAFE, escaped)}\n`
}
