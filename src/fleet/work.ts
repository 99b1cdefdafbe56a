import type { RedisTarget } from '../host/redis.ts'
import { connectionTo, loadBullmq, PREFIX, QUEUE, requireKeeping, type WatchJob } from './bullmq.ts'

export interface WorkOptions {
  /** Rounds at once in this process. */
  readonly concurrency: number
  /** A worker that says nothing for this long is dead, and its round is given to another, ms. */
  readonly lockMs: number
  readonly interrupt: AbortSignal
  readonly onProblem: (line: string) => void
}

/** A round may be given away this often before BullMQ gives it up; the next comes at its time anyway. */
const MAX_STALLED = 20

/** Takes rounds from the queue until it is interrupted; then ends when the running ones are over. A round that a dead
 *  worker left behind is done again by another: that is safe, because every effect is fenced by itself. */
export async function work(
  target: RedisTarget,
  round: (gateway: string) => Promise<void>,
  { concurrency, lockMs, interrupt, onProblem }: WorkOptions,
): Promise<void> {
  await requireKeeping(target)
  const { Worker } = await loadBullmq()
  const worker = new Worker<WatchJob>(QUEUE, (job) => round(String(job.data.gateway)), {
    connection: await connectionTo(target),
    prefix: PREFIX,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: MAX_STALLED,
    autorun: false,
  })
  worker.on('error', (error) => onProblem(`the queue: ${error.message}`))
  worker.on('failed', (job, error) => onProblem(`${job?.data.gateway ?? 'a round'}: ${error.message}`))
  const close = () => void worker.close()
  interrupt.addEventListener('abort', close, { once: true })
  if (interrupt.aborted) close()
  await worker.run()
  await worker.close()
}
