import type { Code } from '../catalog/codes/index.ts'
import type { Severity } from '../core/finding.ts'

/** A pattern: a RegExp without the `g` flag, or something that works in the same way. */
export interface Matcher {
  exec(text: string): { readonly groups?: Readonly<Record<string, string | undefined>> | undefined } | null
}

/** What shows that a rule's condition is over. */
export interface Clearing {
  /** Which log it stands in. */
  readonly log: string
  /** Matched on the record's first line. */
  readonly match: Matcher
}

/** One known condition as data. A record belongs to the first rule that matches it. */
export interface Rule {
  /** The condition it tells of. Several rules may tell of the same. */
  readonly code: Code
  /** Where the record stands, a key of the logs that are judged. */
  readonly log: string
  /** What it is while it is current. */
  readonly severity: Severity
  /** One plain sentence; `{name}` places are filled from named groups. */
  readonly summary: string
  /** Values of places that the named groups may leave empty. */
  readonly defaults?: Readonly<Record<string, string>>
  /** Matched on a record's first line. */
  readonly head?: Matcher
  /** Matched on a record's own words, its first line included. */
  readonly body?: Matcher
  /** Excludes records that `head` and `body` match. */
  readonly not?: Matcher
  /** Matched on text between records, and on what an operator pastes. */
  readonly words?: Matcher
  readonly clearedBy?: readonly Clearing[]
  /** The most it can be when it stands before the last start of the process; default `note`. */
  readonly afterRestart?: Severity
  /** The most it can be when nobody can tell when it was; default `warning`. */
  readonly unknownTime?: Severity
  /** Counts in full where it surely belongs to the present run, although nobody can tell when it was. */
  readonly holdsInRun?: boolean
  /** Counts as current for this long after its last sight, ms; without it, for the whole window. */
  readonly freshForMs?: number
  /** Below this many sights it is a note; default 1. */
  readonly minCount?: number
  /** Name of the live status that tells better than the log whether it still holds. */
  readonly authority?: string
}

/** What a live status says of a condition. */
export type Standing = 'current' | 'over' | 'unknown'

const RANK: Readonly<Record<Severity, number>> = { note: 0, warning: 1, fault: 2 }

/** The lesser of two severities. */
export function atMost(severity: Severity, limit: Severity): Severity {
  return RANK[severity] <= RANK[limit] ? severity : limit
}
