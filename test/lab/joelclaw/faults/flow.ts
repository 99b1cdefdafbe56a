import { until } from '../../../support/until.ts'
import { assistant, continueTranscript, user } from '../transcript.ts'
import { type Faults, fails, HOUR, MINUTE, warns } from './fault.ts'
import { sendAndLose, startOnOpenai } from './status.ts'

/** Messages on their way: the flow, the event list, the transcript. */
export const flowFaults: Faults = {
  'message-hangs-without-redis': {
    title: 'Redis is away and a Telegram message came: it hangs before it can be stored',
    expect: fails('stdout-flow', 'stdout-flow.not-persisted', 'redis-degraded'),
    apply: async (lab) => {
      await lab.forward.become('refuses')
      await until(async () => (await lab.health()).mode === 'redis_degraded', { ms: 3_000 })
      await lab.message('are you there?')
    },
  },
  'answer-not-sent': {
    title: 'the model answered a Telegram message and nothing was sent',
    expect: warns(),
    sees: ['stdout-flow.not-sent'],
    start: { knobs: { losesAnswers: true, clockMs: -5 * MINUTE } },
    apply: async (lab) => {
      await sendAndLose(lab, 'hello?')
      await lab.turn({ clockMs: 0 })
    },
  },
  'drain-stalled': {
    title: 'a drain hangs between reading the list and deleting it',
    expect: fails('e2e-queue', 'e2e-queue.not-drained', null),
    apply: (lab) => lab.turn({ classifierMs: 60_000 }),
  },
  'wake-ups-unheard': {
    title: 'the daemon lost its subscription: events stay in the list',
    expect: fails('e2e-queue', 'e2e-queue.not-drained', null),
    apply: (lab) => lab.turn({ deaf: true }),
  },
  mute: {
    title: 'drained is not answered: the login is over and no message came yet (--e2e answer)',
    expect: fails('e2e-queue', 'e2e-queue.answer-failed', null),
    args: ['--e2e', 'answer'],
    apply: async (lab) => {
      lab.anthropic.mood = 'refuses-keys'
    },
  },
  'last-message-unanswered': {
    title: 'the newest message of the transcript got no answer before the restart, and is not in the queue',
    expect: fails('session-transcript', 'session-transcript.unanswered', null),
    start: { daemon: 'none' },
    apply: async (lab) => {
      continueTranscript(lab.places, [user(10 * MINUTE, 'please call the dentist')])
      await lab.start()
    },
  },
  'last-answer-failed': {
    title: 'the newest answer is an error, gateway.err was emptied',
    expect: fails('session-transcript', 'session-transcript.last-failed', null),
    start: { daemon: 'none' },
    apply: async (lab) => {
      const error = {
        stopReason: 'error',
        errorMessage:
          '401 {"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}',
      }
      continueTranscript(lab.places, [
        user(10 * MINUTE, 'what is on today?'),
        assistant(9.9 * MINUTE, '', error),
      ])
      await lab.start({ knobs: { clockMs: -HOUR } })
      await lab.turn({ clockMs: 0 })
    },
  },
}

/** A send that Slack refused, as the daemon's telemetry tells of it. */
export const FAILED_SEND = {
  component: 'slack-channel',
  action: 'slack.send.failed',
  level: 'error',
  success: false,
  error: 'channel_not_found',
}

