import type { Window } from '../core/window.ts'
import type { FileProblem } from '../host/files.ts'
import { type Choice, chooseSession, sessionBefore } from './choose.ts'
import { entryOfCut } from './cut-line.ts'
import type { Dialect } from './dialect.ts'
import type { Entry } from './entry.ts'
import type { Line } from './lines.ts'
import { parseEntry } from './narrow.ts'
import type { Session, TranscriptSource } from './source.ts'

/** The most that is read of one session, bytes and entries: a window of months ends here. */
const MOST_BYTES = 512 << 20
const MOST_ENTRIES = 20_000
/** How far beyond the window the beginning of its first exchange is looked for, entries. */
const MOST_CONTEXT = 2_000

/** What was read of one session: its entries in the order of the file. */
export interface Part {
  readonly session: Session
  readonly entries: readonly Entry[]
  /** Lines that are no record; a last line without its end is not one of them. */
  readonly damaged: number
  /** Lines too long to be read whole. */
  readonly cut: number
  /** The last line is being written. */
  readonly halfWritten: boolean
  /** The session was read up to its beginning. */
  readonly whole: boolean
  /** Reading ended at our own limit, inside the window. */
  readonly limited: boolean
}

export interface Transcript {
  readonly kind: 'read'
  readonly place: string
  readonly choice: Choice
  /** Oldest session first; more than one where the window spans a rotation. */
  readonly parts: readonly Part[]
  readonly invalid: readonly string[]
}

export type TranscriptAnswer =
  | Transcript
  | {
      readonly kind: 'none'
      readonly place: string
      readonly liveId: string | null
      readonly invalid: readonly string[]
    }
  | { readonly kind: 'problem'; readonly place: string; readonly problem: FileProblem }

export interface ReadRequest {
  readonly source: TranscriptSource
  readonly dialect: Dialect
  /** `lines` bounds the entries, 0 = all within the time. */
  readonly window: Window
  readonly liveId: string | null
  readonly signal: AbortSignal
}

/** Reads the gateway's session from its end until before the window, and on to the beginning of the exchange that the
 *  window cuts; across a rotation into the session before. Costs what lies in the window, not what lies in the file. */
export async function readTranscript(request: ReadRequest): Promise<TranscriptAnswer> {
  const { source, liveId } = request
  const { place } = source
  const found = await source.sessions()
  if (!found.ok) return { kind: 'problem', place, problem: found }
  const choice = chooseSession(found.sessions, liveId)
  if (!choice) return { kind: 'none', place, liveId, invalid: found.invalid }
  const parts: Part[] = []
  let session: Session | null = choice.session
  while (session && !request.signal.aborted) {
    const part = await readPart(session, request)
    if ('problem' in part) return { kind: 'problem', place, problem: part }
    parts.unshift(part)
    session = reachesBack(part, request.window) ? null : sessionBefore(found.sessions, session)
    if (session && session.changedAt < request.window.since && beginsWithQuestion(parts)) session = null
  }
  return { kind: 'read', place, choice, parts, invalid: found.invalid }
}

async function readPart(
  session: Session,
  { source, dialect, window, signal }: ReadRequest,
): Promise<Part | FileProblem> {
  const entries: Entry[] = []
  let [damaged, cut, bytes, context] = [0, 0, 0, 0]
  let halfWritten = false
  const part = (whole: boolean, limited: boolean): Part => ({
    session,
    entries: entries.reverse(),
    damaged,
    cut,
    halfWritten,
    whole,
    limited,
  })
  for await (const stretch of source.backwards(session)) {
    if (!stretch.ok) return stretch
    bytes += stretch.bytes
    for (const [index, line] of [...stretch.lines.entries()].toReversed()) {
      const entry = entryOf(line, dialect)
      const open = stretch.openEnd && index === stretch.lines.length - 1
      if (line.cut) cut += 1
      if (!entry && open) halfWritten = true
      else if (!entry) damaged += 1
      if (!entry || (entry.at ?? 0) > window.until) continue
      entries.push(entry)
      const beyond =
        (entry.at ?? window.since) < window.since || (window.lines > 0 && entries.length > window.lines)
      if (beyond) context += 1
      if (beyond && (entry.kind === 'user' || context > MOST_CONTEXT)) return part(false, false)
    }
    if (signal.aborted || bytes > MOST_BYTES || entries.length > MOST_ENTRIES) return part(false, true)
  }
  return part(true, false)
}

function entryOf(line: Line, dialect: Dialect): Entry | null {
  return line.cut ? entryOfCut(line.head, line.tail) : parseEntry(line.text, dialect)
}

/** Whether there is nothing older to look for in another session. */
function reachesBack({ session, whole, limited }: Part, window: Window): boolean {
  return !whole || limited || (session.startedAt ?? window.since) < window.since
}

/** Whether the oldest answer that was read has its question. */
function beginsWithQuestion(parts: readonly Part[]): boolean {
  const first = parts
    .flatMap((part) => part.entries)
    .find(({ kind }) => kind === 'user' || kind === 'assistant' || kind === 'tool-result')
  return first?.kind === 'user'
}
