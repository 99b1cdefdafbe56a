import { type LogFormat, linesOf, recordOf } from './record.ts'
import { timeAtStart, type Zone } from './timestamp.ts'

export interface LinesOptions {
  readonly zone?: Zone
  /** Epoch ms, to place syslog times, which name no year. */
  readonly now?: number
}

const LEVEL = /\b(TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|CRITICAL|FATAL)\b/

/** A log of one line per record, with or without a time at its beginning. */
export function linesFormat({ zone = 'local', now }: LinesOptions = {}): LogFormat {
  return {
    kind: 'lines',
    records: (text) =>
      linesOf(text).flatMap((line, index) => {
        if (line.trim() === '') return []
        const level = LEVEL.exec(line.slice(0, 80))?.[1]?.toLowerCase() ?? null
        return recordOf([line], index + 1, { at: timeAtStart(line, zone, now ?? null), level })
      }),
  }
}
