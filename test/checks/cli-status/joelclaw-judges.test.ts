import { describe, expect, it } from 'vitest'
import { judgeHealing } from '../../../checks/cli-status/joelclaw-channel-healing.ts'
import { judgeChannels } from '../../../checks/cli-status/joelclaw-channel-health.ts'
import { judgeGuardrails } from '../../../checks/cli-status/joelclaw-guardrails.ts'
import { driftOf } from '../../../checks/cli-status/joelclaw-model.ts'
import { judgeTracing } from '../../../checks/cli-status/joelclaw-operator-tracing.ts'
import { judgePending } from '../../../checks/cli-status/joelclaw-pending.ts'
import { judgeSession, parseSession } from '../../../checks/cli-status/joelclaw-session.ts'
import { judgeSessionPressure } from '../../../checks/cli-status/joelclaw-session-pressure.ts'
import { beatTime, judgeHeartbeat } from '../../../checks/cli-status/joelclaw-tripwire.ts'
import { judgeTurn } from '../../../checks/cli-status/joelclaw-turn.ts'
import { isOlder, parseVersion, pinnedPi } from '../../../checks/cli-status/pi-version.ts'
import type { Outcome } from '../../../src/core/check.ts'
import type { Kept } from '../../../src/systems/joelclaw/kept.ts'
import { requestedModel } from '../../../src/systems/joelclaw/model.ts'
import { healthFixture, seenFixture } from '../../support/health-fixture.ts'
import { joelclawWith } from '../../support/joelclaw.ts'

const { settings } = joelclawWith()
const limits = settings.thresholds
const told = ({ findings }: Outcome) => findings.map(({ code, severity }) => `${severity} ${code}`)
const MINUTE = 60_000
const status = (name: string) => JSON.parse(healthFixture(name)).status

describe('the session', () => {
  it.each([
    ['ok', { state: 'ok', amount: 0 }],
    ['dead (3 consecutive failures)', { state: 'dead', amount: 3 }],
    ['recovering (57s)', { state: 'recovering', amount: 57 }],
    ['stuck (640s)', { state: 'stuck', amount: 640 }],
    ['okay', null],
    [7, null],
  ])('reads %s', (text, expected) => expect(parseSession(text)).toEqual(expected))

  it('is a fault when it is not available for no reason given', () => {
    expect(told(judgeSession(seenFixture('healthy', {}, { available: false })))).toEqual([
      'fault cli-status.unhealthy',
    ])
  })

  it('warns while the watchdog recovers it', () => {
    const seen = seenFixture('healthy', {}, { components: { session: 'recovering (57s)' } })
    expect(told(judgeSession(seen))).toEqual(['warning cli-status.session-recovering'])
  })

  it('warns of failed prompts before the session is dead', () => {
    const components = { session: 'ok', consecutivePromptFailures: 2 }
    expect(told(judgeSession(seenFixture('healthy', {}, { components })))).toEqual([
      'warning cli-status.prompts-failing',
    ])
  })
})

describe('a turn', () => {
  const active = (agoMs: number) => {
    const enqueuedAt = new Date(Date.parse('2026-03-09T20:22:09.123Z') - agoMs).toISOString()
    return seenFixture('healthy', { supersession: { activeRequest: { source: 'gateway', enqueuedAt } } })
  }

  it.each<[number, number | null, string[]]>([
    [MINUTE, 5, []],
    [3 * MINUTE, 1, ['note cli-status.turn-slow']],
    [3 * MINUTE, 2, ['warning cli-status.turn-slow']],
    [11 * MINUTE, 3, ['fault cli-status.turn-wedged']],
    [11 * MINUTE, 0, ['warning cli-status.turn-slow']],
    [11 * MINUTE, null, ['warning cli-status.turn-slow']],
  ])('of %d ms with a backlog of %s', (age, backlog, expected) => {
    expect(told(judgeTurn(active(age), backlog, limits))).toEqual(expected)
  })
})

