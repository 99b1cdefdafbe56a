import { type Codes, change, look, remedy } from '../entry.ts'

const again = ['firstfault diagnose --only redis']

/** What is wrong with what a gateway keeps in it: queues, events, messages, configuration. */
export const redisQueue = {
  'redis.queue-deep': {
    title: 'A queue is deep',
    meaning: 'More waits in {key} than its consumer should leave.',
    cause: '{count} entries wait: the consumer is slow, stopped or gone.',
    remedy: remedy(
      'Look at the consumer of this queue.',
      look('see how long it is', 'redis-cli', '-h', '{host}', '-p', '{port}', 'TYPE', '{key}'),
    ),
    verify: again,
  },
  'redis.queue-old': {
    title: 'A queue holds old entries',
    meaning: 'What waits in {key} is not being worked on.',
    cause: 'The oldest entry is {age} old: its consumer is stopped, gone, or stuck on one entry.',
    remedy: remedy(
      'Look at the consumer of this queue.',
      look('see what it is', 'redis-cli', '-h', '{host}', '-p', '{port}', 'TYPE', '{key}'),
    ),
    verify: again,
  },
  'redis.events-stuck': {
    title: 'Events wait and are not drained',
    meaning: 'These events have not reached the session; nothing looks at the list until the next wake-up.',
    cause:
      '{count} events wait in {key}, the oldest for {age}, although the gateway is subscribed: a drain hangs, failed half-way, or its wake-up was lost.',
    remedy: remedy(
      'Look at what the session is doing before anything else; a restart or a drain deletes these events.',
      look('read the events', 'redis-cli', '-h', '{host}', '-p', '{port}', 'LRANGE', '{key}', '0', '9'),
      look('see what the session does', 'firstfault', 'review'),
    ),
    verify: ['firstfault diagnose --only e2e-queue,redis'],
  },
  'redis.no-subscriber': {
    title: "Nobody listens to the gateway's wake-ups",
    meaning:
      'Events are stored and nobody takes them out: they stay unanswered until the gateway subscribes again.',
    cause:
      'The channel {channel} has no subscriber: the daemon is down, still starting, or lost its Redis subscription.',
    remedy: remedy(
      'See whether the daemon is up and connected. A restart subscribes again, and deletes the events that wait.',
      look('see the daemon', 'firstfault', 'diagnose', '--only', 'process,cli-status'),
    ),
    bySystem: {
      joelclaw: remedy(
        'See whether the daemon is up and connected. A restart subscribes again, and deletes the events that wait.',
        look('see the daemon', 'firstfault', 'diagnose', '--only', 'process,cli-status'),
        change('restart the gateway', 'joelclaw', 'gateway', 'restart'),
      ),
    },
    verify: ['firstfault diagnose --only redis'],
  },
  'redis.not-registered': {
    title: 'The gateway is not registered as a session',
    meaning:
      'Producers send its events elsewhere or to the legacy list, which is emptied only at a reconnect.',
    cause:
      '{key} does not name the gateway: it was removed, evicted, or the daemon has not connected since Redis lost its data.',
    remedy: remedy('The daemon registers itself when it connects to Redis; a restart does that.'),
    verify: again,
  },
  'redis.legacy-events-waiting': {
    title: 'Events wait in the legacy list',
    meaning: 'They are taken over only when the gateway connects the next time.',
    cause: '{count} events wait in {key}: they were sent while no session was registered.',
    remedy: remedy(
      'Find who sent them.',
      look('read them', 'redis-cli', '-h', '{host}', '-p', '{port}', 'LRANGE', '{key}', '0', '9'),
    ),
    verify: again,
  },
  'redis.backlog-old': {
    title: 'Stored messages are not being worked on',
    meaning:
      'Messages were taken in and wait without an answer. The status of the gateway does not count them.',
    cause:
      '{count} messages wait in the durable queue, the oldest for {age}: a turn hangs, or the queue is not drained.',
    remedy: remedy(
      'Find what holds the session. A restart replays entries younger than 10 minutes and drops the older ones without a word.',
      look('see what the session does', 'firstfault', 'review'),
      look(
        'read the oldest entries',
        'redis-cli',
        '-h',
        '{host}',
        '-p',
        '{port}',
        'XRANGE',
        '{key}',
        '-',
        '+',
        'COUNT',
        '5',
      ),
    ),
    verify: ['firstfault diagnose --only redis,session-transcript'],
  },
  'redis.backlog-mismatch': {
    title: 'The queue and its index do not agree',
    meaning:
      'Entries without an index are not picked before the next start; index entries without a message were lost.',
    cause:
      '{count} messages are stored and {indexed} are indexed: a write failed half-way, or keys were evicted.',
    remedy: remedy(
      'Compare both; a start replays what is stored and still young.',
      look(
        'see what is stored',
        'redis-cli',
        '-h',
        '{host}',
        '-p',
        '{port}',
        'XRANGE',
        '{key}',
        '-',
        '+',
        'COUNT',
        '5',
      ),
    ),
    verify: again,
  },
  'redis.poison-entry': {
    title: 'A stored message cannot be read',
    meaning: 'This entry can never become a prompt; it may hold up or be dropped from the queue.',
    cause: 'Entry {id} has no readable payload: another version or another program wrote it.',
    remedy: remedy(
      'Read it and find its writer.',
      look('read the entry', 'redis-cli', '-h', '{host}', '-p', '{port}', 'XRANGE', '{key}', '{id}', '{id}'),
    ),
    verify: again,
  },
  'redis.unacknowledged': {
    title: 'Replayed messages are not acknowledged yet',
    meaning:
      'They were handed out at the last start and are not finished; they are replayed at the next start.',
    cause: '{count} entries are claimed by {consumer} and not acknowledged.',
    remedy: remedy('Nothing, unless the number stays.'),
    verify: again,
  },
  'redis.sleep-mode': {
    title: 'The gateway sleeps',
    meaning:
      "Events other than Telegram's are collected into a digest, and the tripwire file is not renewed: both are intended.",
    cause: 'The operator set {key} to "sleep".',
    remedy: remedy('Wake it if that was not meant.'),
    verify: again,
  },
  'redis.config-missing': {
    title: 'No gateway configuration is stored',
    meaning: 'The daemon uses its built-in model and fallback.',
    cause: '{key} does not exist: it was never set, or was evicted.',
    remedy: remedy('Set the model again if the built-in one is not wanted.'),
    verify: again,
  },
  'redis.config-broken': {
    title: 'The stored gateway configuration cannot be read',
    meaning: 'At its next start the daemon falls back to its built-in model without a word.',
    cause: '{key} does not hold the expected JSON: {why}.',
    remedy: remedy(
      'Write it again.',
      look('read it', 'redis-cli', '-h', '{host}', '-p', '{port}', 'GET', '{key}'),
    ),
    verify: again,
  },
  'redis.model-unknown': {
    title: 'The stored model is not one the gateway knows',
    meaning: 'The daemon silently runs its built-in model instead.',
    cause: '{key} names {model}, which is not among the known aliases; a newer gateway may know it.',
    remedy: remedy(
      'Compare with the model that the gateway reports.',
      look('see the running model', 'firstfault', 'diagnose', '--only', 'cli-status'),
    ),
    verify: again,
  },
} as const satisfies Codes<'redis'>
