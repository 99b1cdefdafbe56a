import type { FileProblem } from './files.ts'

/** A stretch of a log file that begins and ends at line ends (a line longer than the stretch is cut). */
export interface LogText {
  readonly ok: true
  readonly text: string
  /** Byte offset of `text` in the file. */
  readonly start: number
  readonly end: number
  /** Size when it was opened, bytes. */
  readonly size: number
  readonly mtimeMs: number
  readonly inode: number
}

export interface LogHits {
  readonly ok: true
  /** Stretches around the lines that hold one of the needles, oldest first; overlapping ones are one. */
  readonly stretches: readonly { readonly text: string; readonly start: number }[]
  /** Lines that hold a needle, also beyond `maxHits`. */
  readonly hits: number
  readonly size: number
  readonly mtimeMs: number
}

/** Log files of any size in constant memory. */
export interface LogsPort {
  /** The last `bytes` before `before` (default: the end of the file). */
  tail(request: { path: string; bytes: number; before?: number }): Promise<LogText | FileProblem>
  /** Whole lines from `from` on, at most `bytes`. */
  read(request: { path: string; from: number; bytes: number }): Promise<LogText | FileProblem>
  /** One pass over the whole file: `around` bytes on both sides of each needle, the last `maxHits` kept. */
  scan(
    request: { path: string; needles: readonly string[]; around: number; maxHits: number; from?: number },
    signal: AbortSignal,
  ): Promise<LogHits | FileProblem>
}
