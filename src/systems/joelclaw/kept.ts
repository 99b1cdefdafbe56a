import type { RedisReply } from '../../host/redis.ts'
import type { RedisAnswer } from './probes.ts'

/** What the gateway keeps in Redis, as far as the status is judged by it. A value that Redis would not give, or
 *  that has another type than the gateway writes, is null. Times are epoch ms. */
export interface Kept {
  readonly sessions: readonly string[] | null
  readonly eventCount: number | null
  /** Time of the oldest of the newest 100 events in the gateway's list: the real oldest is at least as old. */
  readonly oldestEventAt: number | null
  readonly legacyCount: number | null
  /** Messages that were accepted and not acknowledged, the one under way included. */
  readonly backlog: number | null
  readonly oldestMessageAt: number | null
  /** `sleep` or `active`; null when it was never set, which means active. */
  readonly mode: string | null
  /** The gateway's configuration, JSON. */
  readonly config: string | null
}

/** Reads the answer; null when Redis gave none, which the redis layer reports. */
export function keptIn(answer: RedisAnswer): Kept | null {
  if (!answer.ok) return null
  const value = (name: string) => given(answer.replies[name])
  return {
    sessions: strings(value('sessions')),
    eventCount: count(value('eventCount')),
    oldestEventAt: oldestEvent(strings(value('events')) ?? []),
    legacyCount: count(value('legacyCount')),
    backlog: count(value('backlog')),
    oldestMessageAt: firstStreamTime(value('oldest')),
    mode: string(value('mode')),
    config: string(value('config')),
  }
}

const given = (reply: RedisReply | undefined) => (reply?.ok ? reply.value : null)
const count = (value: unknown) => (typeof value === 'number' ? value : null)
const string = (value: unknown) => (typeof value === 'string' ? value : null)

function strings(value: unknown): readonly string[] | null {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null
}

/** The list is pushed at the head, so the last row is the oldest; rows that are no event have no time. */
function oldestEvent(rows: readonly string[]): number | null {
  const times = rows.flatMap((row) => eventTime(row) ?? [])
  return times.length > 0 ? Math.min(...times) : null
}

function eventTime(row: string): number | null {
  try {
    const event: unknown = JSON.parse(row)
    const ts = typeof event === 'object' && event !== null && 'ts' in event ? event.ts : null
    return typeof ts === 'number' ? ts : null
  } catch {
    return null
  }
}

/** The millisecond part of the first id of an XRANGE reply. */
function firstStreamTime(value: unknown): number | null {
  const first: unknown = Array.isArray(value) ? value[0] : null
  const id: unknown = Array.isArray(first) ? first[0] : null
  const ms = typeof id === 'string' ? Number(id.split('-')[0]) : Number.NaN
  return ms > 0 ? ms : null
}
