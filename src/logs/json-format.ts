import { type LogFormat, type LogRecord, linesOf, recordOf } from './record.ts'
import { timeOf, type Zone } from './timestamp.ts'

/** Where a JSON log keeps what, each as a path into the object; the first that is there counts. */
export interface JsonFields {
  readonly time: readonly (readonly string[])[]
  readonly level: readonly (readonly string[])[]
  readonly message: readonly (readonly string[])[]
  readonly name: readonly (readonly string[])[]
  readonly zone?: Zone
}

/** The names that most JSON loggers use. */
export const COMMON_FIELDS: JsonFields = {
  time: [['time'], ['timestamp'], ['ts'], ['date'], ['@timestamp']],
  level: [['level'], ['severity'], ['lvl']],
  message: [['message'], ['msg'], ['event']],
  name: [['name'], ['logger'], ['subsystem']],
}

/** What `journalctl -o json` prints. */
export const JOURNAL_FIELDS: JsonFields = {
  time: [['__REALTIME_TIMESTAMP']],
  level: [['PRIORITY']],
  message: [['MESSAGE']],
  name: [['SYSLOG_IDENTIFIER'], ['_COMM']],
}

/** A log of one JSON object per line. The record's head is the message, its text the message and the line. A line
 *  that is no object is text between records. */
export function jsonFormat(fields: JsonFields = COMMON_FIELDS): LogFormat {
  return {
    kind: 'json-lines',
    records: (text) =>
      linesOf(text).flatMap((line, index) => {
        if (line.trim() === '') return []
        const object = objectIn(line)
        return object
          ? fromObject(object, line, index + 1, fields)
          : recordOf([line], index + 1, { known: false })
      }),
  }
}

function fromObject(
  object: Readonly<Record<string, unknown>>,
  line: string,
  number: number,
  fields: JsonFields,
): LogRecord {
  const message = textOf(pick(object, fields.message))
  const [head = '', ...rest] = message === null ? [line] : [...linesOf(message), line]
  return recordOf([head, ...rest], number, {
    at: timeOf(pick(object, fields.time), fields.zone ?? 'utc'),
    level: textOf(pick(object, fields.level)),
    name: textOf(pick(object, fields.name)),
  })
}

function objectIn(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line)
    return value !== null && typeof value === 'object' && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null
  } catch {
    return null
  }
}

function pick(object: Readonly<Record<string, unknown>>, paths: JsonFields['time']): unknown {
  for (const path of paths) {
    const value = path.reduce<unknown>(
      (at, key) => (isObject(at) && Object.hasOwn(at, key) ? at[key] : undefined),
      object,
    )
    if (value !== undefined && value !== null) return value
  }
  return null
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object'
}

/** journald gives text that is not UTF-8 as an array of bytes. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  const bytes =
    Array.isArray(value) && value.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256)
  return bytes ? new TextDecoder().decode(Uint8Array.from(value as number[])) : null
}
