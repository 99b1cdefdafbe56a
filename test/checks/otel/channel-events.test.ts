import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeChannel } from '../../../checks/otel/joelclaw-channel-events.ts'
import { HOUR, MINUTE } from '../../../src/core/window.ts'
import { mutesIn } from '../../../src/systems/joelclaw/mutes.ts'
import { joelclawDefaults } from '../../../src/systems/joelclaw/settings.ts'
import type { TelemetryEvent } from '../../../src/systems/joelclaw/telemetry.ts'
import { channelHealthOf } from '../../../src/systems/joelclaw/telemetry-channels.ts'
import { fakeHost, NOW } from '../../support/fake-host.ts'

const LIMITS = joelclawDefaults(fakeHost()).channels

const failed = (minutesAgo: number): TelemetryEvent => ({
  at: NOW - minutesAgo * MINUTE,
  level: 'error',
  component: 'slack-channel',
  action: 'slack.send.failed',
  success: false,
  error: 'channel_not_found',
  metadata: {},
})

/** What is said of Slack after failures so many minutes ago, and successes in the last half hour. */
function said(minutesAgo: readonly number[] | null, success: number | null) {
  const severe = minutesAgo?.map(failed) ?? null
  const seen = judgeChannel({ channel: 'slack', severe, success }, NOW, LIMITS)
  return seen && `${seen.severity} ${seen.code} ${seen.summary}`
}

describe('channelHealthOf', () => {
  it.each([
    [6, 0, 'failed'],
    [6, 1, 'degraded'],
    [5, 0, 'degraded'],
    [3, 40, 'degraded'],
    [1, 0, 'degraded'],
    [2, 1, 'ok'],
    [0, 1, 'ok'],
    [0, 0, 'unknown'],
  ] as const)('%i severe and %i successful events: %s', (severe, success, expected) => {
    expect(channelHealthOf(severe, success, LIMITS)).toBe(expected)
  })

  it('more failures never make a channel better, nor more successes worse', () => {
    const rank = ['failed', 'degraded', 'unknown', 'ok']
    const of = (severe: number, success: number) => rank.indexOf(channelHealthOf(severe, success, LIMITS))
    const count = fc.nat(20)
    fc.assert(
      fc.property(count, count, count, (severe, success, more) => {
        expect(of(severe + more, success)).toBeLessThanOrEqual(of(severe, success))
        expect(of(severe, success + more)).toBeGreaterThanOrEqual(of(severe, success))
      }),
    )
  })
})

describe('judgeChannel', () => {
  it.each([
    [[1], 0, 'warning otel.channel-degraded slack is degraded: 1 failures and 0 successes in 30 min'],
    [
      [1, 2, 3, 4, 5, 29],
      0,
      'warning otel.channel-degraded slack is failed: 6 failures and 0 successes in 30 min',
    ],
    [[1, 2], 3, null],
    [[], 0, null],
    [[31, 90], 2, null],
    [[31, 90], 0, 'note otel.channel-unknown slack: it failed earlier and says nothing for 30 min'],
    [null, null, 'note otel.channel-unknown slack: the telemetry store did not answer'],
    [[1], null, 'note otel.channel-unknown slack: the telemetry store did not answer'],
  ])('failures %j minutes ago, %j successes: %s', (minutesAgo, success, expected) => {
    expect(said(minutesAgo, success)).toBe(expected)
  })

  it('follows the thresholds of the settings', () => {
    const limits = { windowMs: HOUR, degraded: 1, failed: 2 }
    const seen = judgeChannel({ channel: 'slack', severe: [failed(50), failed(55)], success: 0 }, NOW, limits)
    expect(seen?.summary).toBe('slack is failed: 2 failures and 0 successes in 60 min')
  })
})

it("takes thresholds from joelclaw's own variables, and only numbers", () => {
  const given: Readonly<Record<string, string>> = {
    GATEWAY_CHANNEL_HEALTH_WINDOW_MINUTES: '10',
    GATEWAY_CHANNEL_DEGRADED_THRESHOLD: 'many',
    GATEWAY_CHANNEL_FAILED_THRESHOLD: '9',
  }
  const { env } = fakeHost()
  const host = fakeHost({ env: { ...env, get: (name: string) => given[name] ?? null } })
  expect(joelclawDefaults(host).channels).toEqual({ windowMs: 10 * MINUTE, degraded: 3, failed: 9 })
})

describe('mutesIn', () => {
  it.each([
    ['["imessage","slack"]', '{"imessage":"no phone"}', { imessage: 'no phone', slack: 'no reason given' }],
    ['["toString"]', '{}', { toString: 'no reason given' }],
    ['[7,null,"slack"]', '["slack"]', { slack: 'no reason given' }],
    ['{"slack":1}', '{}', {}],
    ['not JSON', null, {}],
    [null, '{"slack":"why"}', {}],
  ])('%s with %s', (channels, reasons, expected) => {
    expect(Object.fromEntries(mutesIn(channels, reasons))).toEqual(expected)
  })
})
