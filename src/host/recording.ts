import { closeSync, constants, openSync, writeSync } from 'node:fs'

/** Where a recording comes from: the first line of its file. */
export interface RecordingHeader {
  readonly schema: typeof SCHEMA
  readonly tool: { readonly name: string; readonly version: string }
  /** ISO UTC. */
  readonly startedAt: string
  readonly gateway: { readonly name: string; readonly system: string }
  /** What the walk was told, as plain JSON; its reader parses it. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** One call of a port: what was asked, and what it answered or, against its rules, threw. */
export interface RecordedCall {
  readonly port: string
  readonly method: string
  readonly request: unknown
  readonly answer?: unknown
  readonly thrown?: string
}

export interface Recording {
  readonly header: RecordingHeader
  readonly calls: readonly RecordedCall[]
}

const SCHEMA = 'firstfault.recording/1'

/** One line of a recording file (JSON Lines): the header, or a call. */
export function recordingLine(entry: RecordingHeader | RecordedCall): string {
  return `${JSON.stringify(entry)}\n`
}

export function recordingHeader(header: Omit<RecordingHeader, 'schema'>): RecordingHeader {
  return { schema: SCHEMA, ...header }
}

export function serialiseRecording({ header, calls }: Recording): string {
  return [header, ...calls].map(recordingLine).join('')
}

/** Throws an Error that names the damaged line. */
export function parseRecording(text: string): Recording {
  const [first = '', ...rest] = text.split('\n')
  const header = parsedLine(first, 1)
  if (header.schema !== SCHEMA)
    throw new Error(`not a recording: its first line does not say "schema":"${SCHEMA}"`)
  if (!isHeader(header))
    throw new Error('damaged recording: line 1 lacks tool, startedAt, gateway or settings')
  const calls = rest.flatMap((line, index) => {
    if (line === '') return []
    const call = parsedLine(line, index + 2)
    if (isCall(call)) return call
    throw new Error(`damaged recording: line ${index + 2} lacks port, method, or an answer`)
  })
  return { header, calls }
}

/** Opens a new recording file, for its owner only. Throws (EEXIST) when there is one, or a link, of that name.
 *  Every call is written at once, so that an ended walk leaves what it saw. */
export function createRecording(path: string, header: RecordingHeader) {
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants
  const file = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o600)
  writeSync(file, recordingLine(header))
  return {
    write: (call: RecordedCall): void => {
      writeSync(file, recordingLine(call))
    },
    close: (): void => closeSync(file),
  }
}

type Fields = Readonly<Record<string, unknown>>

function parsedLine(line: string, number: number): Fields {
  try {
    const value: unknown = JSON.parse(line)
    if (isFields(value)) return value
  } catch {
    // Said below, in the same words.
  }
  throw new Error(`damaged recording: line ${number} is not a JSON object`)
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return isFields(value) && names.every((name) => typeof value[name] === 'string')
}

function isHeader(value: Fields): value is Fields & RecordingHeader {
  const parts = hasTexts(value.tool, ['name', 'version']) && hasTexts(value.gateway, ['name', 'system'])
  return parts && typeof value.startedAt === 'string' && isFields(value.settings)
}

function isCall(value: Fields): value is Fields & RecordedCall {
  if (!hasTexts(value, ['port', 'method']) || !('request' in value)) return false
  return 'answer' in value || typeof value.thrown === 'string'
}
