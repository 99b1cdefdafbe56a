import { describe, expect, test } from 'vitest'
import { judgeAccount } from '../../../checks/cli-status/openclaw-channels.ts'
import { judgeQueues } from '../../../checks/cli-status/openclaw-queues.ts'
import { judgeReady } from '../../../checks/cli-status/openclaw-ready.ts'
import { judgeSilence } from '../../../checks/cli-status/openclaw-silence.ts'
import { queueHealthIn } from '../../../src/systems/openclaw/delivery-health.ts'
import { statusOf } from '../../../src/systems/openclaw/http.ts'
import type { ChannelAccount } from '../../../src/systems/openclaw/rpc.ts'

const [HOUR, DAY] = [3_600_000, 86_400_000]
const NOW = Date.parse('2026-11-21T05:00:00Z')
const account: ChannelAccount = {
  channel: 'telegram',
  account: 'default',
  enabled: true,
  configured: true,
  running: true,
  connected: true,
  lastError: null,
  lastInboundAt: null,
  mode: 'polling',
  lastStartAt: NOW - 9 * DAY,
  lastTransportAt: NOW - 10_000,
}
const came = (...times: readonly number[]) =>
  times.map((at) => ({ channel: 'telegram', account: 'default', at }))
/** Three messages in the three hours before now, on each of these days. */
const busyDays = (days: readonly number[]) =>
  came(
    NOW - 8 * DAY,
    NOW - 3 * HOUR,
    ...days.flatMap((day) => [0.5, 1, 2].map((hours) => NOW - day * DAY - hours * HOUR)),
  )
const WEEK = [1, 2, 3, 4, 5, 6, 7]
const severity = (more: Partial<ChannelAccount>, arrivals: ReturnType<typeof came>) =>
  judgeSilence({ ...account, ...more }, arrivals, NOW)?.severity ?? 'nothing'

describe('a connected channel over which nothing comes', () => {
  test.each([
    ['at a time when something always does', {}, busyDays(WEEK), 'warning'],
    ['at a time when something mostly does', {}, busyDays([1, 2, 3, 5, 7]), 'note'],
    ['at a time when it is often silent', {}, busyDays([1, 2, 3]), 'nothing'],
    [
      'at night',
      {},
      came(...WEEK.flatMap((day) => [8, 9].map((hours) => NOW - day * DAY - hours * HOUR)), NOW - 3 * HOUR),
      'nothing',
    ],
    ['with too little history', {}, came(NOW - 3 * HOUR, NOW - DAY - HOUR, NOW - 2 * DAY), 'nothing'],
    ['with none at all', {}, [], 'nothing'],
    ['for less than an hour', {}, [...busyDays(WEEK), ...came(NOW - 0.5 * HOUR)], 'nothing'],
    ['but for what the gateway itself saw', { lastInboundAt: NOW - 0.1 * HOUR }, busyDays(WEEK), 'nothing'],
  ])('%s', (_, more, arrivals, expected) => expect(severity(more, arrivals)).toBe(expected))

  test('messages of another account are no habit of this one', () => {
    const others = busyDays(WEEK).map((one) => ({ ...one, account: 'work' }))
    expect(severity({}, others)).toBe('nothing')
  })
})

describe('a connected channel whose transport shows no life', () => {
  test.each([
    ['a poll that has not come back for an hour', { lastTransportAt: NOW - HOUR }, 'warning'],
    ['a poll of a minute ago', { lastTransportAt: NOW - 60_000 }, 'nothing'],
    [
      'a webhook, which is silent without messages',
      { lastTransportAt: NOW - HOUR, mode: 'webhook' },
      'nothing',
    ],
    ['a channel that does not tell', { lastTransportAt: null }, 'nothing'],
    [
      'a channel that was just started',
      { lastTransportAt: NOW - HOUR, lastStartAt: NOW - 60_000 },
      'nothing',
    ],
  ])('%s', (_, more, expected) => expect(severity(more, [])).toBe(expected))
})

