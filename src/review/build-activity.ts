import { iso } from '../core/finding.ts'
import { inWindow } from '../core/window.ts'
import { gapsIn } from '../transcript/gaps.ts'
import type { Activity, Work } from './activity.ts'
import { GAP_MS, highlightsOf, leftOutOf, type ReviewCase, windowOf } from './build.ts'
import type { Review, ShownExchange, Totals } from './document.ts'
import { nextActionsOf } from './next-actions.ts'
import type { Show } from './show.ts'

/** The last ones are shown. */
const MOST_EVENTS = 100
const MOST_OPEN = 50

/** The activity of a gateway as a review of the window; no text of a message is in it. */
export function buildActivityReview(the: Omit<ReviewCase, 'state'>, activity: Activity): Review {
  const { tool, gateway, window, max, show, logs } = the
  const within = activity.works.filter(
    ({ startedAt, endedAt, ending }) =>
      inWindow(window, startedAt) || inWindow(window, endedAt) || ending === 'open',
  )
  const events = activity.events
    .filter(({ at }) => inWindow(window, at))
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
  const times = [
    ...within.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]),
    ...events.map(({ at }) => at),
  ]
  const moments = times.filter((at) => inWindow(window, at)).map((at) => ({ at }))
  const { problem, notes } = activity
  const review = {
    schema: 'firstfault.review/1',
    tool,
    gateway,
    window: windowOf(the),
    session: {
      id: activity.id && show.plain(activity.id),
      sources: activity.sources.map(show.path),
      startedAt: iso(activity.startedAt),
      model: null,
    },
    totals: totalsOf(within, events.length, activity.damaged),
    exchanges: within.slice(-max).map((one) => shown(one, show)),
    open: activity.open.slice(0, MOST_OPEN).map(({ kind, since, name }) => ({
      kind,
      since: iso(since),
      ageMs: since === null ? null : Math.max(0, window.until - since),
      name: show.plain(name).slice(0, 120),
      preview: null,
    })),
    gaps: gapsIn(moments, GAP_MS).map(({ from, to }) => ({
      from: iso(from) ?? '',
      to: iso(to) ?? '',
      durationMs: to - from,
    })),
    events: events
      .slice(-MOST_EVENTS)
      .map(({ at, kind, text }) => ({ at: iso(at), kind, text: show.plain(text) })),
    highlights: highlightsOf(the),
    notes: [
      ...(problem === null ? [] : [`What it was doing cannot be read: ${show.plain(problem)}`]),
      ...notes.map((note) => show.plain(note)),
      ...leftOutOf(logs, Math.max(0, within.length - max)),
    ],
  } as const satisfies Omit<Review, 'nextActions'>
  return { ...review, nextActions: nextActionsOf(review) }
}

function shown({ from, startedAt, endedAt, ending, error }: Work, show: Show): ShownExchange {
  const took = startedAt === null || endedAt === null ? null : Math.max(0, endedAt - startedAt)
  return {
    at: iso(startedAt),
    from: show.plain(from).slice(0, 40),
    preview: null,
    answeredAt: ending === 'answered' ? iso(endedAt) : null,
    durationMs: took,
    answer: null,
    tools: [],
    error: ending === 'error' || ending === 'unanswered' ? show.plain(error ?? 'no reason given') : null,
    ending,
    retries: 0,
    probe: false,
  }
}

function totalsOf(works: readonly Work[], events: number, damagedLines: number): Totals {
  const count = (ending: Work['ending']) => works.filter((one) => one.ending === ending).length
  return {
    entries: works.length + events,
    userMessages: works.length,
    assistantMessages: count('answered'),
    toolCalls: {},
    toolErrors: 0,
    errors: count('error'),
    aborted: 0,
    compactions: 0,
    modelChanges: 0,
    tokens: 0,
    costUsd: null,
    damagedLines,
  }
}
