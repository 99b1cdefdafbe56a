import type { Case } from '../case.ts'
import { piece } from './log.ts'
import { boot, fault, negative, warned } from './make.ts'
import { answeredRun, inbound, outbound, withRows } from './queue-rows.ts'

const MINUTE = 60_000
const TELEGRAM = 'openclaw.channel-delivery'
const well = (now: number) => [...boot(now), ...piece('channel-answered', now - MINUTE)]
const afterwards = (name: 'channel-send-500' | 'channel-blocked') => (now: number) => [
  ...boot(now),
  ...piece(name, now - 5 * MINUTE),
  ...piece('channel-answered', now - MINUTE),
]

/** A session that keeps its last answer, as 2026.9.6 wrote it after a failed delivery. */
const kept = (at: number) =>
  [
    'session_nodes',
    {
      session_key: 'agent:main:telegram:direct:7',
      current_session_id: 'session-9',
      entry_json: JSON.stringify({
        sessionId: 'session-9',
        status: 'done',
        pendingFinalDelivery: {
          kind: 'replayable',
          text: 'pong from mock model',
          createdAt: at,
          context: { channel: 'telegram', to: 'telegram:7', accountId: 'default' },
          intentId: 'ea7f36c4-ad65-4c84-a854-225d4bdf40b7',
          deliveries: [{ id: '64e3e217-e7a4-4b35-8ee6-e539a9cf11de', state: 'unknown' }],
        },
      }),
      entry_valid: 1,
      updated_at: at,
      status: 'done',
    },
  ] as const

/** The way of a message from its channel, and of its answer back; the logs are a real gateway's. */
export const delivery: readonly Case[] = [
  fault(
    'delivery-failed',
    "the run succeeded, and Telegram's server failed when the answer was sent",
    'stdout-flow.delivery-failed',
    TELEGRAM,
    withRows(
      { log: (now) => [...boot(now), ...piece('channel-send-500', now - 30_000)], tasks: () => [] },
      ({ now }) => [answeredRun('fa27238f-8de8-4cfd-8bb1-aafcb75a79a2', now - 40_000)],
    ),
  ),
  warned(
    'delivery-blocked',
    'the user blocked the bot: the chat has gone, not the channel',
    TELEGRAM,
    ['stdout-flow.delivery-failed'],
    { log: (now) => [...boot(now), ...piece('channel-blocked', now - 30_000)] },
  ),
  negative('delivery-again', 'the server failed, and a later answer was delivered', {
    log: afterwards('channel-send-500'),
  }),
  fault(
    'delivery-given-up',
    'the log is gone, the queue kept the receipt of an answer that it gave up',
    'stdout-flow.delivery-failed',
    TELEGRAM,
    withRows({ log: boot }, ({ now }) => [
      outbound('52a9ec59-2777-4e93-8083-e0a1abd24144', 'failed', now - MINUTE, {
        failed_at: now - MINUTE,
        recovery_state: 'completed_permanent',
      }),
    ]),
  ),
  fault(
    'delivery-never',
    'the gateway was killed between an answer and its delivery; its session keeps it',
    'stdout-flow.delivery-failed',
    TELEGRAM,
    withRows({ log: boot }, ({ now }) => [kept(now - 5 * MINUTE)], 'agents/main/agent/openclaw-agent.sqlite'),
  ),
  negative(
    'delivery-under-way',
    'an answer was given a moment ago and is on its way',
    withRows({ log: well }, ({ now }) => [kept(now - 2_000)], 'agents/main/agent/openclaw-agent.sqlite'),
  ),
  fault(
    'delivery-waiting',
    'an answer waits in the queue while attempts fail',
    'stdout-flow.delivery-waiting',
    TELEGRAM,
    withRows({ log: well }, ({ now }) => [
      outbound('late', 'pending', now - 10 * MINUTE, {
        channel: 'telegram',
        retry_count: 4,
        last_error: "Network request for 'sendMessage' failed!",
      }),
    ]),
  ),
  negative(
    'delivery-young',
    'an answer has just been put into the queue, another was given up long ago',
    withRows({ log: well }, ({ now }) => [
      outbound('new', 'pending', now - 2_000, { channel: 'telegram' }),
      outbound('old', 'failed', now - 86_400_000, { failed_at: now - 86_400_000 }),
    ]),
  ),
  fault(
    'dead-letter',
    'a message was given up: its session takes no more since a restart',
    'stdout-flow.dead-letter',
    null,
    withRows({ log: well }, ({ now }) => [
      inbound('0000000000000108', 'failed', now - MINUTE, {
        failed_at: now - MINUTE,
        failed_reason: 'restart-recovery-tombstone',
        attempts: 1,
      }),
    ]),
  ),
  warned(
    'dead-letter-before',
    'a message was given up, later ones were taken up',
    null,
    ['stdout-flow.dead-letter'],
    withRows({ log: well }, ({ now }) => [
      inbound('0000000000000108', 'failed', now - 10 * MINUTE, {
        failed_at: now - 9 * MINUTE,
        failed_reason: 'retry-limit-exceeded',
        attempts: 8,
      }),
      inbound('0000000000000109', 'completed', now - 5 * MINUTE, { completed_at: now - 5 * MINUTE }),
    ]),
  ),
  fault(
    'inbound-waiting',
    'a message waits behind a turn that does not end',
    'stdout-flow.inbound-waiting',
    null,
    withRows({ log: well, settings: () => ({ thresholds: { turnStuckMs: 1_000 } }) }, ({ now, pid }) => [
      inbound('0000000000000107', 'claimed', now - 4_000, {
        claim_token: 't',
        claim_owner: `${pid}:1253626:5179e609-8fa9-4fbb-b232-161304992735`,
        claimed_at: now - 1,
      }),
    ]),
  ),
  negative(
    'inbound-taken-up',
    'messages were taken up, one has just come',
    withRows({ log: well }, ({ now, pid }) => [
      inbound('0000000000000106', 'completed', now - 10 * MINUTE, { completed_at: now - 10 * MINUTE }),
      inbound('0000000000000107', 'claimed', now - 2_000, {
        claim_token: 't',
        claim_owner: `${pid}:1:x`,
        claimed_at: now - 2_000,
      }),
    ]),
  ),
]
