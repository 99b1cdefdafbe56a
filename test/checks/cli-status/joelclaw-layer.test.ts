import { describe, expect, it } from 'vitest'
import { type Code, codes } from '../../../src/catalog/codes/index.ts'
import { type CodeEntry, remedyOf } from '../../../src/catalog/entry.ts'
import type { Check, Outcome } from '../../../src/core/check.ts'
import { placesOf } from '../../../src/core/remedy.ts'
import { HOUR } from '../../../src/core/window.ts'
import type { HttpAnswer, HttpProblem } from '../../../src/host/http.ts'
import type { RedisReply, RedisValue } from '../../../src/host/redis.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import type { JoelclawSettings } from '../../../src/systems/joelclaw/settings.ts'
import { fakeHost, type PartialHost, runCheck } from '../../support/fake-host.ts'
import { healthFixture } from '../../support/health-fixture.ts'
import { answered, joelclawWith, redisReplies } from '../../support/joelclaw.ts'

const NOW = Date.parse('2026-03-09T20:22:40.000Z')
const PID = 87_618

interface Machine {
  readonly health: HttpAnswer | HttpProblem
  readonly redis?: Record<string, RedisValue | RedisReply> | 'refused'
  readonly host?: PartialHost
  readonly pidFile?: boolean
  readonly beatAgoMs?: number
}

const daemon = (startedAt: number) => ({
  pid: PID,
  ppid: 1,
  uid: 501,
  command: 'bun run /home/joel/Code/joelhooks/joelclaw/packages/gateway/src/daemon.ts',
  startedAt,
  state: 'S',
})
const process = daemon(NOW - 2 * HOUR)
const refused = { ok: false, problem: 'refused', message: 'connect ECONNREFUSED' } as const
const absent = { ok: false, problem: 'absent', message: 'no such file' } as const

function machine(
  settings: JoelclawSettings,
  { health, redis = {}, host, pidFile = true, beatAgoMs = 60_000 }: Machine,
) {
  const files: Record<string, string> = {
    [settings.paths.wsPort]: '3018\n',
    [settings.paths.tripwire]: `export const lastHeartbeatTs = ${NOW - beatAgoMs};\n`,
    [settings.paths.gatewayPackage]:
      '{"dependencies":{"@mariozechner/pi-ai":"0.57.1","@mariozechner/pi-coding-agent":"0.57.1"}}',
    ...(pidFile ? { [settings.paths.pid]: `${PID}\n` } : {}),
  }
  const given: PartialHost = {
    http: { request: async () => health },
    redis: {
      ask: async () =>
        redis === 'refused' ? refused : { ok: true, replies: redisReplies(settings, redis), durationMs: 1 },
    },
    files: {
      read: async ({ path }) => {
        const text = files[path]
        return text === undefined
          ? absent
          : { ok: true, text, size: text.length, mtimeMs: NOW, uid: 501, truncated: false }
      },
      stat: async ({ path }) =>
        path in files
          ? {
              ok: true,
              kind: 'file',
              size: 1,
              mtimeMs: NOW,
              uid: 501,
              gid: 20,
              mode: 0o644,
              inode: 1,
              device: 1,
            }
          : absent,
    },
    processes: {
      get: async () => ({ ok: true, process }),
      find: async () => ({ ok: true, processes: [process] }),
    },
    ports: { listeners: async () => ({ ok: true, listeners: [{ address: '*', port: 3018, process }] }) },
    exec: { run: async () => ({ ok: true, exitCode: 0, stdout: '', stderr: '0.57.3\n' }) },
    ...host,
  }
  return fakeHost(given)
}

async function examine(
  state: Machine,
  change: Partial<JoelclawSettings> = {},
): Promise<readonly [Check, Outcome][]> {
  const base = joelclawWith(change).settings
  const settings = { ...base, service: { ...base.service, manager: 'none' as const } }
  const layer = joelclaw.layers(settings)['cli-status']
  const checks = 'checks' in layer ? layer.checks : []
  const host = machine(settings, state)
  const window = { since: NOW - HOUR, until: NOW, lines: 100 }
  return Promise.all(
    checks.map(
      async (check): Promise<[Check, Outcome]> => [
        check,
        await runCheck(check, host, { now: NOW, window, e2e: 'drain' }),
      ],
    ),
  )
}

