import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { judgeDelivery, wordsOf } from '../../../checks/stdout-flow/openclaw-delivery.ts'
import { judgeInbound } from '../../../checks/stdout-flow/openclaw-inbound.ts'
import { type Delivery, deliveriesInLog } from '../../../src/systems/openclaw/deliveries.ts'
import { openclawFormat } from '../../../src/systems/openclaw/log-records.ts'
import type { Inbound, Outbound, Queues } from '../../../src/systems/openclaw/queues.ts'
import { joinSights, type Turn } from '../../../src/systems/openclaw/turns.ts'

const NOW = Date.parse('2026-11-21T04:21:30Z')
const MINUTE = 60_000
const view = { now: NOW, stuckMs: 3 * MINUTE, passingMs: 15 * MINUTE, running: true }
const fixture = (name: string): readonly Delivery[] =>
  deliveriesInLog(
    openclawFormat.records(
      readFileSync(new URL(`../../../fixtures/openclaw/${name}.jsonl`, import.meta.url), 'utf8'),
    ),
    'gateway.log',
  )
/** A turn that ended well at that time, as the gateway's ledger tells it. */
const answered = (runId: string, at: number): readonly Turn[] =>
  joinSights([
    { runId, agent: 'main', state: 'ok', at, evidence: { source: 'db', text: 'ok', at: null, line: null } },
  ])
const none = { queues: null, kept: [] }
const queues = (more: Partial<Queues>): Queues => ({ path: 'db', inbound: [], outbound: [], ...more })

describe('deliveries in the log of 2026.9.6', () => {
  test('one that was sent', () => {
    expect(fixture('channel-answered')).toMatchObject([
      { outcome: 'sent', channel: 'telegram', trace: '0c97edbd12bc27d2c4207567174b9a4a' },
    ])
  })

  test('one that the server failed, and what the queue gave up with it', () => {
    const seen = fixture('channel-send-500').map(({ outcome, channel }) => `${outcome} ${channel}`)
    expect(seen).toEqual(['failed telegram', 'given-up telegram', 'given-up telegram'])
  })

  test('a log of failed turns tells of the sentence that was sent in their place', () => {
    expect(fixture('channel-harness').map(({ outcome }) => outcome)).toEqual(['sent'])
  })
})

describe('answers that did not arrive', () => {
  test('the run that succeeded is named, with the channel and the words of its service', () => {
    const at = Date.parse('2026-11-21T04:20:46.572Z')
    const [finding] = judgeDelivery(fixture('channel-send-500'), answered('fa27238f', at), none, view)
    expect(finding).toMatchObject({
      code: 'stdout-flow.delivery-failed',
      severity: 'fault',
      params: { channel: 'telegram', run: 'fa27238f' },
    })
    expect(finding?.summary).toContain("Call to 'sendMessage' failed! (500: Internal Server Error)")
  })

  test('a run that ended long before it is not named', () => {
    const [finding] = judgeDelivery(
      fixture('channel-send-500'),
      answered('old', NOW - 30 * MINUTE),
      none,
      view,
    )
    expect(finding?.params?.run).toBe('unknown')
  })

  test.each([
    ['a user who blocked the bot', 'channel-blocked', 0, 'warning'],
    ['a server that failed a while ago', 'channel-send-500', 60 * MINUTE, 'warning'],
    ['a server that fails now', 'channel-send-500', 0, 'fault'],
  ])('%s', (_, name, later, severity) => {
    const findings = judgeDelivery(fixture(name), [], none, { ...view, now: NOW + later })
    expect(findings.map((one) => one.severity)).toEqual([severity])
  })

  test('a later delivery to the same channel ends it, one to another channel does not', () => {
    const sent = fixture('channel-answered').map((one) => ({ ...one, at: NOW }))
    const all = [...fixture('channel-send-500'), ...sent]
    expect(judgeDelivery(all, [], none, view)[0]?.severity).toBe('note')
    const other = [...fixture('channel-send-500'), ...sent.map((one) => ({ ...one, channel: 'discord' }))]
    expect(judgeDelivery(other, [], none, view)[0]?.severity).toBe('fault')
  })

  test('a sentence that was sent for the same message does not end it', () => {
    const lost = fixture('channel-send-500')
    const fallback = { ...(lost[0] as Delivery), outcome: 'sent' as const, at: NOW }
    expect(judgeDelivery([...lost, fallback], [], none, view)[0]?.severity).toBe('fault')
  })

  test('what waits in the queue counts while a gateway runs', () => {
    const row: Outbound = {
      id: 'x',
      queue: 'outbound-prepared-v1',
      status: 'pending',
      channel: 'telegram',
      attempts: 3,
      error: 'fetch failed',
      enqueuedAt: NOW - 10 * MINUTE,
      failedAt: null,
    }
    const waiting = queues({ outbound: [row] })
    expect(judgeDelivery([], [], { queues: waiting, kept: [] }, view)[0]?.code).toBe(
      'stdout-flow.delivery-waiting',
    )
    expect(judgeDelivery([], [], { queues: waiting, kept: [] }, { ...view, running: false })).toEqual([])
    const young = queues({ outbound: [{ ...row, enqueuedAt: NOW - MINUTE }] })
    expect(judgeDelivery([], [], { queues: young, kept: [] }, view)).toEqual([])
  })

  test('an answer that its session keeps was not delivered, also where the log is silent', () => {
    const answer = {
      session: 'agent:main:main',
      agent: 'main',
      channel: 'telegram',
      at: NOW - 5 * MINUTE,
      state: 'unknown',
      path: 'db',
    }
    const severities = (
      more: Partial<typeof answer>,
      sent: readonly Delivery[] = [],
      other: Partial<typeof view> = {},
    ) =>
      judgeDelivery(sent, [], { queues: null, kept: [{ ...answer, ...more }] }, { ...view, ...other }).map(
        ({ severity }) => severity,
      )
    expect(severities({})).toEqual(['fault'])
    expect(severities({ at: NOW - 20_000 })).toEqual([])
    expect(severities({ at: NOW - 30 * MINUTE })).toEqual(['warning'])
    expect(severities({}, [], { running: false })).toEqual(['warning'])
    expect(
      severities(
        {},
        fixture('channel-answered').map((one) => ({ ...one, at: NOW })),
      ),
    ).toEqual(['note'])
  })

  test('an answered turn is never called delivered', () => {
    expect(wordsOf([], answered('r', NOW))).toBe('1 answered; whether they were delivered is not told')
    expect(wordsOf(fixture('channel-answered'), [])).toBe('1 sent to a channel')
  })
})

