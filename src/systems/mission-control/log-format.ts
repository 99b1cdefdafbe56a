import { type LogFormat, type LogRecord, linesOf, recordOf } from '../../logs/record.ts'
import { timeAtStart, timeOf, type Zone } from '../../logs/timestamp.ts'

/** `2026-11-20 23:21:20,186 INFO app.services.queue rq.queue.scheduled app=mission-control …` */
const TEXT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2},\d{3} (?<level>[A-Z]+) (?<name>[\w.]+) /
/** Uvicorn's own lines have no time: `INFO:     127.0.0.1:44042 - "POST /api/v1/agent/heartbeat HTTP/1.1" 401 …` */
const UVICORN = /^(?<level>INFO|WARNING|ERROR|CRITICAL|DEBUG):\s{2,}/
/** `docker compose logs` puts the service before each line. */
const COMPOSE = /^[a-z0-9][\w-]*-\d+ +\| /

/** The log of the API or the worker: LOG_FORMAT=text and json, and uvicorn's lines between them. A record of the json
 *  form is spelled as the text form, so that one set of rules reads both. Times of the text form are the process's
 *  own, in `zone`. */
export function missionControlFormat(zone: Zone): LogFormat {
  return { kind: 'mission-control', records: (text) => recordsOf(text, zone) }
}

function recordsOf(text: string, zone: Zone): readonly LogRecord[] {
  const records: LogRecord[] = []
  let lines: string[] = []
  let from = 1
  const end = () => {
    if (lines.length > 0) records.push(fromLines(lines, from, zone))
    lines = []
  }
  for (const [index, raw] of linesOf(text).entries()) {
    const line = guarded(raw.replace(COMPOSE, ''))
    const object = line.startsWith('{') ? objectIn(line) : null
    if (object) {
      end()
      records.push(fromObject(object, index + 1))
    } else if (TEXT.test(line) || UVICORN.test(line) || lines.length === 0) {
      end()
      if (line.trim() === '') continue
      lines = [line]
      from = index + 1
    } else if (lines.length < 400) lines.push(line)
  }
  end()
  return records
}

function fromLines(lines: readonly string[], line: number, zone: Zone): LogRecord {
  const [first = ''] = lines
  const parts = (TEXT.exec(first) ?? UVICORN.exec(first))?.groups
  // What stands before the first record of a stretch is the rest of a traceback.
  if (!parts) return recordOf(lines, line, { known: false })
  // After a traceback the fields hang on its last line: they must not be lost where it is long.
  const shown = lines.length > 12 ? [...lines.slice(0, 4), ...lines.slice(-6)] : lines
  return recordOf(shown, line, {
    at: timeAtStart(first, zone),
    level: parts.level?.toLowerCase() ?? null,
    name: parts.name ?? null,
  })
}

const OWN = [
  'timestamp',
  'level',
  'logger',
  'message',
  'app',
  'version',
  'module',
  'function',
  'line',
  'exception',
]

type Plain = Readonly<Record<string, unknown>>

function fromObject(object: Plain, line: number): LogRecord {
  const word = (name: string) => (typeof object[name] === 'string' ? object[name] : '')
  const extras = Object.entries(object)
    .filter(([name, value]) => !OWN.includes(name) && typeof value !== 'object')
    .map(([name, value]) => `${name}=${String(value)}`)
  const head = [
    word('timestamp'),
    word('level'),
    word('logger'),
    word('message'),
    `app=${word('app')} version=${word('version')}`,
    ...extras,
  ].join(' ')
  return recordOf([guarded(head), ...(word('exception') ? linesOf(word('exception')).slice(-6) : [])], line, {
    at: timeOf(object.timestamp, 'utc'),
    level: word('level').toLowerCase() || null,
    name: word('logger') || null,
  })
}

/** Only this log's own objects: others are text. */
function objectIn(line: string): Plain | null {
  try {
    const value = JSON.parse(line) as Plain | null
    return value !== null && typeof value.message === 'string' && typeof value.logger === 'string'
      ? value
      : null
  } catch {
    return null
  }
}

/** Without the beginning of a token, and without the raw text of a damaged task. */
function guarded(line: string): string {
  return line.replace(/token_prefix=\S+/g, 'token_prefix=…').replace(/raw_payload=.*/, 'raw_payload=…')
}
