import { type Codes, look, remedy } from '../../entry.ts'
import { again, restartJoelclaw, seeErrors, seeTurn } from './steps.ts'

/** The turn under way and the work that waits behind it. */
export const turns = {
  'cli-status.turn-superseded': {
    title: 'A superseded turn goes on',
    meaning: 'A newer message should have ended this turn; the newer message waits for it.',
    cause: 'The turn was told to stop {age} ago and has not: a tool does not react to the abort.',
    remedy: remedy('See which tool runs.', seeTurn),
    verify: again,
  },
  'cli-status.turn-slow': {
    title: 'A turn takes long',
    meaning: 'Messages behind it wait until it ends.',
    cause: 'The turn has run for {age}: long tool calls, a slow model, or the beginning of a hang.',
    remedy: remedy('See what it does.', seeTurn),
    verify: again,
  },
  'cli-status.turn-wedged': {
    title: 'A turn does not end',
    meaning:
      'The gateway says it is well, but one turn blocks the queue and every message behind it goes unanswered.',
    cause:
      "A tool call or model request has hung for {age}. The gateway's own watchdog does not see this kind of hang once its idle limit has passed.",
    remedy: remedy(
      'See which tool hangs and end that tool first; restart only if it stays.',
      seeTurn,
      seeErrors,
    ),
    bySystem: {
      joelclaw: remedy(
        'See which tool hangs and end that tool first; restart only if it stays.',
        seeTurn,
        seeErrors,
        restartJoelclaw,
      ),
    },
    verify: ['firstfault diagnose --only cli-status,session-transcript --keep-going'],
  },
  'cli-status.backlog-unserved': {
    title: 'Accepted messages are not served',
    meaning: 'The gateway says it is well, has no turn under way, and leaves accepted messages lying.',
    cause: 'Its queue does not go on: {count} messages wait, the oldest for {age}.',
    remedy: remedy(
      'See what the queue said last.',
      look(
        'read the message flow',
        'firstfault',
        'diagnose',
        '--only',
        'stdout-flow,session-transcript',
        '--keep-going',
      ),
      seeErrors,
    ),
    bySystem: {
      joelclaw: remedy(
        'See what the queue said last, then restart it; messages younger than ten minutes are served again.',
        seeErrors,
        restartJoelclaw,
      ),
    },
    verify: again,
  },
  'cli-status.guardrail-open': {
    title: 'A guardrail is waiting',
    meaning: 'The gateway made a checkpoint or still has a deployment to verify.',
    cause: 'Its budget of tool calls was used up, or it changed code: {what}.',
    remedy: remedy('Read the checkpoint; verify the deployment.', seeTurn),
    verify: again,
  },
  'cli-status.operator-action-failed': {
    title: 'An operator action failed or timed out',
    meaning: 'A button or command that the operator used was not carried out.',
    cause: 'The action {route} ended as {state} and no later action has completed.',
    remedy: remedy(
      'Use it again, and look for its trace.',
      look('find its trace', 'joelclaw', 'otel', 'search', 'operator.trace', '--hours', '2'),
    ),
    verify: again,
  },
} as const satisfies Codes<'cli-status'>