/** Telemetry, and what only telemetry tells. */
export const telemetryFaults: Faults = {
  'typesense-not-ready': {
    title: 'Typesense says it is healthy and refuses every search',
    expect: warns(),
    sees: ['otel.query-failed'],
    apply: async (lab) => {
      lab.telemetry.mood = 'not-ready'
    },
  },
  'typesense-silent': {
    title: 'Typesense takes connections and says nothing',
    expect: warns(),
    sees: ['otel.backend-unreachable'],
    apply: async (lab) => {
      lab.telemetry.mood = 'silent'
    },
  },
  'send-failures-in-telemetry': {
    title: 'eight failed sends in the last half hour',
    expect: warns(),
    sees: ['otel.channel-degraded'],
    apply: async (lab) => {
      for (let n = 1; n <= 8; n++) lab.telemetry.store(FAILED_SEND, n * 2 * MINUTE)
    },
  },
  'api-errors-in-telemetry': {
    title: 'a component that is no channel reports failures',
    expect: warns(),
    sees: ['otel.severe-actions'],
    apply: async (lab) => {
      for (let n = 1; n <= 3; n++)
        lab.telemetry.store(
          {
            component: 'daemon',
            action: 'daemon.api_error.detected',
            level: 'error',
            success: false,
            error: 'overloaded',
          },
          n * 2 * MINUTE,
        )
    },
  },
  'false-dedup': {
    title: 'different messages were dropped as duplicates: the preamble was hashed',
    expect: warns('false-dedup'),
    apply: async (lab) => {
      const metadata_json = JSON.stringify({
        source: 'telegram:7718912466',
        dedupHashPrefix: '5a0c44e1',
        strippedInjectedContext: false,
        promptLength: 412,
        normalizedLength: 38,
      })
      for (let n = 1; n <= 4; n++) {
        lab.telemetry.store(
          {
            component: 'command-queue',
            action: 'queue.dedup_dropped',
            level: 'warn',
            success: true,
            metadata_json,
          },
          n * 5 * MINUTE,
        )
      }
    },
  },
  'console-forward-suppressed': {
    title: 'background answers are held back by the policy',
    expect: warns('console-forward-suppressed'),
    apply: async (lab) => {
      for (let n = 1; n <= 3; n++) {
        lab.telemetry.store(
          { component: 'daemon.response', action: 'response.generated.background_source' },
          n * 10 * MINUTE,
        )
        lab.telemetry.store(
          {
            component: 'daemon.outbound',
            action: 'outbound.console_forward.suppressed_policy',
            level: 'warn',
          },
          n * 10 * MINUTE,
        )
      }
    },
  },
}

/** The provider of the active model. */
export const modelFaults: Faults = {
  'model-silent': {
    title: 'the provider takes the request and says nothing',
    expect: fails('model-api', 'model-api.silent', 'model-timeout'),
    apply: async (lab) => {
      lab.anthropic.mood = 'silent'
    },
  },
  'model-refused': {
    title: "nobody listens at the provider's address",
    expect: fails('model-api', 'model-api.unreachable', 'model-timeout'),
    apply: (lab) => lab.anthropic.stop(),
  },
  'model-portal': {
    title: 'a captive portal answers 200 with a web page',
    expect: fails('model-api', 'model-api.not-the-api', null),
    apply: async (lab) => {
      lab.anthropic.mood = 'portal'
    },
  },
  'model-broken': {
    title: 'the provider answers 500',
    expect: fails('model-api', 'model-api.server-error', 'model-timeout'),
    apply: async (lab) => {
      lab.anthropic.mood = 'broken'
    },
  },
  'turn-waits-for-a-silent-model': {
    title: 'a message has waited three minutes for a provider that says nothing',
    expect: fails('model-api', 'model-api.silent', 'model-timeout'),
    start: { knobs: { clockMs: -3 * MINUTE } },
    apply: async (lab) => {
      lab.anthropic.mood = 'silent'
      await lab.message('hello?')
      await until(async () => (await lab.redis.zcard('joelclaw:gateway:priority')) > 0, { ms: 3_000 })
      await lab.turn({ clockMs: 0 })
    },
  },
  'active-openai-silent': {
    title: "the active model is OpenAI's and its provider is silent, Anthropic answers",
    expect: fails('model-api', 'model-api.silent', 'model-timeout'),
    start: { daemon: 'none' },
    apply: async (lab) => {
      await startOnOpenai(lab)
      lab.openai.mood = 'silent'
    },
  },
}
