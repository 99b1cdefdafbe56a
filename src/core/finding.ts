import type { Code } from '../catalog/codes/index.ts'

/** `fault`: messages are lost or unanswered now. `warning`: reduced or at risk. `note`: changes nothing. */
export type Severity = 'fault' | 'warning' | 'note'

/** One piece of what was seen: where, the words, when (ISO UTC), and the line number in a file. */
export interface Evidence {
  readonly source: string
  readonly text: string
  readonly at: string | null
  readonly line: number | null
}

/** Values that fill the `{name}` places of the catalogue's texts and commands. */
export type Params = Readonly<Record<string, string | number>>

/** What a check saw. Meaning, cause and remedy are added from the catalogue. */
export interface Observation {
  readonly code: Code
  readonly severity: Severity
  readonly summary: string
  readonly evidence: readonly Evidence[]
  readonly params?: Params
  /** First sight, ISO UTC; null where it is not known. */
  readonly since?: string | null
  /** Last sight, ISO UTC; null where it is not known. */
  readonly at?: string | null
  readonly count?: number
}

/** A next command: shell-quoted words, what it does, and whether it changes anything on the machine. */
export interface Action {
  readonly command: string
  readonly description: string
  readonly changes: boolean
}

export interface Finding {
  readonly code: Code
  readonly check: string
  readonly severity: Severity
  readonly summary: string
  readonly cause: string
  readonly since: string | null
  readonly at: string | null
  readonly count: number
  readonly evidence: readonly Evidence[]
  readonly remedy: { readonly text: string; readonly commands: readonly string[] }
  readonly params: Params
  /** The remedy's commands with what they do; the report prints them as `nextActions`. */
  readonly actions: readonly Action[]
}

/** Something that belongs to the gateway and could not be looked at: our tool, permission or time is missing. */
export interface Unchecked {
  readonly check: string
  readonly reason: string
}

/** One line of evidence; `at` in epoch ms or ISO. */
export function evidence(
  source: string,
  text: string,
  where: { at?: number | string | null; line?: number | null } = {},
): Evidence {
  return { source, text, at: iso(where.at ?? null), line: where.line ?? null }
}

/** Epoch ms (or an ISO text) as ISO UTC; null for what is no time. */
export function iso(time: number | string | null | undefined): string | null {
  if (time === null || time === undefined) return null
  const date = new Date(time)
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}
