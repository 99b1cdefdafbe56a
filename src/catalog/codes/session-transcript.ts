import { type Codes, change, look, remedy } from '../entry.ts'
import { held } from './session-transcript-held.ts'

const review = look('see what the session was doing', 'firstfault', 'review', '--hours', '2')
const errors = look(
  'read the newest errors',
  'firstfault',
  'diagnose',
  '--only',
  'error-log,model-api',
  '--keep-going',
)
const restart = change(
  'restart the gateway; its waiting events are dropped',
  'joelclaw',
  'gateway',
  'restart',
)
const again = ['firstfault diagnose --only session-transcript'] as const

export const sessionTranscript = {
  ...held,
  'session-transcript.no-answer-yet': {
    title: 'The live session has no transcript',
    meaning: 'No model has answered in this session. Messages that were sent to it are not answered.',
    cause:
      'The transcript is created with the first answer. Either nothing was asked since the session began, or the model does not answer: sign-in, model or network. Session {session}.',
    remedy: remedy('Read the errors of the model calls; a restart only repeats them.', errors, review),
    verify: ['firstfault diagnose --e2e answer'],
  },
  'session-transcript.none': {
    title: 'There is no transcript',
    meaning: 'No session of this gateway has ever had an answer here, or they are kept elsewhere.',
    cause: 'A new installation, or {place} is not where the sessions are.',
    remedy: remedy(
      'Check where the sessions are kept, and name the place in the configuration.',
      look('see where it is looked for', 'firstfault', 'layers'),
    ),
    verify: again,
  },
  'session-transcript.other-newer': {
    title: 'Another session was written after the live one',
    meaning: 'Nothing now. At its next start the gateway would go on with that other session.',
    cause: 'Another program uses the same session directory, or the gateway came back to an older session.',
    remedy: remedy('See whose session {session} is before the next restart.', review),
    verify: again,
  },
  'session-transcript.damaged': {
    title: 'Lines of the transcript are damaged',
    meaning: "The SDK skips these lines: what they held is missing from the model's context.",
    cause:
      'The writer was killed in the middle of a line, the disk was full, or two programs wrote to the same file.',
    remedy: remedy(
      'See whether the space on the disk ended, and that only one gateway uses the directory.',
      look('see the free space', 'df', '-h', '{place}'),
    ),
    verify: again,
  },
  'session-transcript.unanswered': {
    title: 'The newest message has no answer',
    meaning: 'Somebody waits. While this turn runs, every later message waits behind it.',
    cause:
      'The model has not answered for {age}: a hanging request, a turn that ended without a record, or a restart in the middle of it.',
    remedy: remedy(
      'See the turn and the errors beside it. A message that was cut off by a restart must be sent again.',
      review,
      errors,
    ),
    bySystem: {
      joelclaw: remedy(
        'See the turn and the errors beside it; restart only if the turn does not end. A message that was cut off by a restart must be sent again.',
        review,
        errors,
        restart,
      ),
    },
    verify: again,
  },
  'session-transcript.tool-hanging': {
    title: 'A tool call has not returned',
    meaning: 'The turn, and every message behind it, waits for this tool.',
    cause:
      'The tool {tool} has been running for {age}: it waits for input, for a network or for a lock, or it hangs.',
    remedy: remedy('See its arguments, and end the process that the tool started.', review),
    bySystem: {
      joelclaw: remedy(
        'See its arguments and end the process that the tool started; restart only if that does not help.',
        review,
        restart,
      ),
    },
    verify: again,
  },
  'session-transcript.last-failed': {
    title: 'The newest turn ended with an error',
    meaning:
      'The message got no answer, and the next one may get none either. The gateway itself counts this as success.',
    cause: 'The model provider answered with an error ({kind}): {error}',
    remedy: remedy('Look at the provider and at the sign-in.', errors, review),
    verify: ['firstfault diagnose --e2e answer'],
  },
  'session-transcript.context-overflow': {
    title: 'The conversation is too long for the model',
    meaning: 'Every message of this session fails until it is compacted or a new session begins.',
    cause: 'The context exceeds what the model takes: {error}',
    remedy: remedy('Compact the session or begin a new one.', review),
    bySystem: {
      joelclaw: remedy(
        'The gateway compacts or renews the session by itself; if the error stays, restart it.',
        review,
        restart,
      ),
    },
    verify: again,
  },
  'session-transcript.history-poisoned': {
    title: 'Every turn fails with the same rejection',
    meaning:
      'The provider rejects the history of this session, so that no message can ever be answered in it.',
    cause:
      'Something in the history is invalid to the provider: a tool call without its result, an image, a broken message. The last {count} turns ended with: {error}',
    remedy: remedy('Begin a new session; the same history would fail again also after a restart.', review),
    verify: again,
  },
  'session-transcript.recovered': {
    title: 'Model errors were overcome',
    meaning: 'These attempts failed and a later one of the same turn was answered.',
    cause: 'The provider was overloaded or limited for a moment.',
    remedy: remedy('Nothing, as long as it stays rare.', review),
    verify: again,
  },
  'session-transcript.earlier-failed': {
    title: 'Earlier turns failed',
    meaning: 'These messages got no answer; later ones did.',
    cause: 'The provider answered with errors for a while: {error}',
    remedy: remedy('Ask again what was not answered.', review),
    verify: again,
  },
  'session-transcript.answer-empty': {
    title: 'The newest answer is empty',
    meaning: 'The turn counts as answered, and nothing was said to the user.',
    cause:
      'The model ended without words: a limit of tokens, a refusal, or it had nothing to add after its tools.',
    remedy: remedy('Read the turn.', review),
    verify: again,
  },
  'session-transcript.turn-aborted': {
    title: 'A turn was aborted',
    meaning: 'Its message got no answer.',
    cause: 'The operator or a newer message stopped it, or a watchdog did because it hung.',
    remedy: remedy('See what it was doing, and ask again.', review),
    verify: again,
  },
  'session-transcript.tool-errors': {
    title: 'Tools failed',
    meaning: 'The model saw these errors and went on.',
    cause: 'The tools {tools} returned errors.',
    remedy: remedy('Read them where the answers were wrong.', review),
    verify: again,
  },
  'session-transcript.turn-slow': {
    title: 'Turns were slow',
    meaning: 'Answers came late; later messages waited.',
    cause: 'Long tool calls or a slow model. The longest took {age}.',
    remedy: remedy('See what took the time.', review),
    verify: again,
  },
  'session-transcript.gap': {
    title: 'Nothing was written in the middle of a turn',
    meaning: 'A message waited all this time.',
    cause: 'A slow model or tool, or the machine slept, for {age}.',
    remedy: remedy('See what came before and after it.', review),
    verify: again,
  },
  'session-transcript.compactions': {
    title: 'The session was compacted',
    meaning: 'The model went on with a summary; each compaction costs a model call and details.',
    cause: 'The context was nearly full {count} times.',
    remedy: remedy(
      'Nothing, unless it happens all the time: then something large is read again and again.',
      review,
    ),
    verify: again,
  },
  'session-transcript.context-high': {
    title: 'The context is nearly full',
    meaning: 'The session is compacted soon; a large message or tool output may not fit.',
    cause: '{tokens} of {limit} tokens are used.',
    remedy: remedy(
      'Nothing, if the gateway compacts by itself; otherwise compact it or begin a new session.',
      review,
    ),
    verify: again,
  },
  'session-transcript.row-invalid': {
    title: 'A stored conversation holds a damaged row',
    meaning:
      'Every turn of this session fails; other sessions work. The next start refuses the whole database.',
    cause:
      'A row of {file} was cut or overwritten: a full disk, a crash, or a tool that wrote into the database.',
    remedy: remedy(
      'Keep a copy of the database, then begin a new session in place of {session} before the next restart.',
      look('see the file', 'ls', '-la', '{file}'),
    ),
    verify: again,
  },
  'session-transcript.limit-as-answer': {
    title: "A provider's limit message was sent as the answer",
    meaning: 'Users get this sentence instead of an answer, and the turn counts as well ended.',
    cause: 'The account or plan behind the model is used up: {said}.',
    remedy: remedy('Wait for the next period, raise the limit, or use a model of another provider.', errors),
    verify: ['firstfault diagnose --e2e answer'],
  },
} as const satisfies Codes<'session-transcript'>
