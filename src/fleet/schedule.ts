import type { RedisTarget } from '../host/redis.ts'
import { connectionTo, loadBullmq, PREFIX, QUEUE, requireKeeping } from './bullmq.ts'

export interface Scheduled {
  readonly scheduled: readonly string[]
  /** Gateways that the configuration no longer names. */
  readonly removed: readonly string[]
}

/** Writes one job scheduler for each gateway, and removes those of gateways that are gone. Done again it changes
 *  nothing, and restarts no interval that is as it should be. */
export async function schedule(
  target: RedisTarget,
  gateways: readonly string[],
  everyMs: number,
): Promise<Scheduled> {
  await requireKeeping(target)
  const { Queue } = await loadBullmq()
  const queue = new Queue(QUEUE, { connection: await connectionTo(target), prefix: PREFIX })
  queue.on('error', () => {})
  try {
    const kept = await queue.getJobSchedulers(0, -1)
    const removed = kept.map((one) => one.key).filter((key) => !gateways.includes(key))
    for (const key of removed) await queue.removeJobScheduler(key)
    for (const gateway of gateways) {
      if (kept.some((one) => one.key === gateway && Number(one.every) === everyMs)) continue
      const opts = { removeOnComplete: true, removeOnFail: 100 }
      await queue.upsertJobScheduler(gateway, { every: everyMs }, { name: 'watch', data: { gateway }, opts })
    }
    return { scheduled: gateways, removed }
  } finally {
    await queue.close()
  }
}
