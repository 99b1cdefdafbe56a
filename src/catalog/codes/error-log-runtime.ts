import { type Codes, change, look, remedy } from '../entry.ts'

const flow = look(
  'see how the last run ended',
  'firstfault',
  'diagnose',
  '--only',
  'process,stdout-flow',
  '--keep-going',
)
const again = ['firstfault diagnose --only error-log']

/** What a process and its observability say. */
export const errorLogRuntime = {
  'error-log.killed-by-operator': {
    title: 'An operator stopped the gateway',
    meaning: 'It stays down until somebody enables its service again.',
    cause: 'The /kill command disables the service and ends the process at once.',
    remedy: remedy('Enable the service again if that was not meant to last.'),
    bySystem: {
      joelclaw: remedy(
        'Enable the service again if that was not meant to last.',
        change('enable and start the gateway', 'joelclaw', 'gateway', 'enable'),
      ),
    },
    verify: ['firstfault diagnose --only process'],
  },
  'error-log.start-failed': {
    title: 'The daemon did not come up',
    meaning: 'It ended before it could serve.',
    cause: 'A missing module, a port in use, a failing start script; the evidence has the words.',
    remedy: remedy('Mend what the line names, then start it again.', flow),
    verify: ['firstfault diagnose --only process,error-log'],
  },
  'error-log.uncaught-exception': {
    title: 'An exception was not caught',
    meaning: 'The daemon runs on, but what it was doing was not finished.',
    cause: 'A defect or an unexpected answer; the evidence has the words.',
    remedy: remedy('If it repeats, report it with the stack from the log.', flow),
    verify: again,
  },
  'error-log.unhandled-rejection': {
    title: 'A rejected promise was not handled',
    meaning: 'The daemon runs on, but what it was doing was not finished.',
    cause: 'A defect or an unexpected answer; the evidence has the words.',
    remedy: remedy('If it repeats, report it with the stack from the log.', flow),
    verify: again,
  },
  'error-log.heartbeat-overdue': {
    title: 'The heartbeat is overdue',
    meaning: "The daemon's event loop, or the Redis that its tick reads, is blocked.",
    cause: 'Redis was away for long, or the process hung.',
    remedy: remedy(
      'See whether the daemon answers and Redis is there.',
      look('test both', 'firstfault', 'diagnose', '--only', 'process,cli-status,redis', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only cli-status,error-log'],
  },
  'error-log.watchdog-unhealthy': {
    title: 'The watchdog reported trouble',
    meaning: 'It writes this every 30 s while something is wrong; other findings say what.',
    cause: 'See the findings beside it.',
    remedy: remedy('Nothing of its own.'),
    verify: again,
  },
  'error-log.telemetry-failed': {
    title: 'Telemetry is not delivered',
    meaning: 'Messages are not affected; supervision sees less.',
    cause: 'The worker or the store behind it cannot be reached.',
    remedy: remedy(
      'Look at the telemetry path.',
      look('test the telemetry path', 'firstfault', 'diagnose', '--only', 'otel', '--keep-going'),
    ),
    verify: ['firstfault diagnose --only otel'],
  },
  'error-log.langfuse-missing': {
    title: 'Cost tracing is off',
    meaning: 'Messages are not affected.',
    cause: "The optional package langfuse is not installed where the gateway's extension looks for it.",
    remedy: remedy(
      "Look at substrate, model and Redis first. When tracing is needed, clear the pi SDK's cache and reload the extension.",
    ),
    verify: again,
  },
} as const satisfies Codes<'error-log'>
