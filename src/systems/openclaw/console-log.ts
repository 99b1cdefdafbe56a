import { linesFormat } from '../../logs/lines-format.ts'
import type { LogFormat, LogRecord } from '../../logs/record.ts'
import { OWN_CONSOLE, STARTING } from './log-records.ts'

/** `2026-11-20T23:17:16.010+00:00 [heartbeat] started`; without brackets it was printed raw. */
const PREFIX = /^(?:\S{20,32} )?(?:\[(?<part>[\w./-]{1,60})\] )?/
const READY = /^(?:gateway )?ready$/

/** What the gateway prints to its console: one line per record, with the time and the part that speaks before it. The
 *  service manager keeps it, and releases before the JSON log kept nothing else. The heads are those of the JSON
 *  records. `now` in epoch ms. */
export function consoleFormat(now: number): LogFormat {
  const lines = linesFormat({ now })
  return { kind: 'console', records: (text) => own(lines.records(text)) }
}

/** Answers of agents are printed raw between the records: words of a start that failed cannot come from a gateway
 *  that is up. */
function own(lines: readonly LogRecord[]): readonly LogRecord[] {
  let up = false
  return lines.map((line) => {
    const prefix = PREFIX.exec(line.head)
    const name = prefix?.groups?.part ?? null
    const head = line.head.slice(prefix?.[0].length ?? 0)
    if (name !== null && STARTING.test(head)) up = false
    if (name !== null && READY.test(head)) up = true
    const quoted = up && name === null && OWN_CONSOLE.test(head)
    return { ...line, head, name, known: line.known && !quoted }
  })
}
