import type { Report } from '../core/report.ts'
import { type LookOptions, lookOf } from './look.ts'
import { firstFault, seenWhen } from './text/fault.ts'
import { whose } from './text/header.ts'
import { count, verdictSentence, warningsOf } from './verdict.ts'
import { shorten } from './wrap.ts'

/** Columns of a line; chat programs wrap by themselves. */
const MOST = 300

/** The report in one to five lines without colours, for a chat or a ticket. */
export function reportShort(report: Report, options: Omit<LookOptions, 'colour'>): string {
  const look = lookOf({ ...options, colour: 0 })
  const fault = firstFault(report)
  const scenario = report.scenarios.find((one) => !fault || one.findings.includes(fault.code))
  const next = report.nextActions.map((action) => action.command).join(' ; ')
  const lines = [
    `${whose(report)}, ${look.times.clock(report.startedAt)}: ${verdictSentence(report)}`,
    fault ? `${fault.summary} (${fault.code}), ${seenWhen(look, fault)}` : openOrWarned(report),
    scenario
      ? `${scenario.title} (${scenario.confidence}): ${scenario.cause}`
      : fault
        ? `Cause: ${fault.cause}`
        : null,
    fault && warningsOf(report).length > 0 ? `Also ${count(warningsOf(report).length, 'warning')}.` : null,
    next ? `Next: ${next}` : null,
  ]
  const shown = lines
    .filter((line) => line !== null)
    .map((line) => shorten(look.plain(line), MOST, look.symbols.cut))
  return `${shown.join('\n')}\n`
}

function openOrWarned(report: Report): string | null {
  const open = report.layers
    .flatMap((layer) => layer.unchecked)
    .map(({ check, reason }) => `${check}: ${reason}`)
  const said = [...open, ...warningsOf(report).map((finding) => `${finding.summary} (${finding.code})`)]
  const [first, ...others] = said
  if (!first) return null
  return others.length > 0 ? `${first} (+${others.length} more)` : first
}
