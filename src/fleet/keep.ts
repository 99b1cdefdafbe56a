import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisTarget } from '../host/redis.ts'
import { type Plan, planOr } from './plan.ts'
import { openQueue, repair } from './schedule.ts'

const LONGEST_PAUSE_MS = 30_000

export interface KeepOptions {
  /** What this worker's configuration says, for a Redis that holds no plan. */
  readonly own: Plan
  readonly interrupt: AbortSignal
  /** Hears what had to be repaired. */
  readonly say: (line: string) => void
  /** Hears of every look at a Redis that answered. */
  readonly onAnswer: () => void
}

/** Looks after the schedule while a worker runs, at least twice a minute: what an emptied Redis lost is written again,
 *  as it was last seen here, else from the worker's own configuration. So no gateway is forgotten as long as one worker
 *  lives. Ends when interrupted. */
export async function keepSchedule(
  target: RedisTarget,
  { own, interrupt, say, onAnswer }: KeepOptions,
): Promise<void> {
  const queue = await openQueue(target)
  // What waits for a Redis that is away ends with us.
  const end = () => void queue.disconnect()
  interrupt.addEventListener('abort', end, { once: true })
  let last = own
  while (!interrupt.aborted) {
    const found = await planOr(target, last)
    if (found.ok) {
      onAnswer()
      last = found.plan
      const why = found.restored ? 'the Redis held no schedule' : 'the schedule was incomplete'
      const written = await repair(queue, last, Date.now()).then(
        (repaired) => repaired.written,
        (error: Error) => {
          if (!interrupt.aborted) say(`the schedule could not be looked after: ${error.message}`)
          return []
        },
      )
      if (written.length > 0)
        say(`${why}: written again for ${named(written)}, every ${last.everyMs / 1000} s`)
    }
    const pause = Math.min(last.everyMs, LONGEST_PAUSE_MS)
    await sleep(pause, undefined, { signal: interrupt }).catch(() => {})
  }
  end()
}

const named = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
