import { type Codes, change, look, remedy } from '../entry.ts'
import { channelStatus } from './openclaw-steps.ts'

const redis = look('test Redis itself', 'firstfault', 'diagnose', '--only', 'substrate,redis', '--keep-going')
const restart = change(
  'restart the gateway once; this drops the events that still wait',
  'joelclaw',
  'gateway',
  'restart',
)
const pods = look('see the Redis pod', 'kubectl', 'get', 'pods', '-n', 'joelclaw', 'redis-0')
const again = ['firstfault diagnose --only cli-status,error-log,redis']

/** Trouble with Redis and with the channels. */
export const errorLogChannels = {
  'error-log.redis-retry-storm': {
    title: 'Redis commands are rejected in a row',
    meaning: 'Reads of the mode, heartbeats and outgoing media fail; the log fills up.',
    cause: 'Redis was away or flapped, and waiting commands were flushed after their last retry.',
    remedy: remedy('Look at the way to Redis first; restart once if it goes on after Redis is back.', redis),
    bySystem: {
      joelclaw: remedy(
        'Look at the way to Redis first. When `[gateway:redis] started` is there and it still goes on, restart the gateway once.',
        look('who listens on the port', 'lsof', '-nP', '-iTCP:6379', '-sTCP:LISTEN'),
        pods,
        restart,
      ),
    },
    verify: ['no new mode.read.failed or mode.write.failed in telemetry', ...again],
  },
  'error-log.redis-disconnected': {
    title: 'The daemon lost Redis',
    meaning:
      'Messages that must be stored wait until Redis is back; direct conversation may go on until its next step in Redis.',
    cause: 'Redis restarted, its port forward dropped, or the substrate is down.',
    remedy: remedy('Bring Redis back; the daemon reconnects by itself.', redis),
    bySystem: {
      joelclaw: remedy(
        'Bring Redis back; the daemon reconnects by itself and needs no restart.',
        pods,
        redis,
      ),
    },
    verify: ['mode is normal again', ...again],
  },
  'error-log.redis-mode-failed': {
    title: 'The mode could not be read or written',
    meaning: 'The gateway acts as if it were awake.',
    cause: 'Redis did not answer that command.',
    remedy: remedy('Look at Redis.', redis),
    verify: again,
  },
  'error-log.persist-failed': {
    title: 'A message was not stored',
    meaning: "It waits in the daemon's memory only and is lost when the daemon ends.",
    cause: 'Redis answered with an error (read-only, out of memory, wrong type), or the store was not ready.',
    remedy: remedy('Look at what Redis refuses.', redis),
    verify: again,
  },
  'error-log.drain-failed': {
    title: 'Events could not be taken from the list',
    meaning: 'Events that were read and not handed over are dropped at the next wake-up.',
    cause: 'An error after the list was read; the evidence has its words.',
    remedy: remedy('Look at Redis, and send the events again if they matter.', redis),
    verify: again,
  },
  'error-log.replay-failed': {
    title: 'The replay at the start failed',
    meaning: 'Messages that were waiting before the restart are not answered by themselves.',
    cause: 'The store could not be read at the start.',
    remedy: remedy('Look at what still waits in Redis.', redis),
    verify: again,
  },
  'error-log.telegram-conflict': {
    title: 'Two programs poll the same bot',
    meaning: 'Messages go to whichever asks first; here they do not arrive.',
    cause: 'Another process uses the same bot token (a phone or desktop client does not).',
    remedy: remedy('Find the other poller and stop it, or give it its own token.'),
    bySystem: {
      openclaw: remedy(
        'Find and stop the other poller, or revoke the token at BotFather; the gateway tries again by itself.',
        channelStatus,
      ),
      joelclaw: remedy(
        'See who owns polling: one instance acquires the lease, others become passive. If it goes on with the lease enabled, a foreign program uses the token.',
        look(
          'see who owns polling',
          'joelclaw',
          'otel',
          'search',
          'telegram.channel.poll_owner',
          '--hours',
          '1',
        ),
      ),
    },
    verify: [
      'telegram.channel.polling_recovered in telemetry',
      'firstfault diagnose --only cli-status,error-log',
    ],
  },
  'error-log.telegram-start-failed': {
    title: 'Polling Telegram does not start',
    meaning: 'Messages sent to the bot do not arrive.',
    cause: 'Telegram cannot be reached or refuses the token; the evidence has its words.',
    remedy: remedy(
      'Test the network and the bot token.',
      look("see the channel's state", 'firstfault', 'diagnose', '--only', 'cli-status', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only cli-status,error-log'],
  },
  'error-log.outbound-failed': {
    title: 'Answers are not delivered',
    meaning: 'The model answered, the user got nothing.',
    cause: 'The channel refused or lost the message; the evidence has its words.',
    remedy: remedy(
      'Look at the channel; the answer itself is in the transcript.',
      look('read the answers', 'firstfault', 'review', '--hours', '1'),
    ),
    verify: ['firstfault diagnose --only cli-status,error-log'],
  },
  'error-log.response-misrouted': {
    title: 'An answer lost its channel',
    meaning: 'It was written to the console instead of being sent.',
    cause: "The turn's source was not known any more when the answer was ready.",
    remedy: remedy(
      'The answer is in the transcript.',
      look('read the answers', 'firstfault', 'review', '--hours', '1'),
    ),
    verify: ['firstfault diagnose --only error-log,stdout-flow'],
  },
  'error-log.channel-start-failed': {
    title: 'A channel did not start',
    meaning: 'Messages of that channel do not arrive.',
    cause: 'Its credentials or its server are missing; the evidence has its words.',
    remedy: remedy(
      "Look at the channel's settings.",
      look("see the channel's state", 'firstfault', 'diagnose', '--only', 'cli-status', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only cli-status'],
  },
  'error-log.poll-lease-unavailable': {
    title: 'Telegram is polled without its lease',
    meaning: 'It works, but two gateways would disturb each other.',
    cause: 'The lease is kept in Redis, which was not there.',
    remedy: remedy('Look at Redis.', redis),
    verify: again,
  },
} as const satisfies Codes<'error-log'>
