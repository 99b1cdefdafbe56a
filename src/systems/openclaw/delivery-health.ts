import { at, numberOf, textOf } from './lenient.ts'

/** What the gateway's health document says of its queues (2026.9). It counts everything that is still kept; nothing in
 *  it makes the document say that something is wrong. Times are epoch ms. */
export interface QueueHealth {
  /** Answers that were given up. */
  readonly failed: number
  readonly oldestFailedAt: number | null
  /** Lanes of inbound messages that block later ones: eight attempts failed, or a claim is half an hour old. */
  readonly blocked: readonly BlockedLanes[]
}

export interface BlockedLanes {
  readonly channel: string
  readonly account: string
  readonly lanes: number
  /** Messages in these lanes. */
  readonly messages: number
  readonly oldestAt: number | null
}

/** Null where the document tells nothing of queues: all are clear, or the release has none. */
export function queueHealthIn(health: unknown): QueueHealth | null {
  const queues = at(health, 'deliveryQueues')
  if (queues === undefined || queues === null) return null
  const failed = listOf(at(queues, 'failed'))
  const oldest = failed.flatMap((one) => numberOf(at(one, 'oldestFailedAt')) ?? [])
  const count = (one: unknown, name: string) => Math.max(0, numberOf(at(one, name)) ?? 0)
  return {
    failed: failed.reduce<number>((sum, one) => sum + count(one, 'count'), 0),
    oldestFailedAt: oldest.length > 0 ? Math.min(...oldest) : null,
    blocked: listOf(at(queues, 'ingressPressure')).map((one) => ({
      channel: textOf(at(one, 'channelId'), 40) ?? 'unnamed',
      account: textOf(at(one, 'accountId'), 80) ?? 'default',
      lanes: count(one, 'laneCount'),
      messages: count(one, 'pendingCount') + count(one, 'claimedCount'),
      oldestAt: numberOf(at(one, 'oldestReceivedAt')),
    })),
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 100) : [])
