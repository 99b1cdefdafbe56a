import { describe, expect, it } from 'vitest'
import { joelclawDrops } from '../../../checks/stdout-flow/joelclaw-drops.ts'
import { joelclawMessages } from '../../../checks/stdout-flow/joelclaw-messages.ts'
import { joelclawRuns } from '../../../checks/stdout-flow/joelclaw-runs.ts'
import { joelclawFlowState } from '../../../checks/stdout-flow/joelclaw-state.ts'
import type { RedisValue } from '../../../src/host/redis.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { joelclawWith, redisReplies } from '../../support/joelclaw.ts'
import { type LogSetting, logFixture, loggedHost } from '../../support/joelclaw-logs.ts'

const MINUTE = 60_000
const WELL = { status: { pid: 812, uptimeMs: 30 * MINUTE } }
const TELEGRAM = 'telegram:7718912466'
const object = (head: string, ...fields: string[]) =>
  `${head} {\n${fields.map((field) => `  ${field},\n`).join('')}}\n`
const start = (pid: number) =>
  object('[gateway] session', 'mode: "resumed"') +
  object('[gateway] daemon started', `pid: ${pid}`, 'model: "anthropic/claude-opus-4-6"')
const received = object('[gateway:telegram] message received', 'chatId: 7718912466')
const idOf = (minutes: number) => `${NOW - minutes * MINUTE}-0`
const persisted = (minutes: number, source = TELEGRAM) =>
  object('[gateway:store] persisted inbound message', `streamId: "${idOf(minutes)}"`, `source: "${source}"`)
const response = object('[gateway] response ready', `source: "${TELEGRAM}"`, 'length: 5')
const sent = object('[gateway:telegram] message sent successfully', 'chatId: 7718912466')
const dropped = (minutes: number, source = TELEGRAM) =>
  object(
    '[command-queue] dropped consecutive duplicate',
    `source: "${source}"`,
    `streamId: "${idOf(minutes)}"`,
    'promptPreview: "hi"',
  )
const failed = (source = TELEGRAM) =>
  object('command-queue: prompt failed', `source: "${source}"`, 'consecutiveFailures: 1')
const turn = (minutes: number) => ({
  ...WELL.status,
  supersession: {
    activeRequest: { source: TELEGRAM, enqueuedAt: new Date(NOW - minutes * MINUTE).toISOString() },
  },
})

const CHECKS = {
  messages: joelclawMessages,
  drops: joelclawDrops,
  runs: joelclawRuns,
  state: joelclawFlowState,
}

async function see(name: keyof typeof CHECKS, setting: LogSetting, waiting: readonly string[] | null = []) {
  const { settings, probes } = joelclawWith()
  const oldest: RedisValue = (waiting ?? []).map((id) => [id, ['payload', '{}']])
  const given = loggedHost({ ...WELL, ...setting })
  const redis = {
    ask: async () => ({ ok: true, replies: redisReplies(settings, { oldest }), durationMs: 1 }) as const,
  }
  const outcome = await runCheck(
    CHECKS[name](settings, probes),
    fakeHost(waiting ? { ...given, redis } : given),
  )
  return { ...outcome, found: outcome.findings.map((one) => `${one.severity} ${one.code}`) }
}

