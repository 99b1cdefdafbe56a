import type { Finding } from '../../core/finding.ts'
import type { Report } from '../../core/report.ts'
import type { ScenarioMatch } from '../../core/scenario.ts'
import { actionLines, beside, field, paragraph } from '../block.ts'
import type { Look } from '../look.ts'
import { evidenceLines } from './evidence.ts'

/** The first fault: what, since when, why, what was seen, which known failure it is, and what to do next. */
export function faultLines(look: Look, report: Report): readonly string[] {
  const fault = firstFault(report)
  if (!fault) return []
  const scenario = report.scenarios.find((one) => one.findings.includes(fault.code))
  const right = beside(look)
  return [
    ...paragraph(look, fault.summary, {
      lead: `${look.symbols.failed} `,
      paint: look.status('failed'),
      paintLead: look.status('failed'),
    }),
    ...field(look, 'Code', paragraph(right, fault.code)),
    ...field(look, 'Seen', paragraph(right, seenWhen(look, fault))),
    ...field(look, 'Cause', paragraph(right, fault.cause)),
    ...field(look, 'Evidence', evidenceLines(right, fault.evidence)),
    ...(scenario ? scenarioLines(look, scenario) : []),
    ...field(look, 'Remedy', paragraph(right, (scenario ?? fault).remedy.text)),
    ...nextLines(look, report),
    ...(scenario && look.verbose
      ? field(
          look,
          'Verify',
          scenario.verify.flatMap((line) => paragraph(right, line)),
        )
      : []),
  ]
}

/** The finding that the report names as its first fault. */
export function firstFault(report: Report): Finding | null {
  const { firstFault: first, layers } = report
  const findings = layers.find((layer) => layer.layer === first?.layer)?.findings ?? []
  return findings.find((finding) => finding.severity === 'fault' && finding.code === first?.code) ?? null
}

/** A known failure that fits: title, how sure, and its cause. */
export function scenarioLines(look: Look, scenario: ScenarioMatch): readonly string[] {
  const right = beside(look)
  return field(look, 'Scenario', [
    ...paragraph(right, `${scenario.title} (${scenario.confidence})`, { paint: look.bold }),
    ...paragraph(right, scenario.cause),
    ...evidenceLines(right, scenario.evidence),
  ])
}

/** What to do next. */
export function nextLines(look: Look, report: Report): readonly string[] {
  return field(look, 'Next', actionLines(beside(look), report.nextActions))
}

/** "since 21:04 CET, 3 min ago; last 21:06 CET, 1 min ago; 12 times" */
export function seenWhen(look: Look, { since, at, count }: Pick<Finding, 'since' | 'at' | 'count'>): string {
  const first = look.times.moment(since)
  const last = look.times.moment(at)
  const times = [
    first && `since ${first}`,
    last && last !== first && `last ${last}`,
    count > 1 && `${count} times`,
  ]
  return times.filter((part) => part).join('; ') || 'now; since when is not known'
}
