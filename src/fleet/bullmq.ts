import { setTimeout as sleep } from 'node:timers/promises'
import { UsageError } from '../core/usage-error.ts'
import { resolveSecret } from '../host/machine/secrets.ts'
import type { RedisTarget } from '../host/redis.ts'
import { onShared } from '../monitor/store/shared.ts'

/** The queue of the watch, and what all its keys begin with. */
export const QUEUE = 'watch'
export const PREFIX = 'firstfault:monitor:fleet'

const AGAIN_MS = 500

/** What one job asks for. */
export interface WatchJob {
  readonly gateway: string
}

/** BullMQ, which whoever runs a fleet installs beside us. */
export async function loadBullmq(): Promise<typeof import('bullmq')> {
  try {
    return await import('bullmq')
  } catch {
    throw new UsageError(
      'bullmq',
      'BullMQ is not installed.',
      'Install it beside firstfault: npm install bullmq@6',
    )
  }
}

/** How BullMQ connects. It takes the password itself, so that this is the one place where it leaves its keeping. */
export async function connectionTo(target: RedisTarget) {
  const password = target.password ? await resolveSecret(target.password) : undefined
  if (password === null)
    throw new UsageError(
      'redis',
      "The password of the fleet's Redis is not there.",
      'Check its place in the configuration.',
    )
  return {
    host: target.host,
    port: target.port,
    db: target.db ?? 0,
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(password === undefined ? {} : { password }),
    ...(target.tls ? { tls: {} } : {}),
    // Sooner than BullMQ's own 20 s, for ever.
    retryStrategy: (times: number) => Math.min(100 * times, 2_000),
  }
}

/** What may pass by itself: a Redis that is not up yet, or just now not reachable. */
const PASSES = ['refused', 'dns', 'silent', 'closed', 'loading', 'connect-timeout']

export interface Patience {
  readonly interrupt: AbortSignal
  /** Told once that it waits, and why. */
  readonly say: (line: string) => void
}

/** Refuses a Redis that cannot be used, or that may throw jobs away when its memory is full: a gateway whose schedule
 *  was evicted would be forgotten. With patience it waits for one that cannot be reached yet. */
export async function requireKeeping(target: RedisTarget, patience: Patience | null = null): Promise<void> {
  const info = await memoryInfo(target, patience)
  if (info === null) return
  const policy = field(info, 'maxmemory_policy')
  if (policy === 'noeviction' || field(info, 'maxmemory') === '0') return
  throw new UsageError(
    'redis-evicts',
    `The fleet's Redis evicts keys when its memory is full (maxmemory-policy ${policy}): gateways could be forgotten.`,
    'Use a Redis of its own, with maxmemory-policy noeviction.',
  )
}

/** The memory section of INFO; null when the wait for it was interrupted. */
async function memoryInfo(target: RedisTarget, patience: Patience | null): Promise<string | null> {
  for (let told = false; !patience?.interrupt.aborted; told = true) {
    const memory = await onShared({ target }, async (client) => {
      return { ok: true as const, text: await client.info('memory') }
    })
    if (memory.ok) return memory.text
    if (!patience || !PASSES.includes(memory.problem))
      throw new UsageError('redis', `The fleet's Redis cannot be used: ${memory.message}`, 'Check --redis.')
    if (!told) patience.say(`waiting for the fleet's Redis: ${memory.message}`)
    await sleep(AGAIN_MS, undefined, { signal: patience.interrupt }).catch(() => {})
  }
  return null
}

const field = (info: string, name: string): string =>
  new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim() ?? 'unknown'
