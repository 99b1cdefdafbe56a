import type { Window } from '../core/window.ts'
import type { LogRecord } from './record.ts'

/** When something happened, as far as it can be known: not before `earliest`, not after `latest` (epoch ms). */
export interface Span {
  readonly earliest: number | null
  readonly latest: number | null
}

export type Timed = LogRecord & { readonly span: Span }

/** What one record says about time: it was written at or after `from`, at or before `to`. */
export interface Anchor {
  readonly from: number | null
  readonly to: number | null
}

/** What is known of the whole stretch. Times are epoch ms. */
export interface Bounds {
  /** Nothing in the file is younger than its last change. */
  readonly mtimeMs: number
  /** Index of the first record of the present run; null where the run's start cannot be told. */
  readonly runFrom: number | null
  readonly runStartedAt: number | null
}

/** Clocks of Redis, the file system and the daemon may differ by this much, ms. */
export const SLACK = 5_000

/** Gives each record its span. A log without times is still in order: what happened after an anchor is not earlier
 *  than it, what happened before one is not later. */
export function withSpans(
  records: readonly LogRecord[],
  anchorOf: (record: LogRecord, inRun: boolean) => Anchor | null,
  bounds: Bounds,
): readonly Timed[] {
  const { mtimeMs, runFrom, runStartedAt } = bounds
  const anchors = records.map((record, index) =>
    record.at === null ? plausible(anchorOf(record, runFrom !== null && index >= runFrom), mtimeMs) : null,
  )
  const earliest: (number | null)[] = []
  let floor: number | null = null
  for (const [index, record] of records.entries()) {
    if (index === runFrom) floor = greater(floor, runStartedAt)
    floor = greater(floor, record.at ?? anchors[index]?.from ?? null)
    earliest.push(floor)
  }
  const spans: Timed[] = []
  let ceiling: number | null = mtimeMs
  for (const [index, record] of [...records.entries()].toReversed()) {
    if (runFrom !== null && index < runFrom) ceiling = smaller(ceiling, runStartedAt)
    const to = record.at ?? anchors[index]?.to ?? null
    ceiling = smaller(ceiling, to)
    const span =
      record.at === null
        ? ordered(earliest[index] ?? null, ceiling)
        : { earliest: record.at, latest: record.at }
    spans.push({ ...record, span })
  }
  return spans.toReversed()
}

/** Where something lies: inside the window, outside it, or nobody can tell. */
export function place(window: Window, { earliest, latest }: Span): 'in' | 'out' | 'unknown' {
  if (latest !== null && latest < window.since) return 'out'
  if (earliest !== null && earliest > window.until + SLACK) return 'out'
  const after = earliest !== null && earliest >= window.since
  const before = latest !== null && latest <= window.until + SLACK
  return after && before ? 'in' : 'unknown'
}

/** True where `a` surely happened before `b`. */
export function before(a: Span, b: Span): boolean {
  return a.latest !== null && b.earliest !== null && a.latest <= b.earliest
}

/** The time to print: known within a minute, else null. */
export function known({ earliest, latest }: Span): number | null {
  return earliest !== null && latest !== null && latest - earliest <= 60_000 ? latest : null
}

/** An anchor from the future is a forgery or another clock. */
function plausible(anchor: Anchor | null, mtimeMs: number): Anchor | null {
  if (!anchor || (anchor.from ?? 0) > mtimeMs + SLACK) return null
  return anchor
}

/** Contradicting anchors say nothing. */
function ordered(earliest: number | null, latest: number | null): Span {
  if (earliest !== null && latest !== null && earliest > latest + SLACK)
    return { earliest: null, latest: null }
  return { earliest: earliest === null ? null : smaller(earliest, latest), latest }
}

function greater(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}

function smaller(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b)
}
