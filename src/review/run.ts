import { memoised } from '../core/plan.ts'
import type { Window } from '../core/window.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Host } from '../host/host.ts'
import { buildReview } from './build.ts'
import { buildActivityReview } from './build-activity.ts'
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

/** Reads a gateway's transcript (or other records) and logs, and gives the review. `unreadable`: what it rests on is
 *  there and may not be read. */
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
  const ask = memoised(shared)
  const [seen, logs, version] = await Promise.all([
    'activity' in probes
      ? ask(probes.activity).then((activity) => ({ activity }))
      : ask(probes.transcript).then((state) => ({ state })),
    // The logs stand beside the transcript: without them it is still worth reading.
    memoised({ ...shared, window: logWindow })(probes.logs).catch(() => null),
    gateway.system.version(gateway.settings, host, signal).catch(() => null),
  ])
  const about = { name: gateway.name, system: gateway.system.id, version }
  const show = showing({ previews, home: host.env.who().home })
  const the = { tool, gateway: about, window, max, logs, show }
  if ('activity' in seen) {
    const { activity } = seen
    return { review: buildActivityReview(the, activity), unreadable: activity.problem !== null }
  }
  const { state } = seen
  const unreadable = state.kind === 'problem' && state.problem.problem !== 'absent'
  return { review: buildReview({ ...the, state }), unreadable }
}
