import type { Finding, Severity } from '../../core/finding.ts'
import type { LayerStatus, Report } from '../../core/report.ts'
import { paragraph } from '../block.ts'
import type { Look } from '../look.ts'
import { warningsOf } from '../verdict.ts'
import { firstFault, seenWhen } from './fault.ts'

/** Faults besides the first: others of its layer, and under --keep-going those of later layers. */
export function otherFaults(look: Look, report: Report): readonly string[] {
  const first = firstFault(report)
  const others = report.layers.flatMap((layer) =>
    layer.findings
      .filter((finding) => finding.severity === 'fault' && finding !== first)
      .map((finding) => ({
        ...finding,
        summary: layer.after ? `${finding.summary}; perhaps only because of ${layer.after}` : finding.summary,
      })),
  )
  return list(look, 'Also failed', 'failed', others)
}

export function warnings(look: Look, report: Report): readonly string[] {
  return list(look, 'Warnings', 'degraded', warningsOf(report))
}

/** Notes, for those who ask for them. */
export function notes(look: Look, report: Report): readonly string[] {
  const all = look.verbose ? report.layers.flatMap((layer) => layer.findings) : []
  const severity: Severity = 'note'
  return list(
    look,
    'Notes',
    'ok',
    all.filter((finding) => finding.severity === severity),
  )
}

/** What belongs to the gateway and could not be looked at. */
export function unchecked(look: Look, report: Report): readonly string[] {
  const open = report.layers.flatMap((layer) => layer.unchecked)
  return titled(
    look,
    'Could not check',
    open.map(({ check, reason }) => ({ status: 'unknown' as const, text: `${check}: ${reason}` })),
  )
}

/** Findings that the configuration accepts. */
export function accepted(look: Look, report: Report): readonly string[] {
  const items = report.suppressed.map(({ finding, reason, until }) => {
    const end = until ? ` until ${isDay(until) ? until : look.times.clock(until)}` : ''
    return {
      status: 'skipped' as const,
      text: `${finding.summary} (${finding.code}). Accepted${end}: ${reason}`,
    }
  })
  return titled(look, 'Accepted in the configuration', items)
}

/** A day is accepted to its end; as a moment it would be told as its beginning. */
const isDay = (until: string): boolean => until.length === 10

function list(
  look: Look,
  title: string,
  status: LayerStatus,
  findings: readonly Finding[],
): readonly string[] {
  const items = findings.map((finding) => {
    const when = finding.since || finding.at ? `, ${seenWhen(look, finding)}` : ''
    return { status, text: `${finding.summary} (${finding.code})${when}` }
  })
  return titled(look, title, items)
}

interface Item {
  readonly status: LayerStatus
  readonly text: string
}

function titled(look: Look, title: string, items: readonly Item[]): readonly string[] {
  if (items.length === 0) return []
  const lines = items.flatMap(({ status, text }) =>
    paragraph(look, text, { lead: `${look.symbols[status]} `, paintLead: look.status(status), indent: 2 }),
  )
  return [look.bold(title), ...lines]
}
