import { duration } from '../core/duration.ts'
import { iso, type Observation } from '../core/finding.ts'
import { inWindow, type Window } from '../core/window.ts'
import type { Conversation } from '../transcript/conversation.ts'
import type { Exchange } from '../transcript/exchange.ts'
import { gapsIn } from '../transcript/gaps.ts'
import type { TranscriptState } from '../transcript/state.ts'
import type { Highlight, Review, ShownOpen } from './document.ts'
import { eventsOf } from './events.ts'
import { shownExchanges } from './exchanges.ts'
import { nextActionsOf } from './next-actions.ts'
import type { Show } from './show.ts'
import { totalsOf } from './totals.ts'

/** A silence that is worth a line. */
export const GAP_MS = 300_000
const MOST_HIGHLIGHTS = 10

export interface ReviewCase {
  readonly tool: Review['tool']
  readonly gateway: Review['gateway']
  readonly window: Window
  /** Exchanges shown. */
  readonly max: number
  readonly state: TranscriptState
  /** What the rules found; null where the logs could not be read. */
  readonly logs: readonly Observation[] | null
  readonly show: Show
}

const NOTHING: Conversation = { entries: [], exchanges: [], open: [], rotations: [], damaged: 0, cut: 0 }

/** A transcript as a review of the window. */
export function buildReview(the: ReviewCase): Review {
  const { tool, gateway, window, max, state, show } = the
  const conversation = state.kind === 'read' ? state.conversation : NOTHING
  const entries = conversation.entries.filter((entry) => inWindow(window, entry.at))
  const within = exchangesIn(conversation, window)
  const shown = shownExchanges(within, show).slice(-max)
  const review = {
    schema: 'firstfault.review/1',
    tool,
    gateway,
    window: windowOf(the),
    session: sessionOf(state, show),
    totals: totalsOf(entries, conversation.damaged, show),
    exchanges: shown,
    open: conversation.open.map(
      ({ kind, since, name, text }): ShownOpen => ({
        kind,
        since: iso(since),
        ageMs: since === null ? null : Math.max(0, window.until - since),
        name: name === null ? null : show.plain(name).slice(0, 80),
        preview: show.words(text),
      }),
    ),
    gaps: gapsIn(entries, GAP_MS).map(({ from, to }) => ({
      from: iso(from) ?? '',
      to: iso(to) ?? '',
      durationMs: to - from,
    })),
    events: eventsOf(entries, conversation, window.since, show),
    highlights: highlightsOf(the),
    notes: notesOf(the, within.length - shown.length),
  } as const satisfies Omit<Review, 'nextActions'>
  return { ...review, nextActions: nextActionsOf(review) }
}

/** The exchanges that touch the window; one that is still open does, whenever it began. */
export function exchangesIn({ exchanges }: Conversation, window: Window): readonly Exchange[] {
  return exchanges.filter(
    (one) => inWindow(window, one.startedAt) || inWindow(window, one.endedAt) || one.ending === 'open',
  )
}

function sessionOf(state: TranscriptState, show: Show): Review['session'] {
  if (state.kind !== 'read')
    return { id: state.live.id && show.plain(state.live.id), sources: [], startedAt: null, model: null }
  const { choice, parts } = state.transcript
  const spoken = state.conversation.entries.findLast(
    (entry) => (entry.kind === 'assistant' || entry.kind === 'model-change') && entry.model,
  )
  const model = spoken && 'model' in spoken ? spoken.model : null
  return {
    id: show.plain((choice.missing && choice.liveId) || choice.session.id),
    sources: parts.map((part) => show.path(part.session.source)),
    startedAt: choice.missing ? null : iso(choice.session.startedAt),
    model: model && show.plain(model),
  }
}

export function windowOf({ window, max }: Pick<ReviewCase, 'window' | 'max'>): Review['window'] {
  return { since: iso(window.since) ?? '', until: iso(window.until) ?? '', lines: window.lines, max }
}

/** What the rules found, as far as it may belong to the window. */
export function highlightsOf({ logs, show }: Pick<ReviewCase, 'logs' | 'show'>): readonly Highlight[] {
  // A note without a known time may be as old as the file.
  const told = (logs ?? []).filter((one) => one.severity !== 'note' || one.at)
  return told.slice(0, MOST_HIGHLIGHTS).map(({ code, evidence, summary, at, count }) => {
    const seen = evidence.at(-1)
    return {
      source: show.path(seen?.source ?? ''),
      code,
      at: at ?? null,
      text: show.plain(seen?.text ?? summary),
      count: count ?? 1,
    }
  })
}

function notesOf({ state, show, window, logs }: ReviewCase, hidden: number): readonly string[] {
  const notes: string[] = []
  if (state.kind === 'problem')
    notes.push(`The sessions cannot be read: ${show.plain(state.problem.message)}`)
  if (state.kind === 'none')
    notes.push(`There is no transcript in ${show.path(state.place)}: no model has answered yet.`)
  if (state.kind === 'read') {
    const { choice, parts } = state.transcript
    const { id, changedAt } = choice.session
    const age = duration(window.until - changedAt)
    if (choice.missing)
      notes.push(
        `The live session has no transcript yet: no model has answered in it. Shown is the newest older one, ${show.plain(id)}, last written ${age} ago.`,
      )
    if (choice.newer) notes.push(`Another session was written later: ${show.path(choice.newer.source)}.`)
    if (parts.some((part) => part.limited))
      notes.push('Reading ended before the window was complete; older exchanges are missing.')
    if (state.conversation.cut > 0)
      notes.push(`Records too long to be read whole: ${state.conversation.cut}.`)
  }
  return [...notes, ...leftOutOf(logs, hidden)]
}

/** What every review says of what is not in it; `hidden` exchanges are older than those shown. */
export function leftOutOf(logs: ReviewCase['logs'], hidden: number): readonly string[] {
  return [
    ...(logs === null ? ['The logs could not be read.'] : []),
    ...(hidden > 0 ? [`${hidden} earlier exchanges are not shown; --max shows more.`] : []),
  ]
}
