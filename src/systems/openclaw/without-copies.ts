import type { LogRecord } from '../../logs/record.ts'
import type { ReadPart } from './log-parts.ts'

/** The console prints a record within this time of the file's copy, ms. */
const COPY_MS = 1_000

/** What a console says beyond the gateway's own files. A running gateway writes nearly all of its console into its log
 *  file too, in other words for structured records, so that copies are told by time: up to the end of the files the
 *  files are right. After it, and where there is none, the console's records count. Raw lines just after the end, such
 *  as the words of a crash, are no copies unless the file has the same. */
export function withoutCopies(part: ReadPart, filed: readonly LogRecord[]): readonly ReadPart[] {
  const times = filed.flatMap(({ at }) => at ?? [])
  if (times.length === 0) return [part]
  const end = times.reduce((a, b) => Math.max(a, b))
  const heads = new Set(filed.map(({ head }) => head))
  let at: number | null = null
  const fresh = part.records.map((record) => {
    at = record.at ?? at
    if (at === null || at <= end) return false
    return at > end + COPY_MS || (record.name === null && !heads.has(record.head))
  })
  const records = part.records.filter((_, index) => fresh[index])
  const countedFrom = fresh.slice(0, part.countedFrom).filter(Boolean).length
  return [{ ...part, records, countedFrom }]
}
