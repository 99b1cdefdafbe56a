import { memoised } from '../core/plan.ts'
import type { Window } from '../core/window.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Host } from '../host/host.ts'
import { buildReview } from './build.ts'
import type { Review } from './document.ts'
import { showing } from './show.ts'
import type { ReviewProbes } from './source.ts'

export interface ReviewOptions {
  readonly window: Window
  readonly max: number
  readonly previews: boolean
}

export interface ReviewTools {
  readonly host: Host
  readonly tool: Review['tool']
  readonly signal: AbortSignal
}

/** Log records looked at: a log without times has no other bound. */
const LOG_LINES = 500

/** Reads a gateway's transcript and logs, and gives the review with the state that it was made of. */
export async function review(
  gateway: Gateway,
  probes: ReviewProbes,
  options: ReviewOptions,
  tools: ReviewTools,
) {
  const { host, tool, signal } = tools
  const { window, max, previews } = options
  const shared = { host, window, now: host.clock.now(), e2e: 'none' as const, signal }
  const logWindow = { ...window, lines: LOG_LINES }
  const [state, logs, version] = await Promise.all([
    memoised(shared)(probes.transcript),
    // The logs stand beside the transcript: without them it is still worth reading.
    memoised({ ...shared, window: logWindow })(probes.logs).catch(() => null),
    gateway.system.version(gateway.settings, host, signal).catch(() => null),
  ])
  const about = { name: gateway.name, system: gateway.system.id, version }
  const show = showing({ previews, home: host.env.who().home })
  return { review: buildReview({ tool, gateway: about, window, max, state, logs, show }), state }
}
