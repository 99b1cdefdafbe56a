import { Redis } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Check } from '../../../src/core/check.ts'
import { machine } from '../../../src/host/machine/index.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import { fakeHost, NOW, type PartialHost, runCheck } from '../../support/fake-host.ts'
import { answered, healthBody, joelclawWith } from '../../support/joelclaw.ts'
import { type RunningRedis, startRedis } from '../../support/redis.ts'
import { closedPort } from '../../support/tcp.ts'
import { until } from '../../support/until.ts'

let server: RunningRedis
let client: Redis
let subscriber: Redis

beforeAll(async () => {
  server = await startRedis()
  client = new Redis(server.port, '127.0.0.1', { protocol: 2 })
  subscriber = new Redis(server.port, '127.0.0.1', { protocol: 2 })
})

afterAll(async () => {
  client?.disconnect()
  subscriber?.disconnect()
  await server?.stop()
})

const EVENTS = 'joelclaw:events:gateway'
const NOTIFY = 'joelclaw:notify:gateway'
const STREAM = 'joelclaw:gateway:messages'
const INDEX = 'joelclaw:gateway:priority'

/** What a connected, idle gateway leaves in Redis. */
beforeEach(async () => {
  await client.flushall()
  await client.sadd('joelclaw:gateway:sessions', 'gateway')
  await client.set('joelclaw:gateway:config', '{"model":"claude-opus-4-6"}')
  await subscriber.subscribe(NOTIFY)
})

interface Scene {
  readonly health?: string | null
  readonly port?: number
  readonly pidFile?: boolean
}

/** Runs the checks of the redis layer against the real server, beside a stand-in for the daemon's health. */
async function look({ health = healthBody(), port = server.port, pidFile = true }: Scene = {}) {
  const { settings } = joelclawWith({ redis: { host: '127.0.0.1', port, db: 0, password: null } })
  const parts: PartialHost = {
    redis: machine().redis,
    ports: machine().ports,
    files: {
      read: async () => ({ ok: false, problem: 'absent', message: 'no such file' }),
      stat: async () =>
        pidFile
          ? {
              ok: true,
              kind: 'file',
              size: 6,
              mtimeMs: NOW,
              uid: 501,
              gid: 20,
              mode: 0o644,
              inode: 1,
              device: 1,
            }
          : { ok: false, problem: 'absent', message: 'no such file' },
    },
    http: {
      request: async () =>
        health === null ? { ok: false, problem: 'refused', message: 'refused' } : answered(health),
    },
  }
  const layer = joelclaw.layers(settings).redis
  const checks: readonly Check[] = 'checks' in layer ? layer.checks : []
  const outcomes = await Promise.all(checks.map((check) => runCheck(check, fakeHost(parts))))
  const findings = outcomes.flatMap((outcome) => outcome.findings)
  return { outcomes, findings, codes: findings.map((finding) => `${finding.severity} ${finding.code}`) }
}

const event = (ageMs: number) =>
  JSON.stringify({ id: 'e1', type: 'test', source: 'cli', payload: {}, ts: NOW - ageMs })

/** Stores a message that is `ageMs` old, with its index entry. */
async function store(
  ageMs: number,
  fields: readonly string[] = ['payload', '{"source":"telegram:7","prompt":"hi"}'],
  indexed = true,
) {
  const id = (await client.xadd(STREAM, `${NOW - ageMs}-*`, ...fields)) as string
  if (indexed) await client.zadd(INDEX, 1e12, id)
  return id
}

const running = healthBody(
  {},
  { supersession: { activeRequest: { id: 'r', enqueuedAt: new Date(NOW - 60_000).toISOString() } } },
)
const degraded = healthBody({ mode: 'redis_degraded', healthy: false })

