import * as z from 'zod'
import { linesOf } from '../../logs/record.ts'
import { parseDocument } from './document.ts'

const eventSchema = z.looseObject({
  kind: z.string(),
  request_id: z.string().optional(),
  request_ids: z.array(z.string()).optional(),
  accepted_at_utc: z.string().optional(),
})

const ENDS = ['completed', 'failed', 'coalesced']

/** Requests that `events.jsonl` tells of. */
export interface Events {
  readonly accepted: number
  readonly ended: number
  /** Accepted, and no end told of; oldest first. `at` is epoch ms. */
  readonly open: readonly { readonly id: string; readonly at: number | null }[]
  /** Lines that are no event. */
  readonly damaged: number
}

/** Reads a stretch of `events.jsonl`. Its first and last line may be cut. */
export function parseEvents(text: string): Events {
  const open = new Map<string, number | null>()
  const count = { accepted: 0, ended: 0, damaged: 0 }
  for (const line of linesOf(text)) {
    if (line.trim() === '') continue
    const parsed = parseDocument(line, eventSchema)
    if (!parsed.ok) {
      count.damaged += 1
      continue
    }
    const { kind, request_id: id, request_ids: ids = [], accepted_at_utc: at } = parsed.value
    const named = id === undefined ? ids : [id]
    if (kind === 'accepted' || kind === 'accepted_internal') {
      count.accepted += 1
      const time = Date.parse(at ?? '')
      for (const one of named) open.set(one, Number.isNaN(time) ? null : time)
    } else if (ENDS.includes(kind)) {
      count.ended += 1
      for (const one of named) open.delete(one)
    }
  }
  return { ...count, open: [...open].map(([id, time]) => ({ id: id.slice(0, 80), at: time })) }
}
