import type { Problem } from './host.ts'

export interface ExecRequest {
  readonly file: string
  readonly args: readonly string[]
  /** Added to our own environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly deadlineMs: number
  /** Output kept per stream, characters (default 1,000,000). */
  readonly maxOutput?: number
}

export interface ExecAnswer {
  readonly ok: true
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

export type ExecProblem = Problem<'missing' | 'denied' | 'timeout' | 'flood' | 'failed'>

/** Commands as argument lists, never through a shell; descendants end with the command. */
export interface ExecPort {
  run(request: ExecRequest, signal: AbortSignal): Promise<ExecAnswer | ExecProblem>
}
