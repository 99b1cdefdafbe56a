import type { Timed } from './span.ts'

/** A log that was read: its records, oldest first, and what is known of them. */
export interface Log {
  /** The name that rules call it by. */
  readonly id: string
  /** Path or journal unit, for evidence. */
  readonly source: string
  readonly records: readonly Timed[]
  /** Index of the first record inside the window's count; older ones are context. */
  readonly countedFrom: number
  /** Index of the first record of the present run of the process; null where nobody can tell. */
  readonly runFrom: number | null
  /** Whether the records begin at the file's first byte, so that their line numbers are the file's. */
  readonly whole: boolean
}
