import { evidence } from '../../core/finding.ts'
import type { LogRecord } from '../../logs/record.ts'
import { fieldIn } from './log-records.ts'
import type { Sight } from './turns.ts'

/** `cli exec: provider=claude-cli model=… session=none resumeSession=none reuse=none`: the backend was started. */
const STARTED = /^cli exec: provider=(?<provider>\S{1,80}) model=(?<model>\S{1,80})/
const COMPLETED =
  /^message dispatch completed: channel=(?<channel>\S{1,40}) .*?sessionKey=(?<session>\S{1,200}) .*?outcome=completed duration=(?<ms>\d{1,9})ms/

/** Messages of a channel that a CLI backend answered, as 2026.5.4 tells of them. That a message was dispatched in order
 *  proves no answer by itself (a command is too): the backend must have been started for it. */
export function answeredByBackends(records: readonly LogRecord[], source: string): readonly Sight[] {
  const starts = records.flatMap((record) => {
    const words = STARTED.exec(record.head)?.groups
    return words && record.at !== null ? [{ at: record.at, ...words }] : []
  })
  if (starts.length === 0) return []
  return records.flatMap((record): Sight[] => {
    const words = COMPLETED.exec(record.head)?.groups
    const { at } = record
    if (!words || at === null || fieldIn(record, 'traceId') !== null) return []
    const startedAt = at - Number(words.ms) - SLACK_MS
    const start = starts.findLast((one) => one.at <= at && one.at >= startedAt)
    if (!start) return []
    const { session = null, channel = null } = words
    const quoted = evidence(source, record.head.slice(0, 300), { at })
    return [{ state: 'ok', session, channel, startedAt: start.at, at, evidence: quoted }]
  })
}

/** The two records' clocks may differ by this much, ms. */
const SLACK_MS = 1_000