describe('messages', () => {
  it('that were answered are well', async () => {
    const { found, detail } = await see('messages', { out: logFixture('healthy.log') })
    expect(found).toEqual([])
    expect(detail).toBe('last message 10 min ago')
  })

  it.each<[string, LogSetting, readonly string[] | null, readonly string[]]>([
    [
      'stored and waiting while no turn runs are a fault',
      { out: start(812) + persisted(8) },
      [idOf(8)],
      ['fault stdout-flow.not-dispatched'],
    ],
    [
      'stored and waiting only a little are a warning',
      { out: start(812) + persisted(4) },
      [idOf(4)],
      ['warning stdout-flow.not-dispatched'],
    ],
    ['just stored are none of our business yet', { out: start(812) + persisted(1) }, [idOf(1)], []],
    [
      'taken from the store without an answer are a warning',
      { out: start(812) + persisted(8) },
      [],
      ['warning stdout-flow.unanswered'],
    ],
    ['of the event bridge need no answer', { out: start(812) + persisted(8, 'gateway') }, [], []],
    [
      'superseded need no answer',
      { out: start(812) + persisted(8) + object('[command-queue] dropped superseded entry') },
      [],
      [],
    ],
    ['of the run before are not of this one', { out: start(811) + persisted(40) + start(812) }, [], []],
    ['whose turn runs are no stall', { out: start(812) + persisted(1), status: turn(1) }, [], []],
    [
      'whose turn runs for long are a note',
      { out: start(812) + persisted(5), status: turn(5) },
      [],
      ['note stdout-flow.turn-slow'],
    ],
    [
      'whose turn hangs are a fault',
      { out: start(812) + persisted(12) + received, status: turn(12) },
      [idOf(12)],
      ['fault stdout-flow.turn-stalled'],
    ],
    [
      'not stored while Redis is away are a fault',
      { out: start(812) + persisted(20) + response + received, top: { mode: 'redis_degraded' } },
      null,
      ['fault stdout-flow.not-persisted'],
    ],
    [
      'not stored while Redis is there were commands',
      { out: start(812) + persisted(20) + response + sent + received },
      [],
      [],
    ],
    [
      'answered and never sent to Telegram are a warning',
      { out: start(812) + persisted(8) + response },
      [],
      ['warning stdout-flow.not-sent'],
    ],
    [
      'answered for a channel that logs no sending are well',
      { out: start(812) + persisted(8, 'slack:C1') + response },
      [],
      [],
    ],
    ['answered a moment ago may still be sent', { out: start(812) + persisted(1) + response }, [], []],
    [
      'that a model only quotes are none',
      {
        out: `${start(812)}[gateway:store] persisted inbound message {\n  streamId: "${idOf(8)}",\nas you see\n`,
      },
      [],
      [],
    ],
  ])('%s', async (_, setting, waiting, found) => {
    expect((await see('messages', setting, waiting)).found).toEqual(found)
  })

  it('tell since when they wait', async () => {
    const { findings } = await see('messages', { out: start(812) + persisted(8) }, [idOf(8)])
    expect(findings[0]).toMatchObject({
      since: new Date(NOW - 8 * MINUTE).toISOString(),
      summary: 'a message from telegram has been waiting for 8 min and no turn runs',
    })
  })
})

it('younger than the five oldest that wait are waiting, too', async () => {
  const { found } = await see('messages', { out: start(812) + persisted(8) }, [20, 19, 18, 17, 16].map(idOf))
  expect(found).toEqual(['fault stdout-flow.not-dispatched'])
})

describe('drops', () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      'after a failed prompt are lost messages, not duplicates',
      start(812) + persisted(8) + dropped(8),
      failed(),
      ['fault stdout-flow.message-lost'],
    ],
    [
      'that a later answer follows are a warning',
      start(812) + persisted(8) + dropped(8) + persisted(5) + response,
      failed(),
      ['warning stdout-flow.message-lost'],
    ],
    [
      'of the run before are a warning',
      start(811) + persisted(40) + dropped(40) + start(812),
      failed(),
      ['warning stdout-flow.message-lost'],
    ],
    [
      'without a failed prompt are duplicates',
      start(812) + persisted(8) + dropped(8),
      '',
      ['warning stdout-flow.duplicate-dropped'],
    ],
    [
      'of another source are duplicates',
      start(812) + persisted(8) + dropped(8, 'imessage:1'),
      failed(),
      ['warning stdout-flow.duplicate-dropped'],
    ],
    [
      'beyond the failed prompts are duplicates',
      start(812) + persisted(9) + dropped(9) + persisted(8) + dropped(8),
      failed(),
      ['fault stdout-flow.message-lost', 'warning stdout-flow.duplicate-dropped'],
    ],
    ['are none in a healthy log', logFixture('healthy.log'), '', []],
  ])('%s', async (_, out, err, found) => {
    expect((await see('drops', { out, err })).found).toEqual(found)
  })
})

