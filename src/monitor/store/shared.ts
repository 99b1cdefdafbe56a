import type { Redis } from 'ioredis'
import * as z from 'zod'
import { onRedis } from '../../host/machine/redis-connection.ts'
import type { RedisProblem, RedisTarget } from '../../host/redis.ts'

const KEPT_SECONDS = 30 * 86_400
const DEADLINE_MS = 3_000
const TRIES = 20

/** The Redis that monitors of one gateway share. */
export interface Shared {
  readonly target: RedisTarget
  readonly gateway: string
  /** No restart without its word. False where it is the gateway's own on this machine: then it may be the very thing
   *  that is down, and monitors that share it are all here. */
  readonly decides: boolean
}

/** `firstfault:monitor:<gateway>:<what>`. */
export const keyOf = ({ gateway }: Shared, what: string): string => `firstfault:monitor:${gateway}:${what}`

/** One piece of work on the shared Redis; a problem where it cannot be reached or does not answer in 3 s. */
export function onShared<T>(
  shared: Pick<Shared, 'target'>,
  work: (client: Redis) => Promise<T>,
): Promise<T | RedisProblem> {
  return onRedis({ target: shared.target, deadlineMs: DEADLINE_MS }, new AbortController().signal, work)
}

export interface Memory {
  readonly keptMs: number
  /** The text by which it says so. */
  readonly mark: string
}

/** How long this Redis has kept what it was told of the gateway, ms by its own clock: since it was first asked, and
 *  anew whenever it was emptied or is another process (which may have lost its last writes). */
export async function memoryOf(client: Redis, shared: Shared): Promise<Memory> {
  const key = keyOf(shared, 'kept')
  const [info, [seconds, micros], text] = await Promise.all([
    client.info('server'),
    client.time(),
    client.get(key),
  ])
  const run = /^run_id:(\w+)/m.exec(info)?.[1] ?? ''
  const now = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000)
  const known = text === null ? null : parseMark(text)
  if (text !== null && known && known.run === run && known.since <= now) {
    await client.expire(key, KEPT_SECONDS)
    return { keptMs: now - known.since, mark: text }
  }
  const mark = JSON.stringify({ run, since: now })
  await client.set(key, mark, 'EX', KEPT_SECONDS)
  return { keptMs: 0, mark }
}

const markSchema = z.object({ run: z.string(), since: z.number() })

function parseMark(text: string): z.infer<typeof markSchema> | null {
  try {
    return markSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Replaces the kept state by what `change` makes of it (a null text leaves it); asked again when somebody else was
 *  quicker. `change` hears for how long this Redis has kept what it was told. Null when that happened too often. */
export async function swap<T>(
  shared: Shared,
  change: (kept: string | null, keptMs: number) => { readonly text: string | null; readonly answer: T },
): Promise<{ readonly ok: true; readonly text: string | null; readonly answer: T } | RedisProblem | null> {
  const key = keyOf(shared, 'state')
  return onShared(shared, async (client) => {
    const { keptMs } = await memoryOf(client, shared)
    for (let attempt = 0; attempt < TRIES; attempt++) {
      await client.watch(key)
      const { text, answer } = change(await client.get(key), keptMs)
      if (text === null) return { ok: true, text, answer }
      const done = await client.multi().set(key, text, 'EX', KEPT_SECONDS).exec()
      if (done !== null) return { ok: true, text, answer }
    }
    return null
  })
}
