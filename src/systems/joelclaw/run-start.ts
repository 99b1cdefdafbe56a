import type { LogRecord } from '../../logs/record.ts'
import { EXTENSION, ROTATION, SESSION, STARTED } from './log-format.ts'

/** Records in which a boot prints its first and its last lines, and in which a rotation may load extensions. */
const BOOT_RECORDS = 40
const ROTATION_RECORDS = 12

/** Index of the first record of the last run in `gateway.log`. `livePid` tells the daemon's own start from one that a
 *  model quotes. Null where no start is in sight. */
export function runFromInLog(records: readonly LogRecord[], livePid: number | null): number | null {
  const started = lastStart(records, livePid)
  if (started < 0) return null
  for (let at = started - 1; at >= Math.max(0, started - BOOT_RECORDS); at--) {
    if (STARTED.test(records[at]?.head ?? '')) break
    if (SESSION.test(records[at]?.head ?? '')) return at
  }
  return started
}

/** Index of the last `daemon started`: that of the live process, else the last one. */
export function lastStart(records: readonly LogRecord[], livePid: number | null): number {
  const isStart = (record: LogRecord) => STARTED.test(record.head) && record.text.endsWith('}')
  const own =
    livePid === null ? -1 : records.findLastIndex((record) => isStart(record) && pidOf(record) === livePid)
  return own >= 0 ? own : records.findLastIndex(isStart)
}

/** Index of the first record of the last run in `gateway.err`: each boot begins with its extensions. A file that was
 *  last written before the run began holds nothing of it. */
export function runFromInErr(
  records: readonly LogRecord[],
  mtimeMs: number,
  runStartedAt: number | null,
): number | null {
  if (runStartedAt !== null && mtimeMs < runStartedAt) return records.length
  for (let at = records.length - 1; at >= 0; at--) {
    if (!EXTENSION.test(records[at]?.head ?? '')) continue
    while (at > 0 && EXTENSION.test(records[at - 1]?.head ?? '')) at--
    const prior = records.slice(Math.max(0, at - ROTATION_RECORDS), at)
    if (!prior.some((record) => ROTATION.test(record.head))) return at
  }
  return null
}

export function pidOf(record: LogRecord): number | null {
  const pid = /^ {2}pid: (\d{1,10}),?$/m.exec(record.text)?.[1]
  return pid ? Number(pid) : null
}
