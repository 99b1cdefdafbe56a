import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FamilyJudge } from '../../../checks/otel/joelclaw-family.ts'
import { judgeDedup, judgeForward } from '../../../checks/otel/joelclaw-message-events.ts'
import {
  judgeAlerts,
  judgeDrift,
  judgeFallback,
  judgePrompts,
} from '../../../checks/otel/joelclaw-model-events.ts'
import { judgeFailures } from '../../../checks/otel/joelclaw-severe.ts'
import { judgePolling, judgeRedisEvents } from '../../../checks/otel/joelclaw-transport-events.ts'
import type { TelemetryEvent } from '../../../src/systems/joelclaw/telemetry.ts'
import { NOW } from '../../support/fake-host.ts'

/** An event `minutes` ago. */
function event(action: string, minutes: number, more: Partial<TelemetryEvent> = {}): TelemetryEvent {
  return {
    at: NOW - minutes * 60_000,
    level: 'info',
    component: 'c',
    action,
    success: true,
    error: null,
    metadata: {},
    ...more,
  }
}

const codes = (judge: FamilyJudge, events: readonly TelemetryEvent[]) =>
  judge(events, 1).map((finding) => `${finding.severity} ${finding.code}`)

describe('judges of event families', () => {
  const conflict = { success: false, error: 'GrammyError: 409: Conflict', metadata: { conflict: true } }
  const drop = (minutes: number, metadata: Record<string, unknown>) =>
    event('queue.dedup_dropped', minutes, { metadata })

  it.each<[string, FamilyJudge, readonly TelemetryEvent[], string[]]>([
    ['nothing', judgeFallback, [], []],
    ['on fallback', judgeFallback, [event('model_fallback.swapped', 5)], ['warning otel.fallback-swapped']],
    [
      'back again',
      judgeFallback,
      [event('model_fallback.primary_restored', 2), event('model_fallback.swapped', 5)],
      [],
    ],
    [
      'back and off again',
      judgeFallback,
      [event('model_fallback.swapped', 1), event('model_fallback.primary_restored', 2)],
      ['warning otel.fallback-swapped'],
    ],
    [
      'cannot return',
      judgeFallback,
      [
        event('model_fallback.probe_failed', 1, {
          success: false,
          error: 'pi model not found: openai-codex/gpt-5.4',
        }),
      ],
      ['warning otel.fallback-probe-failing'],
    ],
    ['drift', judgeDrift, [event('model.reconciled_on_startup', 9)], ['warning otel.model-drift']],
    [
      'alerts',
      judgeAlerts,
      [event('model_failure.alert.sent', 9, { metadata: { reason: 'auth' } })],
      ['warning otel.model-failures-alerted'],
    ],
    [
      'failed prompts',
      judgePrompts,
      [event('queue.prompt.failed', 1), event('queue.prompt.sent', 5)],
      ['warning otel.prompt-failures'],
    ],
    [
      'failed prompts, over',
      judgePrompts,
      [event('queue.prompt.sent', 1), event('queue.prompt.failed', 5)],
      ['note otel.prompt-failures'],
    ],
    ['only sent prompts', judgePrompts, [event('queue.prompt.sent', 1)], []],
    [
      'Redis lost',
      judgeRedisEvents,
      [event('runtime.mode.changed', 1, { metadata: { mode: 'redis_degraded' } })],
      ['warning otel.redis-flapping'],
    ],
    [
      'Redis lost once and back',
      judgeRedisEvents,
      [event('runtime.mode.changed', 1, { metadata: { mode: 'normal' } }), event('mode.read.failed', 3)],
      ['note otel.redis-flapping'],
    ],
    [
      'Redis lost thrice and back',
      judgeRedisEvents,
      [
        event('runtime.mode.changed', 1, { metadata: { mode: 'normal' } }),
        ...[2, 3, 4].map((n) => event('daemon.redis.max_retries_rejection', n)),
      ],
      ['warning otel.redis-flapping'],
    ],
    [
      'a normal start',
      judgeRedisEvents,
      [event('runtime.mode.changed', 1, { metadata: { mode: 'normal' } })],
      [],
    ],
    [
      'a polling conflict',
      judgePolling,
      [event('telegram.channel.poll_owner.passive', 1), event('telegram.channel.start_failed', 2, conflict)],
      ['warning otel.poll-conflict'],
    ],
    [
      'a conflict that is over',
      judgePolling,
      [event('telegram.channel.polling_recovered', 1), event('telegram.channel.start_failed', 2, conflict)],
      [],
    ],
    [
      'a start that failed otherwise',
      judgePolling,
      [event('telegram.channel.start_failed', 2, { success: false, error: 'ETIMEDOUT' })],
      [],
    ],
    [
      'a true duplicate',
      judgeDedup,
      [drop(1, { promptLength: 40, normalizedLength: 40, strippedInjectedContext: false })],
      ['note otel.dedup-drops'],
    ],
    [
      'a short message behind its preamble',
      judgeDedup,
      [drop(1, { promptLength: 240, normalizedLength: 3, strippedInjectedContext: true })],
      ['note otel.dedup-drops'],
    ],
    [
      'little left without a preamble',
      judgeDedup,
      [drop(1, { promptLength: 412, normalizedLength: 38, strippedInjectedContext: false })],
      ['warning otel.dedup-suspicious'],
    ],
    [
      'nothing left',
      judgeDedup,
      [drop(1, { promptLength: 240, normalizedLength: 0, strippedInjectedContext: true })],
      ['warning otel.dedup-suspicious'],
    ],
    [
      'more cut than a preamble',
      judgeDedup,
      [drop(1, { promptLength: 5_000, normalizedLength: 30, strippedInjectedContext: true })],
      ['warning otel.dedup-suspicious'],
    ],
    [
      'one hash, different prompts',
      judgeDedup,
      [
        drop(1, { promptLength: 40, dedupHashPrefix: 'a' }),
        drop(2, { promptLength: 400, dedupHashPrefix: 'a' }),
      ],
      ['warning otel.dedup-suspicious'],
    ],
    [
      'one hash, other preamble',
      judgeDedup,
      [
        drop(1, { promptLength: 240, dedupHashPrefix: 'a' }),
        drop(2, { promptLength: 244, dedupHashPrefix: 'a' }),
      ],
      ['note otel.dedup-drops'],
    ],
    ['without metadata', judgeDedup, [drop(1, {})], ['note otel.dedup-drops']],
    [
      'held back',
      judgeForward,
      [
        event('outbound.console_forward.suppressed_policy', 5),
        event('response.generated.background_source', 5),
      ],
      ['warning otel.console-forward-suppressed'],
    ],
    [
      'held back, then sent',
      judgeForward,
      [event('outbound.console_forward.sent', 4.5), event('outbound.console_forward.suppressed_policy', 5)],
      [],
    ],
    [
      'held back, another sent',
      judgeForward,
      [event('outbound.console_forward.sent', 60), event('outbound.console_forward.suppressed_policy', 5)],
      ['warning otel.console-forward-suppressed'],
    ],
  ])('%s', (_, judge, events, expected) => {
    expect(codes(judge, events)).toEqual(expected)
  })

  it('says whether a held back answer had a source', () => {
    const held = event('outbound.console_forward.suppressed_policy', 5, {
      metadata: { hasCapturedSource: true },
    })
    expect(judgeForward([held], 6)[0]?.summary).toContain('1 of them had a source')
  })

  it('never fail a layer, whatever the metadata holds', () => {
    const judges = [
      judgeFallback,
      judgeDrift,
      judgeAlerts,
      judgePrompts,
      judgeRedisEvents,
      judgePolling,
      judgeDedup,
      judgeForward,
      judgeFailures,
    ]
    const actions = [
      'model_fallback.swapped',
      'queue.prompt.failed',
      'runtime.mode.changed',
      'telegram.channel.start_failed',
      'queue.dedup_dropped',
      'outbound.console_forward.suppressed_policy',
    ]
    const keys = fc.constantFrom(
      'promptLength',
      'normalizedLength',
      'dedupHashPrefix',
      'reason',
      'conflict',
      'mode',
      'turnId',
    )
    const any = fc.record({
      action: fc.constantFrom(...actions),
      minutes: fc.nat(300),
      success: fc.boolean(),
      error: fc.option(fc.string()),
      metadata: fc.dictionary(keys, fc.anything()),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (rows) => {
        const events = rows.map(({ action, minutes, ...more }) => event(action, minutes, more))
        for (const judge of judges)
          expect(judge(events, 1).every((finding) => finding.severity !== 'fault')).toBe(true)
      }),
    )
  })
})

describe('judgeFailures', () => {
  const failed = (component: string, action: string, more: Partial<TelemetryEvent> = {}) =>
    event(action, 1, { component, success: false, level: 'error', ...more })

  it('gathers the failures of each component', () => {
    const events = [
      ...Array(3).fill(failed('telegram-channel', 'telegram.command.failed')),
      failed('daemon', 'daemon.unhandled_rejection'),
    ]
    expect(judgeFailures(events, 1).map((finding) => [finding.severity, finding.summary])).toEqual([
      ['warning', 'telegram-channel reported 3 failures: telegram.command.failed (3)'],
      ['note', 'daemon reported 1 failures: daemon.unhandled_rejection (1)'],
    ])
  })

  it('takes a single fatal event for serious, and leaves families and channels to their judges', () => {
    expect(judgeFailures([failed('daemon', 'x', { level: 'fatal' })], 1)[0]?.severity).toBe('warning')
    const judged = ['queue.prompt.failed', 'slack.send.failed'].map((action) =>
      failed('c', action, { level: 'fatal' }),
    )
    expect(judgeFailures(judged, 1)).toEqual([])
  })
})
