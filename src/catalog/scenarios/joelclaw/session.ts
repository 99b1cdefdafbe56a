import { look, remedy } from '../../entry.ts'
import type { ScenarioEntry } from '../entry.ts'
import { JOELCLAW, restart } from './shared.ts'

/** The agent session: turns that overlap, hang, or meet a compaction. */
export const session: readonly ScenarioEntry[] = [
  {
    ...JOELCLAW,
    id: 'joelclaw.streaming-race',
    title: '1 · Streaming race and replay overlap',
    outage: true,
    probes: ['error-log/file'],
    symptoms:
      '"Agent is already processing", repeated prompt failures, watchdog restarts for a dead session.',
    cause:
      'A prompt was dispatched while the session still streamed (end of turn, compaction and replay overlap) and was not queued as a follow-up.',
    signs: {
      'error-log.streaming-race': 'confirmed',
      'error-log.session-streaming': 'possible',
      'cli-status.session-dead': 'possible',
    },
    remedy: remedy(
      'Prompts must be queued with streamingBehavior "followUp". If it goes on, look for a stalled turn, and abort or restart once.',
      look(
        'see what the session is doing',
        'firstfault',
        'diagnose',
        'joelclaw',
        '--only',
        'cli-status,session-transcript',
      ),
      restart,
    ),
    verify: [
      'no new "watchdog:dead-session" in gateway.log',
      'firstfault diagnose joelclaw --only error-log,stdout-flow',
    ],
    pointers: [
      'packages/gateway/src/command-queue.ts (drain)',
      'packages/gateway/src/daemon.ts (idle waiter)',
      'ADR-0213',
    ],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.stuck-tool-call',
    title: '3 · A tool call hangs',
    outage: true,
    probes: ['session-transcript/answered'],
    symptoms: 'No answers for minutes; the last thing in the transcript is a tool call without a result.',
    cause:
      'A tool (bash, read …) does not return, and the queue waits for the end of the turn. The watchdog may abort it after 10 minutes, but its marker can be cleared before.',
    signs: {
      'session-transcript.tool-hanging': 'confirmed',
      'redis.backlog-old': 'possible',
      'cli-status.turn-wedged': 'likely',
      'cli-status.session-stuck': 'likely',
      'cli-status.session-recovering': 'possible',
      'error-log.session-stuck': 'likely',
      'error-log.stuck-recovery-failed': 'likely',
      'error-log.idle-waiter-timeout': 'likely',
      'stdout-flow.turn-stalled': 'likely',
    },
    remedy: remedy(
      "Abort the turn or restart the gateway once; the tool call is lost. If it loops, look at the watchdog's recovery timeouts.",
      look('see the open tool call', 'firstfault', 'review', 'joelclaw'),
      restart,
    ),
    verify: ['firstfault diagnose joelclaw --only cli-status,session-transcript'],
    pointers: ['packages/gateway/src/daemon.ts (watchdog, idle waiter)', 'ADR-0213'],
  },
  {
    ...JOELCLAW,
    id: 'joelclaw.compaction-race',
    title: '5 · Compaction while a message is delivered',
    outage: true,
    probes: ['session-transcript/context'],
    symptoms: '"already processing" right after a turn that ended well.',
    cause:
      'Automatic compaction started after the turn and the session streams again before the next message is taken.',
    signs: { 'error-log.streaming-race': 'confirmed', 'error-log.session-streaming': 'possible' },
    alongside: ['error-log.context-pressure', 'session-transcript.compactions'],
    remedy: remedy(
      'The idle waiter should hold the queue until compaction ends; if it does not, it is a gap of the pi SDK. Restart once if the session stays busy.',
      restart,
    ),
    verify: ['firstfault diagnose joelclaw --only error-log,session-transcript'],
    pointers: ['packages/gateway/src/daemon.ts (idle waiter)', 'packages/gateway/src/command-queue.ts'],
  },
]
