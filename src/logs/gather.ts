import type { Window } from '../core/window.ts'
import type { FileProblem } from '../host/files.ts'
import type { LogsPort } from '../host/logs.ts'
import type { LogFormat, LogRecord } from './record.ts'

const STEPS = [64 << 10, 256 << 10, 1 << 20, 4 << 20, 8 << 20] as const
const MOST = 8 << 20
/** Bytes kept around a line that holds a needle: a record of Bun with an Error in it is some 4 KB long. */
const AROUND = 8 << 10
const MAX_HITS = 500

export interface GatherRequest {
  readonly path: string
  readonly format: LogFormat
  readonly window: Window
  /** True where a record counts towards the window's number of records. */
  readonly counts?: (record: LogRecord) => boolean
  /** True where the records hold the context that judging needs, for example the last start. */
  readonly enough?: (records: readonly LogRecord[]) => boolean
  /** Words to look for in the part of a large file that is not read whole, when all records count. */
  readonly needles?: readonly string[]
}

export interface Gathered {
  readonly ok: true
  readonly records: readonly LogRecord[]
  /** Index of the first record inside the window's count. */
  readonly countedFrom: number
  readonly mtimeMs: number
  readonly size: number
  readonly whole: boolean
  /** All records of the time were asked for, and what lies before the end of the file was not looked at. */
  readonly partial: boolean
}

/** The end of a log file, as much of it as the window needs and never more than 8 MB: a file of 2 GB costs what one
 *  of 2 MB costs. With `lines` 0 a larger file is scanned once for `needles`, in constant memory. */
export async function gather(
  logs: LogsPort,
  request: GatherRequest,
  signal: AbortSignal,
): Promise<Gathered | FileProblem> {
  const { path, format, window } = request
  const counts = request.counts ?? (() => true)
  for (const bytes of window.lines === 0 ? [MOST] : STEPS) {
    const answer = await logs.tail({ path, bytes })
    if (!answer.ok) return answer
    const records = wholeRecords(format.records(answer.text), answer.start)
    const countedFrom = firstCounted(records, window, counts)
    const { mtimeMs, size } = answer
    const whole = answer.start === 0
    const read = { ok: true, records, countedFrom, mtimeMs, size, whole, partial: false } as const
    if (read.whole || (countedFrom > 0 && (request.enough ?? (() => true))(records))) return read
    if (bytes < MOST) continue
    if (window.lines > 0 || isBefore(records[0], window)) return read
    if (!request.needles?.length) return { ...read, partial: true }
    return withScanned(logs, request, read, answer.start, signal)
  }
  throw new Error('unreachable: the last step always returns')
}

/** Puts what a scan of the whole file found before the part that was read whole. */
async function withScanned(
  logs: LogsPort,
  { path, format, needles = [] }: GatherRequest,
  read: Gathered,
  start: number,
  signal: AbortSignal,
): Promise<Gathered | FileProblem> {
  const scan = await logs.scan({ path, needles, around: AROUND, maxHits: MAX_HITS }, signal)
  if (!scan.ok) return scan
  const older = scan.stretches
    .filter((stretch) => stretch.start + stretch.text.length <= start)
    .flatMap((stretch) => wholeRecords(format.records(stretch.text), stretch.start))
  return { ...read, records: [...older, ...read.records], countedFrom: 0 }
}

/** Without the rest of a record that begins before the stretch. */
function wholeRecords(records: readonly LogRecord[], start: number): readonly LogRecord[] {
  return start > 0 && records[0]?.known === false ? records.slice(1) : records
}

/** Index of the oldest record that counts; 0 when the stretch may not reach back far enough. */
export function firstCounted(
  records: readonly LogRecord[],
  window: Window,
  counts: (record: LogRecord) => boolean,
): number {
  let left = window.lines === 0 ? Number.POSITIVE_INFINITY : window.lines
  for (let index = records.length - 1; index >= 0; index--) {
    const record = records[index] as LogRecord
    if (isBefore(record, window)) return index + 1
    if (!isAfter(record, window) && counts(record) && --left === 0) return index
  }
  return 0
}

function isAfter(record: LogRecord, window: Window): boolean {
  return record.at !== null && record.at > window.until
}

function isBefore(record: LogRecord | undefined, window: Window): boolean {
  return record !== undefined && record.at !== null && record.at < window.since
}
