import type { Window } from '../core/window.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Review, ShownExchange } from './document.ts'
import { type ReviewOptions, type ReviewTools, review } from './run.ts'
import type { ReviewProbes } from './source.ts'

const PAUSE_MS = 1_000

/** Looks again every second until the signal ends it, and yields a review whenever exchanges came or ended: the first
 *  one whole, each later one with only what is new. Follows rotations, because each look chooses the session anew. */
export async function* followReview(
  gateway: Gateway,
  probes: ReviewProbes,
  options: ReviewOptions,
  tools: ReviewTools,
): AsyncGenerator<Review, void> {
  const { clock } = tools.host
  const length = options.window.until - options.window.since
  const told = new Map<string, string>()
  for (let first = true; !tools.signal.aborted; first = false) {
    const now = clock.now()
    const window: Window = { ...options.window, since: now - length, until: now }
    const { review: seen } = await review(gateway, probes, { ...options, window }, tools)
    const news = seen.exchanges.filter((one) => told.get(keyOf(one)) !== stateOf(one))
    for (const one of news) told.set(keyOf(one), stateOf(one))
    if (first) yield seen
    else if (news.length > 0)
      yield { ...seen, exchanges: news, gaps: [], highlights: [], events: eventsSince(seen, news) }
    await clock.sleep({ ms: PAUSE_MS }, tools.signal)
  }
}

/** The same exchange of one look and the next: what was asked when. */
const keyOf = ({ at, from }: ShownExchange): string => `${at} ${from}`

const stateOf = ({ ending, retries, tools }: ShownExchange): string =>
  ending === 'open' ? `open ${retries} ${tools.length}` : ending

/** The events since the first of the exchanges that are told. */
function eventsSince({ events }: Review, [first]: readonly ShownExchange[]): Review['events'] {
  const from = first?.at ?? null
  return from === null ? [] : events.filter((event) => event.at !== null && event.at >= from)
}