describe('messages that came from a channel', () => {
  const row: Inbound = {
    event: '107',
    channel: 'telegram',
    account: 'default',
    status: 'claimed',
    receivedAt: NOW - 10 * MINUTE,
    claimedAt: NOW - 10 * MINUTE,
    failedAt: null,
    attempts: 0,
    error: null,
    reason: null,
  }
  const look = {
    now: NOW,
    since: NOW - 60 * MINUTE,
    stuckMs: 3 * MINUTE,
    startedAt: NOW - 20 * MINUTE,
    recoveryMs: MINUTE,
  }
  const codes = (one: Inbound, more: Partial<typeof look> = {}, others: readonly Inbound[] = []) =>
    judgeInbound(queues({ inbound: [one, ...others] }), { ...look, ...more }).map(
      ({ code, severity }) => `${code} ${severity}`,
    )

  test('one that waits is told, a young one is not', () => {
    expect(codes(row)).toEqual(['stdout-flow.inbound-waiting fault'])
    expect(codes({ ...row, receivedAt: NOW - MINUTE })).toEqual([])
  })

  test('a claim of an earlier process is leaked once its successor had time to take it over', () => {
    expect(codes(row, { startedAt: NOW - 5 * MINUTE })).toEqual(['stdout-flow.claim-leaked fault'])
    expect(codes(row, { startedAt: NOW - 20_000 })).toEqual([])
  })

  test('what waits while no gateway runs is for the next start', () => {
    expect(judgeInbound(queues({ inbound: [row] }), { ...look, startedAt: null })).toEqual([])
  })

  test('one that was given up is lost; later ones that were taken up show that the trouble is over', () => {
    const lost: Inbound = { ...row, status: 'failed', failedAt: NOW - MINUTE, reason: 'retry-limit-exceeded' }
    expect(codes(lost)).toEqual(['stdout-flow.dead-letter fault'])
    const later: Inbound = { ...row, event: '108', status: 'completed', receivedAt: NOW - MINUTE }
    expect(codes(lost, {}, [later])).toEqual(['stdout-flow.dead-letter warning'])
    expect(codes(lost, {}, [{ ...later, account: 'other' }])).toEqual(['stdout-flow.dead-letter fault'])
    expect(codes({ ...lost, failedAt: NOW - 120 * MINUTE })).toEqual([])
  })
})
