import type { Redis } from 'ioredis'
import { onRedis } from '../../host/machine/redis-connection.ts'
import type { RedisProblem, RedisTarget } from '../../host/redis.ts'

const KEPT_SECONDS = 30 * 86_400
const DEADLINE_MS = 3_000
const TRIES = 20

/** The Redis that monitors of one gateway share. */
export interface Shared {
  readonly target: RedisTarget
  readonly gateway: string
}

/** `firstfault:monitor:<gateway>:<what>`. */
export const keyOf = ({ gateway }: Shared, what: string): string => `firstfault:monitor:${gateway}:${what}`

/** One piece of work on the shared Redis; a problem where it cannot be reached or does not answer in 3 s. */
export function onShared<T>(shared: Shared, work: (client: Redis) => Promise<T>): Promise<T | RedisProblem> {
  return onRedis({ target: shared.target, deadlineMs: DEADLINE_MS }, new AbortController().signal, work)
}

/** Replaces the kept state by what `change` makes of it (a null text leaves it); asked again when somebody else was
 *  quicker. Null when that happened too often. */
export async function swap<T>(
  shared: Shared,
  change: (kept: string | null) => { readonly text: string | null; readonly answer: T },
): Promise<{ readonly ok: true; readonly text: string | null; readonly answer: T } | RedisProblem | null> {
  const key = keyOf(shared, 'state')
  return onShared(shared, async (client) => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await client.watch(key)
      const { text, answer } = change(await client.get(key))
      if (text === null) return { ok: true, text, answer }
      const done = await client.multi().set(key, text, 'EX', KEPT_SECONDS).exec()
      if (done !== null) return { ok: true, text, answer }
    }
    return null
  })
}
