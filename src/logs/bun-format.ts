import { type LogFormat, type LogRecord, linesOf, recordOf } from './record.ts'

export interface BunOptions {
  /** What a record begins with, at column 0. */
  readonly starts: RegExp
  /** Further lines, at column 0, of a record that has no object. */
  readonly continued?: RegExp
  /** Whether text between records is kept as records with `known: false`. On standard error it is a crash of the
   *  runtime; on standard output it is whatever the model said, and no record. */
  readonly between: 'keep' | 'drop'
}

/** What `console.log`, `warn` and `error` of Bun print (Bun 1.x): a text, then its object over several lines until
 *  `}` at column 0; or a text and an Error straight after it. */
export function bunFormat(options: BunOptions): LogFormat {
  return { kind: 'bun', records: (text) => [...cut(linesOf(text), options)] }
}

function* cut(lines: readonly string[], options: BunOptions): Generator<LogRecord> {
  const { starts, between } = options
  let at = 0
  while (at < lines.length) {
    const known = starts.test(lines[at] ?? '')
    const end = known ? endOfRecord(lines, at, options) : endOfText(lines, at, starts)
    const body = lines.slice(at, end)
    if (known) yield recordOf(body, at + 1)
    else if (between === 'keep' && body.some((line) => line.trim() !== ''))
      yield recordOf(body, at + 1, { known: false })
    at = end
  }
}

/** Index after the last line of the record that begins at `from`. */
function endOfRecord(
  lines: readonly string[],
  from: number,
  { starts, continued, between }: BunOptions,
): number {
  const open = /[{[]$/.test(lines[from] ?? '')
  for (let at = from + 1; at < lines.length; at++) {
    const line = lines[at] ?? ''
    if (starts.test(line)) return at
    if (open && /^[}\]]/.test(line)) return at + 1
    // Without an object there is no end mark: an Error's own lines follow on standard error, nothing elsewhere.
    const goesOn = continued?.test(line) || (between === 'keep' && continues(line))
    if (!open && !goesOn) return at
  }
  return lines.length
}

function endOfText(lines: readonly string[], from: number, starts: RegExp): number {
  let at = from + 1
  while (at < lines.length && !starts.test(lines[at] ?? '')) at++
  return at
}

function continues(line: string): boolean {
  return (
    line === '' ||
    /^\s/.test(line) ||
    isExcerpt(line) ||
    /^(?:[A-Z]\w*(?:Error|Exception)|error): /.test(line)
  )
}

/** A line of the source code that Bun prints with an Error, or the caret below it. */
export function isExcerpt(line: string): boolean {
  return /^\s*(?:[\w$]{1,80}: )?\d{1,7} \| /.test(line) || /^\s*\^+\s*$/.test(line)
}