describe('channels', () => {
  const telegram = (change: object) => ({
    channels: { telegram: { ...status('healthy').channels.telegram, ...change } },
    channelHealth: null,
  })
  it.each<[object, string[]]>([
    [{}, []],
    [{ healthy: false }, []],
    [{ ownerState: 'fallback', leaseEnabled: true, healthy: false }, ['warning cli-status.channel-degraded']],
    [{ ownerState: 'passive', healthy: false }, ['warning cli-status.channel-passive']],
    [{ pollingState: 'stopped', pollingActive: false }, ['warning cli-status.channel-stopped']],
    [{ started: false }, ['warning cli-status.channel-stopped']],
    [{ configured: false, started: false, healthy: false }, []],
    [{ pollingState: 'retrying_conflict', pollingActive: false }, ['warning cli-status.channel-conflict']],
    [
      { pollingState: 'chat-sdk-active', companionInitialized: false },
      ['warning cli-status.channel-stopped'],
    ],
  ])('telegram with %j', (change, expected) => {
    expect(told(judgeChannels(seenFixture('healthy', telegram(change)), limits))).toEqual(expected)
  })

  it('leaves out a channel that a young daemon has not started', () => {
    const young = { ...telegram({ started: false }), uptimeMs: 5_000 }
    expect(told(judgeChannels(seenFixture('healthy', young), limits))).toEqual([])
  })

  it('says so when a muted channel is still being restarted', () => {
    const health = status('muted-channel').channelHealth
    health.healing.channels.imessage.policy = 'restart'
    health.healing.channels.imessage.manualRepairRequired = false
    expect(told(judgeHealing(seenFixture('muted-channel', { channelHealth: health })))).toEqual([
      'warning cli-status.heal-policy-contradicts',
    ])
  })

  it('shows the suggested repair as evidence only', () => {
    const [finding] = judgeHealing(seenFixture('manual-repair')).findings
    expect(finding?.evidence.map(({ text }) => text)).toContain(
      'suggested: launchctl kickstart -k gui/501/com.joel.imsg-rpc',
    )
    expect(JSON.stringify(finding?.params)).not.toContain('launchctl')
  })
})

describe('operator actions', () => {
  const seen = (failedAt: string, completedAt: string | null) => {
    const lastCompleted = completedAt ? { traceId: 'b', completedAt } : null
    return seenFixture('healthy', {
      operatorTracing: { lastFailed: { traceId: 'a', route: 'command:x', failedAt }, lastCompleted },
    })
  }
  const window = {
    since: Date.parse('2026-03-09T19:22:00Z'),
    until: Date.parse('2026-03-09T20:22:00Z'),
    lines: 100,
  }
  it.each<[string, string | null, string[]]>([
    ['2026-03-09T20:00:00Z', null, ['warning cli-status.operator-action-failed']],
    ['2026-03-09T20:00:00Z', '2026-03-09T19:59:00Z', ['warning cli-status.operator-action-failed']],
    ['2026-03-09T20:00:00Z', '2026-03-09T20:01:00Z', []],
    ['2026-03-09T18:00:00Z', null, []],
  ])('failed at %s, completed at %s', (failed, completed, expected) => {
    expect(told(judgeTracing(seen(failed, completed), window))).toEqual(expected)
  })
})

describe('pressure and guardrails', () => {
  it.each<[string, string[], string[]]>([
    ['critical', ['session_age'], ['note cli-status.session-pressure']],
    ['critical', ['context_ceiling', 'session_age'], ['warning cli-status.session-pressure']],
    ['elevated', ['compaction_gap'], ['note cli-status.session-pressure']],
    ['ok', [], []],
  ])('%s because of %j', (health, reasons, expected) => {
    expect(
      told(judgeSessionPressure(seenFixture('healthy', { sessionPressure: { health, reasons } }))),
    ).toEqual(expected)
  })

  it('warns of a deployment that nobody verified', () => {
    const pending = (scheduledAt: string) => ({
      guardrails: { pendingDeployVerifications: [{ repoPath: '/r', commitSha: 'abc', scheduledAt }] },
    })
    expect(told(judgeGuardrails(seenFixture('healthy', pending('2026-03-09T20:21:30Z'))))).toEqual([
      'note cli-status.guardrail-open',
    ])
    expect(told(judgeGuardrails(seenFixture('healthy', pending('2026-03-09T19:00:00Z'))))).toEqual([
      'warning cli-status.guardrail-open',
    ])
  })
})

describe('waiting events', () => {
  const kept = (eventCount: number, agoMs: number): Kept => ({
    sessions: ['gateway'],
    eventCount,
    oldestEventAt: Date.parse('2026-03-09T20:22:09.123Z') - agoMs,
    legacyCount: 0,
    backlog: 0,
    oldestMessageAt: null,
    mode: null,
    config: null,
  })
  it.each<[number, number, string[]]>([
    [0, 0, []],
    [3, 2_000, []],
    [4, 2_000, ['warning cli-status.events-waiting']],
    [1, 6 * MINUTE, ['fault cli-status.events-waiting']],
  ])('%d, the oldest for %d ms', (count, age, expected) => {
    expect(told(judgePending(seenFixture('healthy'), kept(count, age), settings))).toEqual(expected)
  })

  it('are no fault of their own while the daemon says that it is cut off', () => {
    const outcome = judgePending(
      seenFixture('healthy', {}, { mode: 'redis_degraded' }),
      kept(1, 6 * MINUTE),
      settings,
    )
    expect(told(outcome)).toEqual(['warning cli-status.events-waiting'])
  })
})

