import type { Log } from '../../logs/log.ts'
import type { Timed } from '../../logs/span.ts'
import { field } from './flow.ts'
import { STARTED } from './log-format.ts'
import { lastStart } from './run-start.ts'

const SHUTDOWN = /^\[gateway\] shutting down \{/
const RESPAWN = /^\[gateway\] Model changed to /

/** How the run before the present one ended: a signal's name, `watchdog:…`, `model change`, or null for no trace. */
export interface RunEnd {
  readonly signal: string | null
  readonly record: Timed | null
  /** How many shutdowns by a watchdog are in sight. */
  readonly watchdogs: number
}

/** The last start, and how the run before it ended. Null parts are not in sight. */
export function runsIn(
  log: Log,
  livePid: number | null,
): { readonly start: Timed | null; readonly end: RunEnd | null } {
  const at = lastStart(log.records, livePid)
  const start = log.records[at]
  if (!start) return { start: null, end: null }
  const before = log.records.slice(0, log.runFrom ?? at)
  const from = before.findLastIndex((record) => STARTED.test(record.head))
  // Without a record of an earlier run nothing can be said of its end.
  if (before.length === 0) return { start, end: null }
  const record = before.findLast(
    (one, index) => index > from && (SHUTDOWN.test(one.head) || RESPAWN.test(one.head)),
  )
  const watchdogs = before.filter(
    (one) => SHUTDOWN.test(one.head) && signalOf(one).startsWith('watchdog:'),
  ).length
  return { start, end: { signal: record ? signalOf(record) : null, record: record ?? null, watchdogs } }
}

function signalOf(record: Timed): string {
  return RESPAWN.test(record.head) ? 'model change' : (field(record, 'signal') ?? 'unknown')
}
