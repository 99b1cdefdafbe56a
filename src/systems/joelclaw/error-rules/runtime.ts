import type { Rule } from '../../../logs/rule.ts'

/** What the process and its watchdogs say of themselves, joelclaw of 2026-03. */
export const runtimeRules: readonly Rule[] = [
  {
    code: 'error-log.killed-by-operator',
    log: 'err',
    severity: 'warning',
    summary: 'the gateway was stopped by the /kill command, which also disables its service',
    head: /^\[gateway:telegram\] \/kill command received/,
    words: /\/kill command received — hard stopping/,
  },
  {
    code: 'error-log.start-failed',
    log: 'err',
    severity: 'fault',
    summary: 'the daemon ended in an error at its start',
    // Only the runtime itself writes such lines at the beginning of a line, outside of every record.
    words:
      /^(?:error: (?:Cannot find (?:module|package)|ENOENT|Failed to (?:start|listen)|.*EADDRINUSE)|panic\(main thread\)|Segmentation fault|.*gateway-start\.sh: line \d+|Bun v[\d.]+ .*crash)/m,
    clearedBy: [{ log: 'out', match: /^\[gateway\] daemon started \{/ }],
  },
  {
    code: 'error-log.uncaught-exception',
    log: 'err',
    severity: 'warning',
    summary: 'an exception was not caught; the daemon runs on',
    head: /^\[gateway\] uncaught exception \{/,
    words: /daemon\.uncaught_exception/,
  },
  {
    code: 'error-log.unhandled-rejection',
    log: 'err',
    severity: 'warning',
    summary: 'a rejected promise was not handled; the daemon runs on',
    head: /^\[gateway\] unhandled rejection \{/,
    words: /daemon\.unhandled_rejection/,
  },
  {
    code: 'error-log.heartbeat-overdue',
    log: 'err',
    severity: 'warning',
    summary: "the daemon's own heartbeat is overdue",
    head: /^\[heartbeat\] (?:watchdog alarm: heartbeat overdue|health degraded) \{/,
    words: /heartbeat overdue/,
    freshForMs: 1_800_000,
  },
  {
    code: 'error-log.watchdog-unhealthy',
    log: 'err',
    severity: 'note',
    summary: 'the watchdog found the gateway unhealthy',
    head: /^\[gateway:watchdog\] health check \{/,
  },
]
