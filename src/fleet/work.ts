import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RedisTarget } from '../host/redis.ts'
import { connectionTo, loadBullmq, PREFIX, QUEUE, requireKeeping, type WatchJob } from './bullmq.ts'
import { keepSchedule } from './keep.ts'
import type { Plan } from './plan.ts'

export interface WorkOptions {
  /** Rounds at once in this process. */
  readonly concurrency: number
  /** A worker that says nothing for this long is dead, and its round is given to another, ms. */
  readonly lockMs: number
  readonly interrupt: AbortSignal
  /** What the schedule should be where the Redis does not say. */
  readonly plan: Plan
  readonly say: (line: string) => void
}

/** For the queue to close, ms. */
const CLOSING_MS = 2_000

/** A round may be given away this often before BullMQ gives it up; the next comes at its time anyway. */
const MAX_STALLED = 20

/** Takes rounds from the queue until it is interrupted; then ends when the running ones are over. A round that a dead
 *  worker left behind is done again by another: that is safe, because every effect is fenced by itself. A Redis that is
 *  not there, or goes away, is waited for; what it lost of the schedule is written again. */
export async function work(
  target: RedisTarget,
  round: (gateway: string) => Promise<void>,
  { concurrency, lockMs, interrupt, plan, say }: WorkOptions,
): Promise<void> {
  await requireKeeping(target, { interrupt, say })
  if (interrupt.aborted) return
  const problems = onceEach(say)
  const { Worker } = await loadBullmq()
  const running = new Set<Promise<void>>()
  const watch = (gateway: string): Promise<void> => {
    const done = round(gateway).finally(() => running.delete(done))
    running.add(done)
    return done
  }
  const worker = new Worker<WatchJob>(QUEUE, (job) => watch(String(job.data.gateway)), {
    connection: await connectionTo(target),
    prefix: PREFIX,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: MAX_STALLED,
    autorun: false,
  })
  worker.on('error', (error) => problems.say(`the queue: ${error.message}`))
  worker.on('failed', (job, error) => say(`${job?.data.gateway ?? 'a round'}: ${error.message}`))
  const close = () => void worker.close()
  interrupt.addEventListener('abort', close, { once: true })
  if (interrupt.aborted) close()
  const keeping = keepSchedule(target, { own: plan, interrupt, say, onAnswer: problems.over })
  const orderly = async () => {
    await worker.run()
    await worker.close()
    await keeping
  }
  await Promise.race([orderly(), overdue(interrupt, running)])
}

/** Ends a while after the last round that was running at the interrupt: a queue whose Redis is away would wait for it
 *  to come back before it closes. */
async function overdue(interrupt: AbortSignal, running: ReadonlySet<Promise<void>>): Promise<void> {
  if (!interrupt.aborted) await once(interrupt, 'abort')
  await Promise.allSettled(running)
  await sleep(CLOSING_MS, undefined, { ref: false })
}

/** Says a line that repeats itself once, until it is over. */
function onceEach(say: (line: string) => void) {
  const said = new Set<string>()
  return {
    say: (line: string) => {
      if (said.has(line)) return
      said.add(line)
      say(line)
    },
    over: () => {
      if (said.size > 0) say('the queue answers again')
      said.clear()
    },
  }
}
