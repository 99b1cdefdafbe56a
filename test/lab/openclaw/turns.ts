import type { Case } from '../case.ts'
import { message } from './databases.ts'
import { piece, record } from './log.ts'
import { boot, fault, warned } from './make.ts'

/** How turns end. */
export const turns: readonly Case[] = [
  fault('key-refused', 'the provider refuses the key', 'error-log.auth-failed', 'openclaw.key-refused', {
    log: (now) => [...boot(now), ...piece('refused-401', now - 30_000)],
    tasks: () => [],
  }),
  fault(
    'key-cooldown',
    'the key is refused and then held back',
    'error-log.auth-failed',
    'openclaw.key-refused',
    {
      log: (now) => [...boot(now), ...piece('refused-401', now - 30_000), ...piece('cooldown', now - 20_000)],
      tasks: () => [],
    },
  ),
  fault('no-credit', 'the account has no credit', 'error-log.quota-exhausted', 'openclaw.key-refused', {
    log: (now) => [...boot(now), ...piece('billing-402', now - 30_000)],
    tasks: () => [],
  }),
  fault('model-unknown', 'the provider does not know the model', 'error-log.model-not-found', null, {
    log: (now) => [...boot(now), ...piece('unknown-model-404', now - 30_000)],
    tasks: () => [],
  }),
  fault('garbage', 'the stream cannot be read', 'error-log.answer-unreadable', null, {
    log: (now) => [...boot(now), ...piece('garbage', now - 30_000)],
    tasks: () => [],
  }),
  fault('empty', 'the model answers with nothing', 'error-log.answer-empty', null, {
    log: (now) => [...boot(now), ...piece('empty', now - 30_000)],
    tasks: () => [],
  }),
  fault(
    'retrying',
    'a turn is being tried again',
    'error-log.provider-unreachable',
    'openclaw.provider-trouble',
    { log: (now) => [...boot(now), ...piece('retrying', now - 2_000)], tasks: () => [] },
  ),
  fault(
    'database-alone',
    'the log is gone, the database tells of a failed turn',
    'error-log.auth-failed',
    'openclaw.key-refused',
    {
      log: () => [],
      tasks: (now) => [
        {
          status: 'failed',
          at: now - 30_000,
          error: 'Authentication failed (provider returned HTTP 401). Your provider token may have expired.',
        },
      ],
    },
  ),
  fault(
    'channels-suppressed',
    'the crash-loop breaker keeps the channels down',
    'error-log.channels-suppressed',
    'openclaw.channels-suppressed',
    {
      log: (now) => [
        ...boot(now),
        record(
          'gateway',
          'WARN',
          'channel autostart suppressed by crash-loop breaker; refusing automatic start for telegram. Start a channel manually with: openclaw gateway call channels.start --params \'{"channel":"telegram"}\'',
          now - 60_000,
        ),
      ],
    },
  ),
  fault('stalled', 'a turn shows no sign', 'stdout-flow.turn-stalled', null, {
    settings: () => ({ thresholds: { turnStuckMs: 100 } }),
    tasks: (now) => [{ status: 'running', at: now }],
  }),
  fault(
    'row-damaged',
    'a row of a conversation was cut',
    'session-transcript.row-invalid',
    'openclaw.damaged-session',
    {
      sessions: (now) => [
        {
          key: 'agent:main:main',
          at: now - 60_000,
          events: [
            message('user', 'ping', now - 61_000),
            message('assistant', 'pong', now - 60_000),
            '{"type":"message","id":"cu',
          ],
        },
      ],
    },
  ),
  fault(
    'limit-as-answer',
    "the provider's limit message was sent as the answer",
    'session-transcript.limit-as-answer',
    null,
    {
      sessions: (now) => [
        {
          key: 'agent:main:main',
          at: now - 60_000,
          events: [
            message('user', 'ping', now - 61_000),
            message('assistant', "You've hit your limit · resets 5am", now - 60_000),
          ],
        },
      ],
    },
  ),
  warned('context-high', "the model's context is nearly full", null, ['session-transcript.context-high'], {
    config: () => ({
      models: { providers: { mock: { models: [{ id: 'mock-1', contextWindow: 200_000 }] } } },
    }),
    sessions: (now) => [
      {
        key: 'agent:main:main',
        at: now - 60_000,
        events: [
          message('user', 'ping', now - 61_000),
          message('assistant', 'pong', now - 60_000, {
            usage: { input: 190_000, output: 5, totalTokens: 190_005 },
          }),
        ],
      },
    ],
  }),
  fault('unanswered', 'the newest message has no answer', 'session-transcript.unanswered', null, {
    sessions: (now) => [
      {
        key: 'agent:main:main',
        at: now - 600_000,
        status: 'running',
        events: [message('user', 'ping', now - 600_000)],
      },
    ],
  }),
  fault(
    'limit-cold',
    'the same answer stands in compressed rows',
    'session-transcript.limit-as-answer',
    null,
    {
      sessions: (now) => [
        {
          key: 'agent:main:main',
          at: now - 60_000,
          cold: true,
          events: [
            message('user', 'ping', now - 61_000),
            message('assistant', "You've hit your limit · resets 5am", now - 60_000),
          ],
        },
      ],
    },
  ),
  fault('provider-down', 'nobody listens at the address of the provider', 'model-api.unreachable', null, {
    config: () => ({
      models: { providers: { mock: { baseUrl: 'http://127.0.0.1:9/v1', api: 'openai-completions' } } },
    }),
  }),
]
