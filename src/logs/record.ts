/** The most text of one record that is kept, characters. What matters stands at the beginning of a record. */
export const MAX_RECORD = 8192

/** One entry of a log, as its format cut it out of the text. */
export interface LogRecord {
  /** The first line, cut at `MAX_RECORD`. */
  readonly head: string
  /** The whole entry, lines joined by `\n`, cut at `MAX_RECORD`. */
  readonly text: string
  /** Epoch ms, where the entry itself says it; null otherwise. */
  readonly at: number | null
  /** Line number in the stretch that was read, from 1; the file's own only when that begins at byte 0. */
  readonly line: number
  /** False for text between entries: a crash of the runtime, an answer printed raw. */
  readonly known: boolean
  /** Who wrote it and how severe it called it, where the format tells. */
  readonly name: string | null
  readonly level: string | null
}

/** How a log's text becomes records. */
export interface LogFormat {
  readonly kind: string
  /** Never throws, whatever the text is. The first record may be the rest of one that begins before the text. */
  readonly records: (text: string) => readonly LogRecord[]
}

/** A record from its lines; the defaults are those of a line that tells nothing about itself. */
export function recordOf(lines: readonly string[], line: number, more: Partial<LogRecord> = {}): LogRecord {
  const head = clean((lines[0] ?? '').slice(0, MAX_RECORD))
  const text = lines.length === 1 ? head : clean(joined(lines))
  return { head, text, at: null, line, known: true, name: null, level: null, ...more }
}

/** The text's lines, whatever ends them. */
export function linesOf(text: string): readonly string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
}

function joined(lines: readonly string[]): string {
  let text = lines[0]?.slice(0, MAX_RECORD) ?? ''
  for (const line of lines.slice(1)) {
    if (text.length >= MAX_RECORD) break
    text += `\n${line.slice(0, MAX_RECORD - text.length)}`
  }
  return text
}

/** NUL bytes are what a crash of the machine leaves in a file. */
function clean(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '') : text
}
