import type { Report } from '../core/report.ts'
import { page, paragraph } from './block.ts'
import { type Look, type LookOptions, lookOf } from './look.ts'
import { faultLines, firstFault, nextLines, scenarioLines } from './text/fault.ts'
import { header } from './text/header.ts'
import { layerLines, skippedLines } from './text/layers.ts'
import { accepted, notes, otherFaults, unchecked, warnings } from './text/lists.ts'
import { symptomLines } from './text/symptom.ts'
import { duration } from './time.ts'
import { verdictSentence } from './verdict.ts'

/** The report for a person at a terminal, made to be read in ten seconds: the layers, the first fault with what to
 *  do, the rest in short, and the verdict last, where the eye ends. Ends with a newline. */
export function reportText(report: Report, options: LookOptions): string {
  const look = lookOf(options)
  return page([
    header(look, report),
    layerLines(look, report),
    firstFault(report) ? faultLines(look, report) : [],
    symptomLines(look, report),
    otherFaults(look, report),
    unchecked(look, report),
    warnings(look, report),
    firstFault(report) ? [] : withoutFault(look, report),
    notes(look, report),
    accepted(look, report),
    skippedLines(look, report),
    closing(look, report),
  ])
}

/** On a walk without a fault: what the warnings may add up to, and what to do about them. */
function withoutFault(look: Look, report: Report): readonly string[] {
  const [scenario] = report.scenarios
  return [...(scenario ? scenarioLines(look, scenario) : []), ...nextLines(look, report)]
}

const STATUS = { failed: 'failed', unknown: 'unknown', degraded: 'degraded', healthy: 'ok' } as const

function closing(look: Look, report: Report): readonly string[] {
  const paint = look.status(STATUS[report.verdict])
  return paragraph(look, `${verdictSentence(report)} Took ${duration(report.durationMs)}.`, { paint })
}