describe("joelclaw's redis layer on a real Redis", () => {
  it('is quiet with a connected, idle gateway', async () => {
    const { codes, outcomes } = await look()
    expect(codes).toEqual([])
    expect(outcomes.map((outcome) => outcome.detail)).toContain('no message stored')
  })

  it('asks only for keys that the gateway writes', async () => {
    await client.xadd('gateway:messages', '*', 'a', 'b')
    await client.lpush(NOTIFY, 'x')
    expect((await look()).codes).toEqual([])
  })

  it('finds an event that a subscribed gateway left in the list', async () => {
    await client.lpush(EVENTS, event(60_000))
    const { codes, findings } = await look()
    expect(codes).toEqual(['fault redis.events-stuck'])
    expect(findings[0]?.summary).toBe('1 events wait in joelclaw:events:gateway, the oldest for 1 min')
  })

  it('lets an event that has just arrived pass', async () => {
    await client.lpush(EVENTS, event(2_000))
    expect((await look()).codes).toEqual([])
  })

  it('finds that nobody is subscribed while events wait', async () => {
    await subscriber.unsubscribe(NOTIFY)
    await until(async () => ((await client.pubsub('NUMSUB', NOTIFY)) as unknown[])[1] === 0, { ms: 2_000 })
    expect((await look()).codes).toEqual(['warning redis.no-subscriber'])
    await client.lpush(EVENTS, event(2_000))
    expect((await look()).codes).toEqual(['fault redis.no-subscriber'])
    expect((await look({ health: degraded })).codes).toEqual(['warning redis.no-subscriber'])
  })

  it('finds a gateway that is not registered, and events in the legacy list', async () => {
    await client.srem('joelclaw:gateway:sessions', 'gateway')
    await client.lpush('joelclaw:events:main', event(1_000))
    expect((await look()).codes).toEqual([
      'warning redis.not-registered',
      'warning redis.legacy-events-waiting',
    ])
  })

  it('finds keys of the wrong type', async () => {
    await client.set(EVENTS, 'text')
    await client.set(STREAM, 'text')
    await client.set('joelclaw:events:batch', 'text')
    const { codes } = await look()
    expect(codes).toEqual(['fault redis.wrong-type', 'warning redis.wrong-type', 'fault redis.wrong-type'])
  })

  it('lets the entry of a running turn pass, and finds what waits behind it', async () => {
    await store(60_000)
    expect((await look({ health: running })).codes).toEqual([])
    await store(0)
    expect((await look({ health: running })).codes).toEqual([])
  })

  it.each([
    ['no turn runs, 6 min', healthBody(), 360_000, 2, 'fault redis.backlog-old'],
    ['a turn runs, 6 min, others wait', running, 360_000, 2, 'warning redis.backlog-old'],
    ['a turn runs, 11 min, others wait', running, 660_000, 2, 'fault redis.backlog-old'],
    ['a turn runs alone, 11 min', running, 660_000, 1, 'warning redis.backlog-old'],
    ['nobody tells, 6 min', null, 360_000, 2, 'warning redis.backlog-old'],
  ] as const)('judges the age of the backlog: %s', async (_, health, ageMs, count, expected) => {
    for (let n = 0; n < count; n++) await store(ageMs - n)
    expect((await look({ health })).codes).toEqual([expected])
  })

  it('finds stored messages that the index does not know', async () => {
    await store(90_000, undefined, false)
    expect((await look()).codes).toEqual(['warning redis.backlog-mismatch'])
  })

  it('reads both layouts of an entry and finds one that is neither', async () => {
    await store(4_000)
    await store(3_000, ['source', 'telegram:7', 'prompt', 'hi', 'metadata', ''])
    expect((await look()).codes).toEqual([])
    await store(2_000, ['payload', '{broken'])
    const { codes, findings } = await look()
    expect(codes).toEqual(['warning redis.poison-entry'])
    expect(findings[0]?.summary).toContain('the payload is not JSON')
  })

  it('notes replayed messages that are not acknowledged', async () => {
    await client.xgroup('CREATE', STREAM, 'gateway-session', '0', 'MKSTREAM')
    await store(5_000)
    await client.xreadgroup('GROUP', 'gateway-session', 'daemon', 'STREAMS', STREAM, '>')
    expect((await look()).codes).toEqual(['note redis.unacknowledged'])
  })

  it.each([
    [null, ['note redis.config-missing']],
    ['{broken', ['warning redis.config-broken']],
    ['[1]', ['warning redis.config-broken']],
    ['{"model":"no-such-model"}', ['note redis.model-unknown']],
    ['{"model":"gpt-5.4"}', []],
  ])('judges the stored configuration %s', async (text, expected) => {
    if (text === null) await client.del('joelclaw:gateway:config')
    else await client.set('joelclaw:gateway:config', text)
    expect((await look()).codes).toEqual(expected)
  })

  it('notes sleep mode', async () => {
    await client.set('joelclaw:mode', 'sleep')
    expect((await look()).codes).toEqual(['note redis.sleep-mode'])
  })

  it('changes nothing by looking', async () => {
    await client.lpush(EVENTS, event(60_000))
    await store(60_000)
    const before = await client.info('keyspace')
    await look()
    expect(await client.lrange(EVENTS, 0, -1)).toEqual([event(60_000)])
    expect(await client.info('keyspace')).toBe(before)
  })
})

describe("joelclaw's redis layer without Redis", () => {
  const held = healthBody(
    { mode: 'redis_degraded' },
    { channels: { telegram: { configured: true, started: false } } },
  )

  it.each([
    ['the daemon says nothing', null, true, 'fault redis.refused'],
    ['the daemon thinks all is well', healthBody(), true, 'fault redis.refused'],
    ['the daemon serves without it', degraded, true, 'warning redis.refused'],
    ['the daemon is held at its start by it', held, false, 'fault redis.refused'],
    ['the daemon is up, its channels are not', held, true, 'warning redis.refused'],
  ])('%s', async (_, health, pidFile, expected) => {
    const { codes, outcomes } = await look({ health, port: await closedPort(), pidFile })
    expect(codes).toEqual([expected])
    expect(outcomes.every((outcome) => outcome.unchecked.length === 0)).toBe(true)
  })
})