describe('channels that are not connected', () => {
  const down = { ...account, connected: false }
  test.each([
    [
      {
        ...down,
        lastError: 'Telegram getUpdates conflict: Conflict: terminated by other getUpdates request',
      },
      'cli-status.channel-conflict',
    ],
    [{ ...down, lastError: 'Network request failed' }, 'cli-status.channel-degraded'],
    [{ ...down, running: false, lastError: 'Unauthorized' }, 'cli-status.channel-stopped'],
  ])('%#', (one, code) => expect(judgeAccount(one)).toMatchObject({ code, severity: 'warning' }))
})

describe('the queues of the health document', () => {
  test('as 2026.9.6 gave them', () => {
    const health = queueHealthIn({
      deliveryQueues: {
        failed: [{ queueName: 'outbound-prepared-v1', count: 3, oldestFailedAt: NOW - DAY }],
      },
    })
    expect(health).toEqual({ failed: 3, oldestFailedAt: NOW - DAY, blocked: [] })
    expect(judgeQueues(health ?? { failed: 0, oldestFailedAt: null, blocked: [] }, NOW)).toMatchObject([
      { code: 'cli-status.dead-deliveries', severity: 'note', count: 3 },
    ])
  })

  test('a lane that blocks is a fault', () => {
    const health = queueHealthIn({
      deliveryQueues: {
        failed: [],
        ingressPressure: [
          {
            channelId: 'telegram',
            accountId: 'default',
            laneCount: 1,
            pendingCount: 2,
            claimedCount: 1,
            blockedCount: 2,
            oldestReceivedAt: NOW - HOUR,
          },
        ],
      },
    })
    expect(judgeQueues(health ?? { failed: 0, oldestFailedAt: null, blocked: [] }, NOW)).toMatchObject([
      { code: 'cli-status.inbound-blocked', severity: 'fault', count: 3 },
    ])
  })

  test('a document without them, and one of another shape, tell nothing', () => {
    expect(queueHealthIn({ ok: true })).toBeNull()
    expect(queueHealthIn(null)).toBeNull()
    expect(queueHealthIn({ deliveryQueues: { failed: 'x', ingressPressure: [null, 7] } })).toMatchObject({
      failed: 0,
      blocked: [{ channel: 'unnamed', messages: 0 }, { channel: 'unnamed' }],
    })
    expect(queueHealthIn({ deliveryQueues: { failed: [{ count: -3 }] } })).toMatchObject({ failed: 0 })
  })
})

describe('an agent whose database is not admitted', () => {
  const ready = (body: object) =>
    statusOf(
      'http://127.0.0.1:18789/readyz',
      {
        ok: true,
        status: 503,
        contentType: 'application/json',
        headers: {},
        body: JSON.stringify(body),
      } as never,
      null,
    )
  const view = { ageMs: HOUR, running: true, httpMs: 1_000, bootGraceMs: 60_000 }

  test('is named with its reason', () => {
    const detail = {
      agentId: 'ops',
      code: 'agent-database-inspection-failed',
      reason: 'database disk image is malformed',
    }
    const outcome = judgeReady(
      ready({ ready: false, failing: ['agent-database:ops'], agentDatabases: [detail] }),
      view,
    )
    expect(outcome).toMatchObject({
      findings: [
        {
          code: 'cli-status.agent-parked',
          severity: 'fault',
          params: { agent: 'ops', reason: 'database disk image is malformed' },
        },
      ],
    })
  })

  test('also where the document gives no more than its name', () => {
    expect(judgeReady(ready({ ready: false, failing: ['agent-database:ops'] }), view)).toMatchObject({
      findings: [{ code: 'cli-status.agent-parked' }],
    })
  })

  test('other reasons are not', () => {
    expect(judgeReady(ready({ ready: false, failing: ['plugin-reload'] }), view)).toMatchObject({
      findings: [{ code: 'cli-status.unhealthy' }],
    })
  })
})
