import { fine, found, type Outcome } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { inWindow, type Window } from '../../src/core/window.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { OperatorTrace } from '../../src/systems/joelclaw/health.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'

/** The operator's buttons and commands are carried out. */
export const joelclawOperatorTracing = (probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/operator-tracing',
    title: 'operator actions complete',
    codes: ['cli-status.operator-action-failed'],
    judge: (seen, { window }) => judgeTracing(seen, window),
  })

/** Judges the last failed and timed-out action. The daemon keeps them until it restarts, so one counts only inside
 *  the window and while no later action has completed. */
export function judgeTracing({ document, source }: Seen, window: Window): Outcome {
  const tracing = document.status?.operatorTracing
  const completed = tracing?.lastCompleted?.completedAt ?? 0
  const ends = [
    { trace: tracing?.lastFailed, at: tracing?.lastFailed?.failedAt ?? null, state: 'failed' },
    { trace: tracing?.lastTimedOut, at: tracing?.lastTimedOut?.timedOutAt ?? null, state: 'timed out' },
  ]
  const findings = ends.flatMap(({ trace, at, state }) =>
    trace && inWindow(window, at) && (at ?? 0) > completed ? [failedAction(trace, at, state, source)] : [],
  )
  return findings.length > 0 ? found(findings) : fine()
}

function failedAction(trace: OperatorTrace, at: number | null, state: string, source: string): Observation {
  const route = (trace.route ?? trace.handler ?? '?').slice(0, 60)
  const error = trace.error ? `: ${trace.error}` : ''
  return {
    code: 'cli-status.operator-action-failed',
    severity: 'warning',
    summary: `the operator action ${route} ${state}, and none has completed since`,
    evidence: [evidence(source, `${trace.traceId ?? '?'} ${route} ${state}${error}`.slice(0, 300), { at })],
    params: { route, state },
    at: iso(at),
  }
}
