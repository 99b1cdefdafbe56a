import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { enqueue } from './queue.ts'
import { err, out, SourceError } from './records.ts'
import type { Daemon } from './state.ts'
import { parseEvent, promptFor, triage } from './triage.ts'

const SESSIONS = 'joelclaw:gateway:sessions'
const EVENTS = 'joelclaw:events:gateway'
const LEGACY = 'joelclaw:events:main'
const BATCH = 'joelclaw:events:batch'
const NOTIFY = ['joelclaw:notify:gateway', 'joelclaw:notify:main'] as const

/** A client like the daemon's: commands neither fail nor time out while Redis is away, they wait. The pauses
 *  between two attempts are a tenth of the real ones. */
export function redisClient(port: number): Redis {
  const retryStrategy = (times: number) => Math.min(times * 50, 3_000)
  return new Redis({ host: '127.0.0.1', port, lazyConnect: true, maxRetriesPerRequest: null, retryStrategy })
}

/** Watches both clients: degraded as soon as one is not ready, and back when both are. */
export function watchRedis(daemon: Daemon, started: () => Promise<void>): void {
  const clients = [daemon.subscriber, daemon.commands] as const
  for (const [index, client] of clients.entries()) {
    client.on('error', (error: NodeJS.ErrnoException) => {
      daemon.runtime = { ...daemon.runtime, lastError: error.message }
      const name = index === 0 ? 'subscriber' : 'command client'
      const shown = new SourceError(error.message, null, {
        errno: -111,
        code: String(error.code ?? 'ECONNRESET'),
      })
      err(`[gateway:redis] ${name} error`, { error: shown })
    })
    client.on('close', () => degrade(daemon, index === 0 ? 'subscriber' : 'command client'))
    client.on('ready', () => {
      if (clients.some((one) => one.status !== 'ready')) return
      setMode(daemon, 'normal', 'redis_connected')
      void started()
    })
  }
}

function degrade(daemon: Daemon, name: string): void {
  if (daemon.runtime.mode === 'normal' && daemon.runtime.reason === 'redis_connected')
    err(`[gateway:redis] ${name} disconnected — will reconnect`)
  const attempts = daemon.runtime.reconnectAttempts
  if (name === 'subscriber') {
    out(
      `[gateway:redis] scheduling reconnect in ${Math.min(5_000 * 2 ** attempts, 60_000)}ms (attempt ${attempts + 1})`,
    )
    daemon.runtime = { ...daemon.runtime, reconnectAttempts: attempts + 1 }
  }
  setMode(daemon, 'redis_degraded', 'reconnect_scheduled')
}

function setMode(daemon: Daemon, mode: 'normal' | 'redis_degraded', reason: string): void {
  const { runtime } = daemon
  if (runtime.mode === mode && runtime.reason === reason) return
  const attempts = mode === 'normal' ? 0 : runtime.reconnectAttempts
  daemon.runtime = { ...runtime, mode, reason, since: Date.now(), reconnectAttempts: attempts }
  daemon.emit('warn', 'redis-channel', 'runtime.mode.changed', { metadata: { mode, reason } })
}

/** Registers the session, subscribes, takes over the legacy list and drains once. */
export async function joinBridge(daemon: Daemon): Promise<void> {
  const { commands, subscriber } = daemon
  await commands.sadd(SESSIONS, 'gateway')
  await subscriber.subscribe(...NOTIFY)
  const legacy = await commands.lrange(LEGACY, 0, -1)
  if (legacy.length > 0) {
    await commands
      .multi()
      .lpush(EVENTS, ...legacy.reverse())
      .del(LEGACY)
      .exec()
    out('[gateway:redis] migrated legacy events', { count: legacy.length })
  }
  out('[gateway:redis] started', { sessionId: 'gateway', channels: [...NOTIFY], list: EVENTS })
  daemon.emit('info', 'redis-channel', 'redis.channel.started')
}

/** Leaves Redis as a graceful shutdown does: the waiting events are deleted with the registration. */
export async function leaveBridge(daemon: Daemon): Promise<void> {
  if (daemon.commands.status === 'ready') {
    await daemon.commands.multi().srem(SESSIONS, 'gateway').del(EVENTS).exec()
  }
}

/** One drain at a time; a wake-up during a drain is lost, as in the real daemon. */
export function drainer(daemon: Daemon): () => Promise<void> {
  const seen: string[] = []
  let draining = false
  return async () => {
    if (draining) return
    draining = true
    try {
      await drain(daemon, seen)
    } catch (error) {
      err('[gateway:redis] failed to drain events', { error })
    } finally {
      draining = false
    }
  }
}

async function drain(daemon: Daemon, seen: string[]): Promise<void> {
  const { commands, knobs } = daemon
  const rows = (await commands.lrange(EVENTS, 0, -1)).reverse()
  if (rows.length === 0) return
  const asleep = (await commands.get('joelclaw:mode')) === 'sleep'
  const events = rows.flatMap((row) => parseEvent(row) ?? []).filter((event) => !seen.includes(event.id))
  seen.push(...events.map((event) => event.id))
  seen.splice(0, seen.length - 500)
  const by = Object.groupBy(events, (event) => triage(event, knobs.quietHours, asleep))
  const names = (kind: 'batched' | 'suppressed') => by[kind]?.map((event) => event.type).join(', ')
  if (by.suppressed) out(`[redis] suppressed ${by.suppressed.length} noise event(s): ${names('suppressed')}`)
  if (by.batched) {
    out(`[redis] batched ${by.batched.length} event(s) (triage): ${names('batched')}`)
    await commands.rpush(BATCH, ...by.batched.map((event) => JSON.stringify(event)))
  }
  daemon.emit('info', 'redis-channel', 'events.triaged', {
    metadata: { immediate: by.immediate?.length ?? 0, batched: by.batched?.length ?? 0 },
  })
  await sleep(knobs.classifierMs)
  if (by.immediate) {
    await enqueue(daemon, 'gateway', promptFor(by.immediate))
    daemon.emit('info', 'redis-channel', 'events.dispatched', { metadata: { count: by.immediate.length } })
  }
  await commands.del(EVENTS)
}
