import { type Check, type Context, type Outcome, unchecked } from './check.ts'
import type { Finding, Unchecked } from './finding.ts'
import type { PlannedLayer, WalkPlan } from './plan.ts'
import { type LayerReport, type LayerStatus, type Suppressed, statusOf } from './report.ts'

export interface Examined {
  readonly report: LayerReport
  /** What the configuration accepts of what was seen. */
  readonly suppressed: readonly Suppressed[]
  /** The walk ended before any check of the layer had answered. */
  readonly cutShort: boolean
}

/** Runs a layer's checks side by side and judges them together. A check that throws or runs out of our time is
 *  unchecked; the others still count. */
export async function examine(layer: PlannedLayer, plan: WalkPlan, signal: AbortSignal): Promise<Examined> {
  const { clock } = plan.context.host
  const begun = clock.monotonic()
  const outcomes = await Promise.all(layer.checks.map((check) => attempt(check, plan, signal)))
  const findings: Finding[] = []
  const suppressed: Suppressed[] = []
  for (const [index, outcome] of outcomes.entries()) {
    for (const observation of outcome.findings) {
      const finding = plan.describe(layer.checks[index] as Check, observation)
      const seen = [...findings, ...suppressed.map((one) => one.finding)]
      if (seen.some((known) => isSame(known, finding))) continue
      const accepted = plan.accepts(layer.layer, finding)
      if (accepted) suppressed.push(accepted)
      else findings.push(finding)
    }
  }
  const open = outcomes.flatMap((outcome, index): Unchecked[] =>
    outcome.unchecked.map((reason) => ({
      check: layer.checks[index]?.id ?? layer.layer,
      reason: plan.clean(reason),
    })),
  )
  const nothing = outcomes.every((outcome) => outcome.skipped !== null)
  const because = nothing ? (outcomes[0]?.because ?? 'not-configured') : null
  const status: LayerStatus = because ? 'skipped' : statusOf(findings, open)
  const report: LayerReport = {
    layer: layer.layer,
    title: layer.title,
    status,
    ...(because ? { because } : {}),
    detail: plan.clean(detailOf(outcomes, findings, open)),
    durationMs: Math.round(clock.monotonic() - begun),
    findings,
    unchecked: open,
  }
  const silent = outcomes.every((outcome) => outcome.skipped !== null || outcome.unchecked.includes(STOPPED))
  return { report, suppressed, cutShort: !nothing && silent && plan.stop.aborted }
}

/** Two checks that come to the same words have seen one thing. */
const isSame = (a: Finding, b: Finding): boolean => a.code === b.code && a.summary === b.summary

const STOPPED = 'ended before it could answer'
const SETTLE_MS = 700
const NEVER = new AbortController().signal

async function attempt(check: Check, plan: WalkPlan, signal: AbortSignal): Promise<Outcome> {
  if (signal.aborted) return unchecked(STOPPED)
  const deadline = plan.context.host.clock.deadline(check.deadlineMs)
  const mine = AbortSignal.any([signal, deadline])
  const context: Context = { ...plan.context, signal: mine }
  const ended = new Promise<Outcome>((resolve) => {
    const end = () => resolve(unchecked(deadline.aborted ? `our ${check.deadlineMs} ms ran out` : STOPPED))
    // A check that writes first takes back what it wrote.
    const settle = () =>
      check.effects === 'none'
        ? end()
        : void plan.context.host.clock.sleep({ ms: SETTLE_MS }, NEVER).then(end)
    if (mine.aborted) settle()
    else mine.addEventListener('abort', settle, { once: true })
  })
  try {
    return await Promise.race([check.run(context), ended])
  } catch (error) {
    if (signal.aborted) return unchecked(STOPPED)
    return unchecked(`the check itself failed: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function detailOf(
  outcomes: readonly Outcome[],
  findings: readonly Finding[],
  open: readonly Unchecked[],
): string {
  if (outcomes.every((outcome) => outcome.skipped !== null))
    return [...new Set(outcomes.map((outcome) => outcome.skipped))].join('; ')
  const worst = (['fault', 'warning'] as const).flatMap((level) =>
    findings.filter((f) => f.severity === level),
  )
  if (worst[0]) return worst.length > 1 ? `${worst[0].summary} (+${worst.length - 1} more)` : worst[0].summary
  if (open[0]) return open.map((one) => `${one.check}: ${one.reason}`).join('; ')
  return [...new Set(outcomes.flatMap((outcome) => outcome.detail ?? []))].join(', ') || 'nothing wrong seen'
}
