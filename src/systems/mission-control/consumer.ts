import type { Context } from '../../core/check.ts'
import type { RedisTarget } from '../../host/redis.ts'

const PAUSE_MS = 500

/** Whether somebody waits at this Redis for a task, as the worker does between two tasks. `absent` means that nobody
 *  was seen in all of the time; a worker that works on a task is not seen either. */
export type Consumer = 'waiting' | 'absent' | 'unknown'

/** A connection that is blocked in BRPOP, by a line of CLIENT LIST. The line does not tell which key. */
const WAITS = /(?:^| )flags=\w*b.*(?: )cmd=b(?:r|l)pop\b/m

/** Looks at the connections of a Redis until one waits for a task, for at most `forMs`. */
export async function watchForConsumer(
  { host, signal }: Pick<Context, 'host' | 'signal'>,
  target: RedisTarget,
  { forMs, deadlineMs }: { forMs: number; deadlineMs: number },
): Promise<Consumer> {
  for (let spent = 0; ; spent += PAUSE_MS) {
    const answer = await host.redis.ask({ target, commands: [['CLIENT', 'LIST']], deadlineMs }, signal)
    const [reply] = answer.ok ? answer.replies : []
    if (!reply?.ok || typeof reply.value !== 'string') return 'unknown'
    if (waits(reply.value, target.db ?? 0)) return 'waiting'
    if (spent >= forMs || signal.aborted) return 'absent'
    await host.clock.sleep({ ms: PAUSE_MS }, signal)
  }
}

/** Whether one of the lines is a connection to this database that is blocked waiting for a list. */
export function waits(clientList: string, db: number): boolean {
  return clientList
    .split('\n')
    .some((line) => WAITS.test(line) && new RegExp(`(?:^| )db=${db}(?: |$)`).test(line))
}