const told = (outcomes: readonly [Check, Outcome][]) =>
  outcomes
    .flatMap(([, { findings }]) => findings.map(({ code, severity }) => `${severity} ${code}`))
    .toSorted()

/** The places of a code's texts and commands that the observation must fill. */
function placesIn(code: Code): string[] {
  const entry: CodeEntry = codes[code]
  const { text, steps } = remedyOf(entry, 'joelclaw')
  return [entry.cause, text, ...steps.flatMap(({ run }) => run)].flatMap(placesOf)
}

const fixture = (name: string) => answered(healthFixture(name))
const event = JSON.stringify({ id: 'a', type: 'test', source: 'cli', payload: {}, ts: NOW - 600_000 })
const messages = (agoMs: number): RedisValue => [[`${NOW - agoMs}-0`, ['payload', '{}']]]

describe('the status layer of a joelclaw gateway', () => {
  it.each<[string, Machine, string[]]>([
    ['is well', { health: fixture('healthy') }, []],
    [
      'is well with the fields of newer builds',
      { health: fixture('chat-sdk-telegram'), redis: { config: '{"model":"gpt-5.6-sol"}' } },
      [],
    ],
    [
      'runs without Redis',
      { health: fixture('redis-degraded'), redis: 'refused' },
      ['warning cli-status.redis-degraded'],
    ],
    [
      'lost its pid file, which alone is no blocked start',
      { health: fixture('redis-degraded'), redis: 'refused', pidFile: false },
      ['warning cli-status.redis-degraded'],
    ],
    [
      'left events in the old list',
      { health: fixture('healthy'), redis: { legacyCount: 2 } },
      ['warning cli-status.legacy-events'],
    ],
    ['is starting', { health: fixture('startup-pending'), pidFile: false }, ['warning cli-status.starting']],
    [
      'never ends its start without Redis',
      { health: fixture('start-blocked'), redis: 'refused', pidFile: false },
      [
        'fault cli-status.start-blocked',
        'warning cli-status.channel-stopped',
        'warning cli-status.channel-stopped',
        'warning cli-status.channel-stopped',
        'warning cli-status.redis-degraded',
      ],
    ],
    ['has a dead session', { health: fixture('dead-session') }, ['fault cli-status.session-dead']],
    [
      'has a stuck session',
      { health: fixture('stuck-session'), redis: { backlog: 1 } },
      ['fault cli-status.session-stuck', 'fault cli-status.turn-wedged'],
    ],
    [
      'does not end a superseded turn',
      { health: fixture('superseded'), redis: { backlog: 2 } },
      ['warning cli-status.turn-slow', 'warning cli-status.turn-superseded'],
    ],
    [
      'has a muted channel',
      { health: fixture('muted-channel') },
      ['note cli-status.channel-muted', 'note cli-status.manual-repair'],
    ],
    [
      'has a channel to repair by hand',
      { health: fixture('manual-repair') },
      ['warning cli-status.channel-degraded', 'warning cli-status.manual-repair'],
    ],
    [
      'failed to heal a channel',
      { health: fixture('heal-failed') },
      ['warning cli-status.channel-degraded', 'warning cli-status.heal-failed'],
    ],
    [
      'shares its bot with another poller',
      { health: fixture('telegram-conflict') },
      ['warning cli-status.channel-conflict'],
    ],
    ['runs on another model', { health: fixture('model-drift') }, ['warning cli-status.model-drift']],
    ['runs on its fallback', { health: fixture('fallback-active') }, ['warning cli-status.fallback-active']],
    ['remembers old failures', { health: fixture('old-failed-trace') }, []],
    [
      'is not registered',
      { health: fixture('healthy'), redis: { sessions: [] } },
      ['warning cli-status.session-unregistered'],
    ],
    [
      'loses events to the old list',
      { health: fixture('healthy'), redis: { sessions: [], legacyCount: 2 } },
      ['fault cli-status.session-unregistered'],
    ],
    [
      'leaves events lying',
      { health: fixture('healthy'), redis: { eventCount: 1, events: [event] } },
      ['fault cli-status.events-waiting'],
    ],
    [
      'leaves messages lying',
      { health: fixture('healthy'), redis: { backlog: 3, oldest: messages(600_000) } },
      ['fault cli-status.backlog-unserved'],
    ],
    [
      'has just taken a message',
      { health: fixture('healthy'), redis: { backlog: 1, oldest: messages(4_000) } },
      [],
    ],
    [
      'has no heartbeat',
      { health: fixture('healthy'), beatAgoMs: 2_000_000 },
      ['warning cli-status.heartbeat-stale'],
    ],
    ['sleeps', { health: fixture('healthy'), beatAgoMs: 2_000_000, redis: { mode: 'sleep' } }, []],
    ['refuses', { health: refused }, ['fault cli-status.refused']],
    [
      'hangs',
      { health: { ok: false, problem: 'silent', message: 'no answer' } },
      ['fault cli-status.silent'],
    ],
    [
      'is a web page',
      { health: answered('<html>', { contentType: 'text/html' }) },
      ['fault cli-status.foreign'],
    ],
    ["is somebody else's JSON", { health: answered('{"ok":true}') }, ['fault cli-status.foreign']],
    [
      'answers 503 with its document',
      { health: answered(healthFixture('dead-session'), { status: 503 }) },
      ['fault cli-status.session-dead'],
    ],
  ])('%s', async (_, state, expected) => {
    const outcomes = await examine(state)
    expect(told(outcomes)).toEqual(expected.toSorted())
    for (const [check, { findings, unchecked }] of outcomes) {
      expect(unchecked).toEqual([])
      for (const { code, summary, evidence, params } of findings) {
        expect(check.codes).toContain(code)
        expect(Object.keys(params ?? {})).toEqual(expect.arrayContaining(placesIn(code)))
        expect(summary).not.toMatch(/undefined|null|NaN/)
        expect(evidence.every(({ text }) => text.length <= 300)).toBe(true)
      }
    }
  })

  it('takes a refused connection for a start while the daemon is young', async () => {
    const young = { find: async () => ({ ok: true as const, processes: [daemon(NOW - 5_000)] }) }
    const outcomes = await examine({ health: refused, pidFile: false, host: { processes: young } })
    expect(told(outcomes)).toEqual(['warning cli-status.starting'])
  })

  it('never says unchecked because Redis is silent', async () => {
    const outcomes = await examine({ health: fixture('healthy'), redis: 'refused' })
    expect(outcomes.flatMap(([, { unchecked }]) => unchecked)).toEqual([])
    expect(told(outcomes)).toEqual([])
  })

  it('names a status that comes from another process', async () => {
    const other = { ...process, pid: 4 }
    const ports = {
      listeners: async () => ({
        ok: true as const,
        listeners: [{ address: '*', port: 3018, process: other }],
      }),
    }
    expect(told(await examine({ health: fixture('healthy'), host: { ports } }))).toEqual([
      'warning cli-status.wrong-process',
    ])
    const hidden = {
      listeners: async () => ({
        ok: true as const,
        listeners: [{ address: '*', port: 3018, process: null }],
      }),
    }
    expect(told(await examine({ health: fixture('healthy'), host: { ports: hidden } }))).toEqual([])
  })

  it('warns of an older runtime only while another model answers', async () => {
    const exec = { run: async () => ({ ok: true as const, exitCode: 0, stdout: '0.70.2\n', stderr: '' }) }
    const well = await examine({ health: fixture('healthy'), host: { exec } })
    expect(told(well)).toEqual(['note cli-status.runtime-skew'])
    const felt = await examine({ health: fixture('fallback-active'), host: { exec } })
    expect(told(felt)).toEqual(['warning cli-status.fallback-active', 'warning cli-status.runtime-skew'])
  })

  it('gives every check its own id', async () => {
    const ids = (await examine({ health: fixture('healthy') })).map(([check]) => check.id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})
