import { type Codes, change, look, remedy } from '../entry.ts'
import { channelFlow } from './stdout-flow-channels.ts'
import { lifecycle } from './stdout-flow-lifecycle.ts'
import { requests } from './stdout-flow-requests.ts'

const review = look('see what the session is doing', 'firstfault', 'review', '--hours', '2')
const restart = change(
  'restart the gateway; this drops the events that still wait',
  'joelclaw',
  'gateway',
  'restart',
)
const redis = look('test Redis', 'firstfault', 'diagnose', '--only', 'substrate,redis', '--keep-going')
const errors = look('read the errors', 'firstfault', 'diagnose', '--only', 'error-log', '--keep-going')
const again = ['firstfault diagnose --only stdout-flow']
const otel = (words: string) => look('see the events', 'joelclaw', 'otel', 'search', words, '--hours', '6')

export const stdoutFlow = {
  ...requests,
  ...lifecycle,
  ...channelFlow,
  'stdout-flow.not-persisted': {
    title: 'A message arrived and was not stored',
    meaning: 'It waits inside the daemon and is not answered until it can be stored.',
    cause: 'The daemon has no connection to Redis: writing waits without an error.',
    remedy: remedy('Bring Redis back; the message then goes on by itself.', redis),
    verify: again,
  },
  'stdout-flow.not-dispatched': {
    title: 'A stored message is not taken up',
    meaning: 'It waits in the store and is not answered.',
    cause: "No turn runs and nobody takes messages from the store: the queue's loop hangs.",
    remedy: remedy('Restart the daemon; stored messages younger than ten minutes are replayed.', errors),
    bySystem: {
      joelclaw: remedy(
        'Restart the gateway; stored messages younger than ten minutes are replayed.',
        errors,
        restart,
      ),
    },
    verify: again,
  },
  'stdout-flow.turn-stalled': {
    title: 'A turn does not end',
    meaning: 'Its message and everything behind it wait.',
    cause: 'A tool call or the model hangs; the queue hands over one prompt at a time.',
    remedy: remedy('See which tool hangs and end it, or restart the daemon.', review),
    bySystem: {
      joelclaw: remedy(
        'See which tool hangs and end it; else restart the gateway. The watchdog may never fire in this state.',
        review,
        restart,
      ),
    },
    verify: ['firstfault diagnose --only stdout-flow,session-transcript'],
  },
  'stdout-flow.turn-slow': {
    title: 'A turn takes long',
    meaning: 'Its answer is late; messages behind it wait.',
    cause: 'Long tool calls or a slow model.',
    remedy: remedy('Wait, or see what it does.', review),
    verify: again,
  },
  'stdout-flow.message-lost': {
    title: 'Messages failed and were lost',
    meaning: 'They will not be answered and leave no backlog: the next attempt is dropped as a duplicate.',
    cause: 'Their prompts failed; the error log has the reason.',
    remedy: remedy('Mend the reason, then send them again.', errors, review),
    verify: ['firstfault diagnose --only error-log,stdout-flow'],
  },
  'stdout-flow.unanswered': {
    title: 'A message got no answer',
    meaning: 'It was taken from the store and no answer followed.',
    cause: 'The model ended in an error, or the turn ended without a text; the transcript shows which.',
    remedy: remedy('Look at the turn, and send the message again.', review),
    verify: ['firstfault diagnose --only stdout-flow,session-transcript'],
  },
  'stdout-flow.not-sent': {
    title: 'An answer was made and not sent',
    meaning: 'The model answered, and nothing shows that the answer left the gateway.',
    cause: 'Sending failed without an error record, or the answer lost its channel on the way.',
    remedy: remedy('Look at the turn and at the channel, and send the message again.', review),
    verify: ['firstfault diagnose --only cli-status,stdout-flow'],
  },
  'stdout-flow.duplicate-dropped': {
    title: 'Messages were dropped as duplicates',
    meaning: 'If they were not the same message, the user was ignored.',
    cause:
      "Same source and same text within two minutes; wrong only when what is compared is the channel's preamble and not the message.",
    remedy: remedy('Compare the lengths in telemetry with the message; keep the duplicate filter on.'),
    bySystem: {
      joelclaw: remedy(
        'Compare dedupHashPrefix, promptLength and normalizedLength with what was sent; if they differ, the normalisation is wrong. Keep the filter on.',
        otel('queue.dedup_dropped'),
        otel('message.dedup_dropped'),
      ),
    },
    verify: again,
  },
  'stdout-flow.fallback-active': {
    title: 'The fallback model answers',
    meaning: 'Messages are answered, by another model than the configured one.',
    cause: 'The primary model timed out or failed ({reason}).',
    remedy: remedy(
      'It goes back by itself; look at the primary.',
      look('ask the provider', 'firstfault', 'diagnose', '--only', 'model-api', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only stdout-flow,model-api'],
  },
  'stdout-flow.fallback-recovered': {
    title: 'The primary model is back',
    meaning: 'Nothing to do; for a while another model answered.',
    cause: 'The primary model was selected again. That alone does not prove that it answers.',
    remedy: remedy('Nothing to do.'),
    verify: ['firstfault diagnose --only model-api'],
  },
  'stdout-flow.replayed': {
    title: 'Messages were replayed at the start',
    meaning: 'They are answered after the start, and may overlap with new ones.',
    cause: 'The run before ended while they waited.',
    remedy: remedy('Watch for prompts refused because the session streams.', errors),
    verify: again,
  },
  'stdout-flow.noise-suppressed': {
    title: 'Events were suppressed or batched',
    meaning: 'By design these get no prompt of their own.',
    cause: 'Their type is noise, or they wait for the next digest ({types}).',
    remedy: remedy('Nothing to do; see the list if you miss one.'),
    verify: [],
  },
  'stdout-flow.asleep': {
    title: 'The gateway sleeps',
    meaning: 'Events other than direct messages are batched, not answered.',
    cause: 'Its mode is sleep, or it keeps quiet hours.',
    remedy: remedy('Wake it if that is not meant.'),
    verify: [],
  },
  'stdout-flow.background-suppressed': {
    title: 'Answers went to the console only',
    meaning:
      'Autonomous turns are not pushed to the channel; a direct reply would be lost if it were treated so.',
    cause: 'Nothing tied the answer to a channel: no active, captured or recent source.',
    remedy: remedy('Mend the attribution before the policy is loosened.', review),
    bySystem: {
      joelclaw: remedy(
        'Look at hasActiveSource, hasCapturedSource and recoveredFromRecentPrompt of the events; mend the attribution before the policy is loosened.',
        otel('outbound.console_forward.suppressed_policy'),
        otel('response.generated.background_source'),
      ),
    },
    verify: again,
  },
  'stdout-flow.redis-reconnecting': {
    title: 'The daemon tries to reach Redis again',
    meaning: 'Until it succeeds messages that must be stored wait.',
    cause: 'The connection to Redis was lost.',
    remedy: remedy('Bring Redis back.', redis),
    verify: ['firstfault diagnose --only cli-status,redis'],
  },
  'stdout-flow.ended-by-watchdog': {
    title: 'The watchdog ended the run before',
    meaning: 'The gateway restarted itself because the session was dead or stuck; it may happen again.',
    cause: 'The shutdown names {signal}.',
    remedy: remedy('Find why prompts failed or a turn hung.', errors, review),
    verify: ['no new watchdog shutdown in the log', ...again],
  },
  'stdout-flow.ended-by-operator': {
    title: 'The run before was ended in order',
    meaning: 'Nothing is wrong; it explains a gap.',
    cause: 'The shutdown names {signal}.',
    remedy: remedy('Nothing to do.'),
    verify: [],
  },
  'stdout-flow.ended-without-trace': {
    title: 'The run before ended without a word',
    meaning: 'It was killed or crashed; what it had in memory is lost.',
    cause: 'No shutdown stands before the last start: a kill, a crash, a reboot, or no memory left.',
    remedy: remedy('See what ended it.', errors),
    verify: again,
  },
  'stdout-flow.retry-storm': {
    title: 'A turn is tried again and again',
    meaning:
      'Somebody waits for an answer while the gateway repeats the same request; it gives up after a minute or more.',
    cause: '{provider} limits the rate, is overloaded or cannot be reached; the turn has gone on for {age}.',
    remedy: remedy(
      'See to the provider, or add a fallback model of another one.',
      look('ask the provider', 'firstfault', 'diagnose', '--only', 'error-log,model-api', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only error-log,stdout-flow'],
  },
  'stdout-flow.start-unfinished': {
    title: 'The start did not come to its end',
    meaning: 'The gateway answers its probes, but a part of it was never started.',
    cause: 'Its log shows no sign of {phase} after {age}.',
    remedy: remedy(
      'Read where the start stopped.',
      look('read the log', 'firstfault', 'diagnose', '--only', 'error-log', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only cli-status,stdout-flow'],
  },
} as const satisfies Codes<'stdout-flow'>