describe('the model', () => {
  it.each<[string, object | null, string | null, string | null]>([
    ['anthropic/claude-opus-4-6', null, '{"model":"claude-opus-4-6"}', null],
    ['openai-codex/gpt-5.4', null, '{"model":"claude-opus-4-6"}', 'openai-codex/gpt-5.4'],
    [
      'openai-codex/gpt-5.4',
      { active: true, model: 'openai-codex/gpt-5.4' },
      '{"model":"claude-opus-4-6"}',
      null,
    ],
    [
      'openai/gpt-4o',
      { active: true, model: 'openai-codex/gpt-5.4' },
      '{"model":"claude-opus-4-6"}',
      'openai/gpt-4o',
    ],
    ['openai/gpt-5.4', null, '{"model":"openai-codex/gpt-5.4"}', 'openai/gpt-5.4'],
    ['openai-codex/gpt-5.6-sol', null, '{"model":"gpt-5.6-sol"}', null],
    ['openai-codex/gpt-5.4', null, 'not json', null],
    ['openai-codex/gpt-5.4', null, null, null],
  ])('%s with fallback %j and configuration %s', (model, fallback, config, expected) => {
    expect(driftOf(seenFixture('healthy', { model, fallback }), requestedModel(config))).toBe(expected)
  })
})

describe('versions of pi', () => {
  it('takes the oldest pinned package of any publisher', () => {
    const text =
      '{"dependencies":{"@mariozechner/pi-ai":"^0.56.2","@mariozechner/pi-coding-agent":"0.57.1","pi-ai":"0.1.0"}}'
    expect(pinnedPi(text)).toEqual({ name: '@mariozechner/pi-ai', version: [0, 56, 2] })
    expect(pinnedPi('{"dependencies":{"@mariozechner/pi-ai":"workspace:*"}}')).toBeNull()
    expect(pinnedPi('[')).toBeNull()
  })

  it('finds and orders versions', () => {
    expect(parseVersion('pi 0.70.2 (node 24)')).toEqual([0, 70, 2])
    expect(parseVersion('1.2')).toBeNull()
    expect(isOlder([0, 57, 1], [0, 70, 2])).toBe(true)
    expect(isOlder([1, 0, 0], [0, 70, 2])).toBe(false)
    expect(isOlder([0, 57, 1], [0, 57, 1])).toBe(false)
  })
})

describe('the heartbeat', () => {
  const beat = { path: 'f', now: 10_000_000, uptimeMs: 9_000_000, redis: 'awake' as const }
  it.each<[object, string[]]>([
    [{ beatAt: 9_900_000 }, []],
    [{ beatAt: 8_000_000 }, ['warning cli-status.heartbeat-stale']],
    [{ beatAt: null }, ['warning cli-status.heartbeat-stale']],
    [{ beatAt: null, uptimeMs: 60_000 }, []],
    [{ beatAt: 8_000_000, uptimeMs: 60_000 }, []],
    [{ beatAt: null, uptimeMs: null }, []],
    [{ beatAt: 8_000_000, uptimeMs: null }, ['warning cli-status.heartbeat-stale']],
    [{ beatAt: 8_000_000, redis: 'sleep' }, []],
  ])('%j', (change, expected) => {
    expect(told(judgeHeartbeat({ ...beat, beatAt: null, ...change }, 1_800_000))).toEqual(expected)
  })

  it('says when a silent Redis explains it', () => {
    const [finding] = judgeHeartbeat({ ...beat, beatAt: 8_000_000, redis: 'silent' }, 1_800_000).findings
    expect(finding?.summary).toContain('Redis does not answer')
  })

  it("trusts the file's own time where the text holds none that can be true", () => {
    const now = 1_773_087_800_000
    expect(beatTime('export const lastHeartbeatTs = 1773087729123;', 5, now)).toBe(1_773_087_729_123)
    expect(beatTime('export const lastHeartbeatTs = 1999999999999;', 5, now)).toBe(5)
    expect(beatTime('garbage', 5, now)).toBe(5)
  })
})
