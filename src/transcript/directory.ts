import type { FilesPort } from '../host/files.ts'
import type { Host } from '../host/host.ts'
import { fieldsOf, timeOf, wordOf } from './fields.ts'
import { linesBackwards } from './lines.ts'
import type { Session, TranscriptSource } from './source.ts'

/** A review follows some rotations back; older sessions are not looked at. */
const MOST_SESSIONS = 8
/** Files looked at in search of them; the others are older. */
const MOST_FILES = 40
/** A header is some 200 bytes long. */
const HEADER_BYTES = 4_096

/** The session files of a directory, as pi's SessionManager writes them: one file per session, `<time>_<id>.jsonl`. */
export function transcriptDirectory({ files, logs }: Host, path: string): TranscriptSource {
  return {
    place: path,
    sessions: async () => {
      const listed = await files.list({ path })
      if (!listed.ok) return listed
      const newest = listed.entries
        .filter((entry) => entry.kind === 'file' && entry.name.endsWith('.jsonl'))
        .toSorted((a, b) => b.mtimeMs - a.mtimeMs || (a.name < b.name ? 1 : -1))
        .slice(0, MOST_FILES)
      const sessions: Session[] = []
      const invalid: string[] = []
      for (const { name, mtimeMs } of newest) {
        if (sessions.length >= MOST_SESSIONS) break
        const session = await headerOf(files, `${path}/${name}`, mtimeMs)
        if (session) sessions.push(session)
        else invalid.push(`${path}/${name}`)
      }
      return { ok: true, sessions, invalid }
    },
    backwards: (session) => linesBackwards(logs, session.source),
  }
}

async function headerOf(files: FilesPort, source: string, changedAt: number): Promise<Session | null> {
  const beginning = await files.read({ path: source, maxBytes: HEADER_BYTES })
  if (!beginning.ok) return null
  try {
    const header = fieldsOf(JSON.parse(beginning.text.split('\n')[0] ?? ''))
    const id = wordOf(header.id)
    if (header.type !== 'session' || id === null) return null
    return { id, source, startedAt: timeOf(header.timestamp), changedAt }
  } catch {
    return null
  }
}
