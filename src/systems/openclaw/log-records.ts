import { type JsonFields, jsonFormat } from '../../logs/json-format.ts'
import type { LogRecord } from '../../logs/record.ts'
import { cannedOf } from './canned.ts'

/** OpenClaw's log: one JSON object per line, as tslog writes it. */
const FIELDS: JsonFields = {
  time: [['time'], ['_meta', 'date']],
  level: [['_meta', 'logLevelName']],
  message: [['message'], ['0']],
  name: [['_meta', 'name']],
}

export const openclawFormat = jsonFormat(FIELDS)

/** What the gateway's own process prints to its console before its logger is up, or beside it. Everything else under
 *  the name `openclaw` was written into the gateway's log by a command-line client, or is the text of an answer. */
export const OWN_CONSOLE =
  /^(?:Gateway failed to start|Gateway start blocked|openclaw: (?:Node \S{1,20}: |package lifecycle)|OpenClaw startup migrations did not complete|Config observe anomaly|\(node:\d+\))/

const REPLY_FAILED = /^Embedded agent failed before reply: /

/** Whether the gateway speaks for itself in this record: neither a client's words nor a model's. */
export function isGatewaysOwn(record: LogRecord): boolean {
  if (!record.known || record.name !== 'openclaw') return record.known
  // The text of an answer is printed without a level of its own.
  if (REPLY_FAILED.test(record.head)) return record.level === 'ERROR'
  // With a trace it is the text of an answer, whatever that says; only a sentence of the gateway's own is no answer.
  if (isApology(record)) return fieldIn(record, 'traceId') !== null
  return OWN_CONSOLE.test(record.head) && fieldIn(record, 'traceId') === null
}

/** Whether the whole text that was printed is the sentence that the gateway sends in place of an answer. */
export function isApology({ head, text }: LogRecord): boolean {
  return cannedOf(head) === 'failed' && (text === head || text.startsWith(`${head}\n{`))
}

/** The record that a run of the gateway begins with. */
export const STARTING = /^(?:starting\.\.\.|loading configuration…)$/

/** A field of a structured record. Quotes inside texts are escaped in JSON, so that a text cannot pose as a field; the
 *  message, which stands before the line unescaped, is not looked at. */
export function fieldIn(record: LogRecord, name: string): string | null {
  const line = record.text.slice(record.text.lastIndexOf('\n') + 1)
  const value = '(?:"((?:[^"\\\\]|\\\\.){0,400})|(-?\\d+(?:\\.\\d+)?|true|false))'
  const found = line.startsWith('{') ? new RegExp(`(?<!\\\\)"${name}":${value}`).exec(line) : null
  return found ? (found[1]?.replaceAll('\\"', '"') ?? found[2] ?? null) : null
}