describe('runs', () => {
  const down = (signal: string) => object('[gateway] shutting down', `signal: "${signal}"`)
  it.each<[string, string, readonly string[]]>([
    [
      'by a watchdog in the window warns',
      start(811) + down('watchdog:dead-session') + start(812),
      ['warning stdout-flow.ended-by-watchdog'],
    ],
    [
      'by a signal is a note',
      start(811) + down('SIGTERM') + start(812),
      ['note stdout-flow.ended-by-operator'],
    ],
    [
      'by a change of model is a note',
      `${start(811)}[gateway] Model changed to gpt-5.4, exiting for launchd respawn...\n${start(812)}`,
      ['note stdout-flow.ended-by-operator'],
    ],
    [
      'without a trace is a note',
      start(811) + response + start(812),
      ['note stdout-flow.ended-without-trace'],
    ],
    ['is not said of a run that nobody saw', start(812), []],
  ])('the end of the last one %s', async (_, out, found) => {
    const { found: seen, detail } = await see('runs', { out })
    expect(seen).toEqual(found)
    expect(detail).toBe('last start 30 min ago with anthropic/claude-opus-4-6')
  })

  it('are not begun by a start that a model quotes', async () => {
    const out = `${start(812)}${down('SIGTERM')}${start(4)}`
    expect((await see('runs', { out })).found).toEqual([])
  })

  it('long ago are notes also when a watchdog ended them', async () => {
    const out = start(811) + down('watchdog:stuck-recovery-timeout') + start(812)
    const status = { pid: 812, uptimeMs: 300 * MINUTE }
    expect((await see('runs', { out, status })).found).toEqual(['note stdout-flow.ended-by-watchdog'])
  })
})

describe('the usual way', () => {
  const fallback =
    '[gateway:fallback] ⚠️ Gateway falling back to openai-codex/gpt-5.4\nReason: no streaming tokens after 120s\nWill probe primary every 10min\n'
  const back = object('[gateway:fallback] recovered to primary', 'primary: "anthropic/claude-opus-4-6"')
  const console = object(
    '[gateway] response routed to console (no recent channel context)',
    'source: "gateway"',
  )
  it.each<[string, LogSetting, readonly string[]]>([
    [
      'a fallback in use',
      { out: start(812) + fallback, status: { ...WELL.status, fallback: { active: true } } },
      ['warning stdout-flow.fallback-active'],
    ],
    [
      'a fallback that is over',
      { out: start(812) + fallback + back },
      ['note stdout-flow.fallback-active', 'note stdout-flow.fallback-recovered'],
    ],
    [
      'answers to the console',
      { out: start(812) + console.repeat(2) },
      ['warning stdout-flow.background-suppressed'],
    ],
    ['one answer to the console', { out: start(812) + console }, ['note stdout-flow.background-suppressed']],
    [
      'a lost Redis',
      {
        out: `${start(812)}[gateway:redis] scheduling reconnect in 5000ms (attempt 1)\n`,
        components: { redis: 'degraded' },
      },
      ['warning stdout-flow.redis-reconnecting'],
    ],
    [
      'a Redis found again',
      {
        out: `[gateway:redis] scheduling reconnect in 5000ms (attempt 1)\n${object('[gateway:redis] started')}`,
      },
      ['note stdout-flow.redis-reconnecting'],
    ],
    [
      'a replay',
      {
        out: `${object('[gateway:store] replayed unacked messages into priority queue', 'count: 3', 'indexed: 3')}${start(812)}`,
      },
      ['note stdout-flow.replayed'],
    ],
    [
      'noise and sleep',
      {
        out: `${start(812)}[redis] suppressed 3 noise event(s): a, b, c\n[redis] batch digest skipped (sleep mode)\n`,
      },
      ['note stdout-flow.noise-suppressed', 'note stdout-flow.asleep'],
    ],
  ])('%s', async (_, setting, found) => {
    expect((await see('state', setting)).found).toEqual(found)
  })

  it('gives the reason of the fallback', async () => {
    const { findings } = await see('state', { out: start(812) + fallback })
    expect(findings[0]?.params?.reason).toBe('no streaming tokens after 120s')
  })
})

it.each(Object.keys(CHECKS) as (keyof typeof CHECKS)[])(
  '%s: a log that may not be read is unchecked, none is skipped',
  async (name) => {
    const denied = await see(name, { out: { ok: false, problem: 'denied', message: 'denied' } })
    expect(denied.unchecked).toEqual(['/tmp/joelclaw/gateway.log may not be read by this user'])
    expect((await see(name, { out: { ok: false, problem: 'absent', message: '' } })).skipped).toContain(
      'does not exist',
    )
  },
)
