import type { JobSchedulerJson, Queue } from 'bullmq'
import { UsageError } from '../core/usage-error.ts'
import type { RedisTarget } from '../host/redis.ts'
import { connectionTo, loadBullmq, PREFIX, QUEUE, requireKeeping } from './bullmq.ts'
import { type Plan, writePlan } from './plan.ts'

const CLOCKS_DIFFER_MS = 60_000

export interface Scheduled {
  readonly scheduled: readonly string[]
  /** Gateways that the configuration no longer names. */
  readonly removed: readonly string[]
}

/** Writes the plan, one job scheduler for each gateway, and removes those of gateways that are gone. Done again it
 *  changes nothing, and restarts no interval that is as it should be. */
export async function schedule(target: RedisTarget, plan: Plan): Promise<Scheduled> {
  await requireKeeping(target)
  const problem = await writePlan(target, plan)
  if (problem)
    throw new UsageError('redis', `The fleet's Redis cannot be used: ${problem.message}`, 'Check --redis.')
  const queue = await openQueue(target)
  try {
    const { removed } = await repair(queue, plan, Date.now())
    return { scheduled: plan.gateways, removed }
  } finally {
    await queue.close()
  }
}

export async function openQueue(target: RedisTarget): Promise<Queue> {
  const { Queue } = await loadBullmq()
  const queue = new Queue(QUEUE, { connection: await connectionTo(target), prefix: PREFIX })
  queue.on('error', () => {})
  return queue
}

export interface Repaired {
  /** Gateways whose scheduler was missing, or would not have come to its next round. */
  readonly written: readonly string[]
  readonly removed: readonly string[]
}

/** Makes the schedule what the plan says; what is as it should be is left alone. */
export async function repair(queue: Queue, { gateways, everyMs }: Plan, now: number): Promise<Repaired> {
  const kept = new Map((await queue.getJobSchedulers(0, -1)).map((one) => [one.key, one]))
  const wanted = new Set(gateways)
  const removed = [...kept.keys()].filter((key) => !wanted.has(key))
  for (const key of removed) await queue.removeJobScheduler(key)
  const written: string[] = []
  for (const gateway of wanted) {
    const found = kept.get(gateway)
    if (found && Number(found.every) === everyMs) {
      if (!(await isBroken(queue, found, everyMs, now))) continue
      // Written over, it would keep the moment that will not come.
      await queue.removeJobScheduler(gateway)
    }
    const opts = { removeOnComplete: true, removeOnFail: 100 }
    await queue.upsertJobScheduler(gateway, { every: everyMs }, { name: 'watch', data: { gateway }, opts })
    written.push(gateway)
  }
  return { written, removed }
}

/** Whether a scheduler has no next round that will come: it lies further ahead than an interval, as after a clock that
 *  was set back (not just as another machine's clock differs), or is overdue and has no job any more. */
async function isBroken(
  queue: Queue,
  { key, next }: Pick<JobSchedulerJson, 'key' | 'next'>,
  everyMs: number,
  now: number,
): Promise<boolean> {
  if (next === undefined) return true
  if (next > now + everyMs + CLOCKS_DIFFER_MS) return true
  if (next > now - everyMs) return false
  const job = await queue.getJob(`repeat:${key}:${next}`)
  return !job || ['failed', 'completed', 'unknown'].includes(await job.getState())
}
