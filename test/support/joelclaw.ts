import type { HttpAnswer } from '../../src/host/http.ts'
import type { RedisReply, RedisValue } from '../../src/host/redis.ts'
import { type JoelclawProbes, joelclawProbes, redisCommands } from '../../src/systems/joelclaw/probes.ts'
import { type JoelclawSettings, joelclawDefaults } from '../../src/systems/joelclaw/settings.ts'
import { fakeHost } from './fake-host.ts'

/** The settings of a Mac with joelclaw's defaults, with some parts changed. */
export function joelclawWith(change: Partial<JoelclawSettings> = {}): {
  settings: JoelclawSettings
  probes: JoelclawProbes
} {
  const settings = { ...joelclawDefaults(fakeHost()), ...change }
  return { settings, probes: joelclawProbes(settings) }
}

/** A healthy daemon's `/health` body, up for an hour and idle, with parts of it and of its status changed. */
export function healthBody(top: Record<string, unknown> = {}, status: Record<string, unknown> = {}): string {
  return JSON.stringify({
    ok: true,
    available: true,
    healthy: true,
    mode: 'normal',
    reason: 'redis_connected',
    ...top,
    status: {
      pid: 812,
      uptimeMs: 3_600_000,
      model: 'anthropic/claude-opus-4-6',
      fallback: { active: false },
      supersession: { activeRequest: null },
      channels: { telegram: { configured: true, started: true, healthy: true } },
      ...status,
    },
  })
}

/** An HTTP answer with a JSON body, unless told otherwise. */
export function answered(body: string, more: Partial<HttpAnswer> = {}): HttpAnswer {
  return {
    ok: true,
    status: 200,
    contentType: 'application/json',
    headers: {},
    body,
    truncated: false,
    durationMs: 2,
    ...more,
  }
}

/** What an empty, healthy Redis replies to the gateway's questions in their order, with some replies changed. */
export function redisReplies(
  settings: JoelclawSettings,
  change: Record<string, RedisValue | RedisReply> = {},
): readonly RedisReply[] {
  const quiet: Record<string, RedisValue> = {
    ping: 'PONG',
    role: ['master', 0, []],
    info: 'redis_version:7.4.1\r\nused_memory:1000\r\nmaxmemory:268435456\r\nmaxmemory_policy:allkeys-lru',
    sessions: ['gateway'],
    config: '{"model":"claude-opus-4-6"}',
    subscribers: [settings.keys.notify, 1],
    eventCount: 0,
    legacyCount: 0,
    batchCount: 0,
    backlog: 0,
    streamLength: 0,
    events: [],
    oldest: [],
    pending: [0, null, null, null],
  }
  return Object.keys(redisCommands(settings)).map((name) => {
    const value = name in change ? change[name] : quiet[name]
    const isReply = typeof value === 'object' && value !== null && 'ok' in value
    return isReply ? (value as RedisReply) : { ok: true, value: (value ?? null) as RedisValue }
  })
}
