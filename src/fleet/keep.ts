import { setTimeout as sleep } from 'node:timers/promises'
import type { Queue } from 'bullmq'
import type { RedisTarget } from '../host/redis.ts'
import { type Plan, planOr } from './plan.ts'
import { openQueue, repair } from './schedule.ts'

/** Between two looks at the plan, and at the whole schedule; sooner where the rounds come sooner. */
const PLAN_MS = 5_000
const SCHEDULE_MS = 30_000

export interface KeepOptions {
  /** What this worker's configuration says, for a Redis that holds no plan. */
  readonly own: Plan
  readonly interrupt: AbortSignal
  /** Hears what had to be repaired. */
  readonly say: (line: string) => void
  /** Hears of every look at a Redis that answered. */
  readonly onAnswer: () => void
}

/** Looks after the schedule while a worker runs: what an emptied Redis lost is written again within seconds, as it was
 *  last seen here, else from the worker's own configuration. So no gateway is forgotten as long as one worker lives.
 *  Ends when interrupted. */
export async function keepSchedule(
  target: RedisTarget,
  { own, interrupt, say, onAnswer }: KeepOptions,
): Promise<void> {
  const queue = await openQueue(target)
  // What waits for a Redis that is away ends with us.
  const end = () => void queue.disconnect()
  interrupt.addEventListener('abort', end, { once: true })
  let last = own
  let due = 0
  while (!interrupt.aborted) {
    const found = await planOr(target, last)
    if (found.ok) {
      onAnswer()
      last = found.plan
      if (found.restored || performance.now() >= due) {
        const problem = await look(queue, last, found.restored, say)
        due = problem === null ? performance.now() + Math.min(last.everyMs, SCHEDULE_MS) : 0
        if (problem !== null && !interrupt.aborted) say(`the schedule could not be looked after: ${problem}`)
      }
    }
    await sleep(Math.min(last.everyMs, PLAN_MS), undefined, { signal: interrupt }).catch(() => {})
  }
  end()
}

/** Makes the schedule what the plan says, and says what was amiss; gives why it could not. */
async function look(
  queue: Queue,
  plan: Plan,
  restored: boolean,
  say: KeepOptions['say'],
): Promise<string | null> {
  try {
    const { written } = await repair(queue, plan, Date.now())
    const why = restored ? 'the Redis held no schedule' : 'the schedule was incomplete'
    if (written.length > 0) say(`${why}: written again for ${named(written)}, every ${plan.everyMs / 1000} s`)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const named = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')
