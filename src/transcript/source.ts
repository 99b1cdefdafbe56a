import type { FileProblem } from '../host/files.ts'
import type { Stretch } from './lines.ts'

/** One session of a gateway, as its storage names it. */
export interface Session {
  readonly id: string
  /** Where its transcript is: a path, or a database and a key. */
  readonly source: string
  /** When it began and when it was last written, epoch ms. */
  readonly startedAt: number | null
  readonly changedAt: number
}

export interface Sessions {
  readonly ok: true
  /** Those with a valid header, last written first. */
  readonly sessions: readonly Session[]
  /** Transcripts that the writer itself would not take: no valid header. */
  readonly invalid: readonly string[]
}

/** Where the transcripts of a gateway come from: a directory of files, or rows of a database. */
export interface TranscriptSource {
  /** The place, for people. */
  readonly place: string
  /** The sessions last written, a few of them. */
  sessions(): Promise<Sessions | FileProblem>
  /** A session's records from the last to the first, as JSON lines, in stretches. */
  backwards(session: Session): AsyncGenerator<Stretch | FileProblem, void>
}
