import { type Codes, change, look, remedy } from '../entry.ts'

const review = look('see what the session was doing', 'firstfault', 'review', '--hours', '2')
const restart = change(
  'restart the gateway; this drops the events that still wait',
  'joelclaw',
  'gateway',
  'restart',
)
const wider = look(
  'look further back',
  'firstfault',
  'diagnose',
  '--hours',
  '2',
  '--lines',
  '240',
  '--keep-going',
)
const again = ['firstfault diagnose --only error-log,stdout-flow']

/** What goes wrong between the queue and the session. */
export const errorLogSession = {
  'error-log.streaming-race': {
    title: 'Prompts are refused because the session still streams',
    meaning: 'Each refused prompt loses its message; three in a row restart the gateway.',
    cause:
      'A prompt was dispatched while the session was still streaming: the end of a turn, a compaction and a replay overlapped, or the session hangs.',
    remedy: remedy('See whether a turn hangs; abort it or restart once.', review),
    bySystem: {
      joelclaw: remedy(
        'The queue must dispatch with `streamingBehavior: "followUp"`. See whether a turn hangs; if so, restart once.',
        review,
        restart,
      ),
    },
    verify: ['no new watchdog:dead-session in gateway.log', ...again],
  },
  'error-log.session-streaming': {
    title: 'Prompts wait for a turn to end',
    meaning: 'Answers are late. Three attempts that fail lose the message.',
    cause: 'A turn, or the compaction after it, takes longer than the queue expects.',
    remedy: remedy('See which turn takes so long.', review),
    verify: again,
  },
  'error-log.context-overflow': {
    title: 'The conversation is too long for the model',
    meaning: 'The gateway compacts or begins a new session; the message that met the limit may be lost.',
    cause: "More tokens than the model's context holds, often after large tool outputs.",
    remedy: remedy('Watch whether the new session works; send the last message again.', review),
    verify: again,
  },
  'error-log.context-recovery-failed': {
    title: 'No room could be made in the context',
    meaning: 'Every prompt fails until there is a new session.',
    cause: 'Compaction or the change to a new session failed.',
    remedy: remedy('Restart the gateway so that it begins anew.', review),
    bySystem: { joelclaw: remedy('Restart the gateway so that it begins a new session.', review, restart) },
    verify: again,
  },
  'error-log.session-dead': {
    title: 'The watchdog gave the session up',
    meaning: 'At least three messages were lost, and the gateway restarts itself.',
    cause:
      'Three prompts failed in a row. The reason stands before it in the log: expired login, streaming race, provider.',
    remedy: remedy('Find why the prompts failed; a restart alone does not mend it.', wider),
    verify: ['no new watchdog:dead-session in gateway.log', ...again],
  },
  'error-log.session-stuck': {
    title: 'A turn does not end',
    meaning: 'Everything behind it waits. The watchdog aborts it once.',
    cause: 'A tool call or the model hangs.',
    remedy: remedy(
      'See which tool hangs; the watchdog restarts the gateway 90 s after a failed abort.',
      review,
    ),
    verify: again,
  },
  'error-log.stuck-recovery-failed': {
    title: 'The stuck session could not be freed',
    meaning: 'The gateway restarts itself; what was in its memory is lost.',
    cause: 'The abort did not end the turn within 90 s, mostly because a tool call hangs.',
    remedy: remedy('See which tool hung before it happens again.', review, wider),
    verify: again,
  },
  'error-log.idle-waiter-timeout': {
    title: 'The end of a turn was not seen for five minutes',
    meaning:
      'The queue was released without it. When a tool hangs, this is the only trace: neither the stuck alarm nor a restart follows.',
    cause: 'A long or hung tool call, a lost end of turn, or a prompt that failed five minutes before.',
    remedy: remedy('See whether a turn is still open.', review),
    verify: ['firstfault diagnose --only stdout-flow,session-transcript'],
  },
  'error-log.prompt-failed': {
    title: 'A prompt failed',
    meaning: 'Its message is lost: the next attempt is taken for a duplicate and dropped.',
    cause: 'The evidence has the reason.',
    remedy: remedy('Read the reason, mend it, and send the message again.', review),
    verify: again,
  },
  'error-log.context-pressure': {
    title: 'The session was compacted or renewed',
    meaning: 'Normal maintenance; a message at that moment waits a little.',
    cause: "The context, the time since the last compaction, or the session's age passed its limit.",
    remedy: remedy('Nothing to do.'),
    verify: [],
  },
} as const satisfies Codes<'error-log'>
