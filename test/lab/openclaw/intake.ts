import type { Case } from '../case.ts'
import { piece, record } from './log.ts'
import { boot, fault, negative, warned } from './make.ts'
import { inbound, withRows } from './queue-rows.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]
const NOW = Date.now()

/** Telegram as `channels.status` of 2026.9.6 describes it. */
const telegram = (more: object = {}) => ({
  telegram: [
    {
      accountId: 'default',
      enabled: true,
      configured: true,
      running: true,
      connected: true,
      lifecycle: 'ready',
      mode: 'polling',
      reconnectAttempts: 0,
      lastError: null,
      lastStartAt: NOW - 2 * DAY,
      lastConnectedAt: NOW,
      lastTransportActivityAt: NOW,
      lastInboundAt: null,
      ...more,
    },
  ],
})
/** Messages on each of the last seven days, each at those ages of the day before now (ms). */
const habit = (days: readonly number[], ages: readonly number[]) =>
  withRows({ knobs: { channels: telegram() } }, ({ now }) => [
    inbound('0000000000000001', 'completed', now - 8 * DAY, { completed_at: now - 8 * DAY }),
    inbound('0000000000009999', 'completed', now - 3 * HOUR, { completed_at: now - 3 * HOUR }),
    ...days.flatMap((day) =>
      ages.map((age, n) =>
        inbound(`${day}-${n}`, 'completed', now - day * DAY - age, { completed_at: now - day * DAY - age }),
      ),
    ),
  ])
const conflict =
  'Telegram getUpdates conflict: Conflict: terminated by other getUpdates request; make sure that only one bot instance is running. Another OpenClaw gateway, script, or Telegram poller may be using this bot token; stop the duplicate poller or switch this account to webhook mode.'

/** Whether messages come in. */
export const intake: readonly Case[] = [
  warned(
    'channel-silent',
    'nothing came in for three hours, at a time of day when something always does',
    null,
    ['cli-status.channel-silent'],
    habit([1, 2, 3, 4, 5, 6, 7], [0.5 * HOUR, HOUR, 2 * HOUR]),
  ),
  negative(
    'channel-quiet-night',
    'nothing came in for three hours, and at this time of day nothing ever does',
    habit([1, 2, 3, 4, 5, 6, 7], [8 * HOUR, 9 * HOUR, 10 * HOUR]),
  ),
  negative(
    'channel-new',
    'nothing came in for three hours, and there is no habit yet',
    withRows({ knobs: { channels: telegram() } }, ({ now }) => [
      inbound('1', 'completed', now - 3 * HOUR, { completed_at: now - 3 * HOUR }),
      inbound('2', 'completed', now - DAY - HOUR, { completed_at: now - DAY - HOUR }),
    ]),
  ),
  warned(
    'channel-poll-hangs',
    'connected, and no poll has come back for an hour',
    null,
    ['cli-status.channel-transport-stale'],
    { knobs: { channels: telegram({ lastTransportActivityAt: NOW - HOUR }) } },
  ),
  negative('channel-webhook-quiet', 'a webhook shows life only with a message', {
    knobs: { channels: telegram({ mode: 'webhook', lastTransportActivityAt: NOW - HOUR }) },
  }),
  warned('channel-conflict', 'another program polls the same bot', null, ['cli-status.channel-conflict'], {
    knobs: { channels: telegram({ connected: false, lifecycle: 'recovering', lastError: conflict }) },
    log: (now) => [...boot(now), ...piece('channel-conflict', now - MINUTE)],
  }),
  fault(
    'channel-refused',
    'the service refused the token: the channel will not come back by itself',
    'error-log.channel-gave-up',
    null,
    {
      knobs: {
        channels: telegram({
          running: false,
          connected: false,
          lifecycle: 'blocked',
          terminalDisconnect: true,
          lastError: 'Unauthorized | Telegram ingress worker exited with code 1',
        }),
      },
      log: (now) => [...boot(now), ...piece('channel-unauthorized', now - MINUTE)],
    },
    ['cli-status.channel-stopped'],
  ),
  negative('channel-started-again', 'the service refused the token; it was renewed and the channel started', {
    log: (now) => [
      ...boot(now),
      ...piece('channel-unauthorized', now - 8 * MINUTE),
      record('channels/telegram', 'INFO', '[default] starting provider (@mock_bot)', now - 5 * MINUTE),
      ...piece('channel-answered', now - MINUTE),
    ],
  }),
  fault(
    'channel-conflict-lasts',
    'another program polls the same bot again and again',
    'error-log.telegram-conflict',
    null,
    {
      log: (now) => [
        ...boot(now),
        ...piece('channel-conflict', now - 2 * MINUTE),
        ...piece('channel-conflict', now - MINUTE),
      ],
    },
  ),
  fault(
    'inbound-blocked',
    'the health document, which calls itself well, tells of a lane that blocks',
    'cli-status.inbound-blocked',
    null,
    {
      knobs: {
        queues: {
          failed: [],
          ingressPressure: [
            {
              channelId: 'telegram',
              accountId: 'default',
              laneCount: 1,
              pendingCount: 3,
              claimedCount: 0,
              blockedCount: 2,
              oldestReceivedAt: NOW - HOUR,
            },
          ],
        },
      },
    },
  ),
  negative('dead-deliveries', 'answers of last week lie in the queue as given up', {
    knobs: {
      queues: { failed: [{ queueName: 'outbound-prepared-v1', count: 3, oldestFailedAt: NOW - 7 * DAY }] },
    },
  }),
  negative('breaker-recovered', 'the crash-loop breaker let the channels start again', {
    log: (now) => [
      ...boot(now),
      record(
        'channels/telegram',
        'WARN',
        'channel autostart suppressed by crash-loop breaker; refusing automatic start for telegram.',
        now - 8 * MINUTE,
      ),
      record(
        'gateway',
        'INFO',
        'restart-loop breaker recovered; channel auto-start restored',
        now - 2 * MINUTE,
      ),
      ...piece('answered', now - MINUTE),
    ],
  }),
]
