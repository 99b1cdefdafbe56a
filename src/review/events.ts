import { iso } from '../core/finding.ts'
import type { Conversation } from '../transcript/conversation.ts'
import type { Entry } from '../transcript/entry.ts'
import type { ShownEvent } from './document.ts'
import type { Show } from './show.ts'

/** The last ones are shown; the totals count them all. */
const MOST_EVENTS = 100

/** What happened beside the exchanges, oldest first. `entries` are those of the window. */
export function eventsOf(
  entries: readonly Entry[],
  { rotations }: Pick<Conversation, 'rotations'>,
  since: number,
  show: Show,
): readonly ShownEvent[] {
  const rotated = rotations.flatMap(({ id, startedAt }) =>
    startedAt !== null && startedAt >= since
      ? { time: startedAt, kind: 'rotation' as const, text: `session ${show.plain(id).slice(0, 80)} began` }
      : [],
  )
  const told = entries.flatMap((entry) => {
    const event = eventOf(entry, show)
    return event ? { time: entry.at ?? 0, ...event } : []
  })
  return [...rotated, ...told]
    .sort((a, b) => a.time - b.time)
    .slice(-MOST_EVENTS)
    .map(({ time, kind, text }) => ({ at: iso(time || null), kind, text }))
}

function eventOf(entry: Entry, show: Show): Omit<ShownEvent, 'at'> | null {
  if (entry.kind === 'compaction') {
    const before = entry.tokensBefore === null ? '' : `, ${entry.tokensBefore} tokens before`
    return { kind: 'compaction', text: `session compacted${before}` }
  }
  if (entry.kind === 'model-change')
    return { kind: 'model-change', text: `model is ${show.plain(entry.model)}` }
  if (entry.kind !== 'assistant') return null
  if (entry.stopReason === 'error')
    return { kind: 'error', text: show.plain(entry.error ?? 'an error without a message') }
  return entry.stopReason === 'aborted' ? { kind: 'abort', text: show.plain(entry.error ?? 'aborted') } : null
}
