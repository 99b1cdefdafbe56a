import type { Context } from '../../core/check.ts'
import type { SqliteValue } from '../../host/sqlite.ts'
import { numberOf, textOf } from './lenient.ts'

/** A message from a channel in the gateway's own queue (since 2026.9): it is stored before it is acknowledged, claimed
 *  by the process that works on it, and completed when a turn has taken it over. Times are epoch ms. */
export interface Inbound {
  readonly event: string
  readonly channel: string
  readonly account: string
  readonly status: 'pending' | 'claimed' | 'completed' | 'failed'
  readonly receivedAt: number
  readonly claimedAt: number | null
  readonly failedAt: number | null
  readonly attempts: number
  readonly error: string | null
  /** Why it was given up. */
  readonly reason: string | null
}

/** An answer in the queue of deliveries. Entries that were delivered are taken out of it. */
export interface Outbound {
  readonly id: string
  readonly queue: string
  readonly status: 'pending' | 'failed'
  /** Null where the queue keeps no more than a receipt. */
  readonly channel: string | null
  readonly attempts: number
  readonly error: string | null
  readonly enqueuedAt: number
  readonly failedAt: number | null
}

export interface Queues {
  readonly path: string
  readonly inbound: readonly Inbound[]
  readonly outbound: readonly Outbound[]
}

/** `absent`: no database, or a release without these tables. */
export type QueuesAnswer =
  | { readonly kind: 'read'; readonly queues: Queues }
  | { readonly kind: 'absent' }
  | { readonly kind: 'blocked'; readonly why: string }

const INBOUND = `select event_id, channel_id, account_id, status, received_at, claimed_at, failed_at, attempts, last_error, failed_reason
  from channel_ingress_events where received_at >= ?1 or failed_at >= ?1 or status in ('pending', 'claimed')
  order by received_at desc limit 500`
const OUTBOUND = `select id, queue_name, status, channel, retry_count, last_error, enqueued_at, failed_at
  from delivery_queue_entries where status = 'pending' or (status = 'failed' and failed_at >= ?1)
  order by enqueued_at desc limit 200`

type Row = Readonly<Record<string, SqliteValue>>

/** Reads both queues of the shared database, what belongs to the window and what waits. */
export async function readQueues(
  { host, window, signal }: Context,
  path: string,
  running: boolean,
): Promise<QueuesAnswer> {
  const queries = [INBOUND, OUTBOUND].map((sql) => ({ sql, params: [window.since], maxRows: 500 }))
  const answer = await host.sqlite.query({ path, copy: !running, queries, deadlineMs: 4_000 }, signal)
  if (!answer.ok) {
    const none =
      answer.problem === 'absent' || answer.problem === 'sql' || answer.problem === 'not-a-database'
    return none ? { kind: 'absent' } : { kind: 'blocked', why: answer.message }
  }
  const [inbound = [], outbound = []] = answer.results
  return {
    kind: 'read',
    queues: { path, inbound: inbound.flatMap(inboundOf), outbound: outbound.flatMap(outboundOf) },
  }
}

const STATES = ['pending', 'claimed', 'completed', 'failed'] as const

function inboundOf(row: Row): readonly Inbound[] {
  const status = STATES.find((one) => one === row.status)
  const receivedAt = numberOf(row.received_at)
  if (!status || receivedAt === null) return []
  return [
    {
      event: textOf(row.event_id, 200) ?? '',
      channel: textOf(row.channel_id, 40) ?? 'unnamed',
      account: textOf(row.account_id, 80) ?? 'default',
      status,
      receivedAt,
      claimedAt: numberOf(row.claimed_at),
      failedAt: numberOf(row.failed_at),
      attempts: numberOf(row.attempts) ?? 0,
      error: textOf(row.last_error, 300),
      reason: textOf(row.failed_reason, 80),
    },
  ]
}

function outboundOf(row: Row): readonly Outbound[] {
  const enqueuedAt = numberOf(row.enqueued_at)
  if (enqueuedAt === null || (row.status !== 'pending' && row.status !== 'failed')) return []
  return [
    {
      id: textOf(row.id, 200) ?? '',
      queue: textOf(row.queue_name, 80) ?? '',
      status: row.status,
      channel: textOf(row.channel, 40),
      attempts: numberOf(row.retry_count) ?? 0,
      error: textOf(row.last_error, 300),
      enqueuedAt,
      failedAt: numberOf(row.failed_at),
    },
  ]
}

/** When a message came in over an account, epoch ms. */
export interface Arrival {
  readonly channel: string
  readonly account: string
  readonly at: number
}

const ARRIVALS =
  'select channel_id, account_id, received_at from channel_ingress_events where received_at >= ? order by received_at desc limit 5000'
const HABIT_MS = 9 * 86_400_000

/** What came in during the last days; the queue keeps what it completed for thirty. */
export async function readArrivals(
  { host, now, signal }: Context,
  path: string,
  running: boolean,
): Promise<readonly Arrival[]> {
  const queries = [{ sql: ARRIVALS, params: [now - HABIT_MS], maxRows: 5_000 }]
  const answer = await host.sqlite.query({ path, copy: !running, queries, deadlineMs: 4_000 }, signal)
  if (!answer.ok) return []
  return (answer.results[0] ?? []).flatMap((row) => {
    const received = numberOf(row.received_at)
    return received === null
      ? []
      : [
          {
            channel: textOf(row.channel_id, 40) ?? 'unnamed',
            account: textOf(row.account_id, 80) ?? 'default',
            at: received,
          },
        ]
  })
}
