import type { Action } from '../core/finding.ts'
import type { Ending } from '../transcript/exchange.ts'

/** One exchange as it is shown. Times are ISO UTC, durations ms; texts are cut, cleaned, and null with `--no-previews`. */
export interface ShownExchange {
  readonly at: string | null
  readonly from: string | null
  readonly preview: string | null
  readonly answeredAt: string | null
  readonly durationMs: number | null
  readonly answer: string | null
  readonly tools: readonly {
    readonly name: string
    readonly durationMs: number | null
    readonly error: boolean
  }[]
  /** Why there is no answer; null where there is one, or none yet. */
  readonly error: string | null
  readonly ending: Ending
  /** Failed model calls that were repeated. */
  readonly retries: number
  /** A message of firstfault's own end-to-end test. */
  readonly probe: boolean
}

export interface ShownOpen {
  readonly kind: 'tool-call' | 'user-message' | 'turn' | 'request' | 'agent'
  readonly since: string | null
  readonly ageMs: number | null
  readonly name: string | null
  readonly preview: string | null
}

export interface ShownEvent {
  readonly at: string | null
  readonly kind: 'compaction' | 'model-change' | 'rotation' | 'error' | 'abort' | 'step'
  readonly text: string
}

/** A record of a log that belongs to the same time. */
export interface Highlight {
  readonly source: string
  readonly code: string
  readonly at: string | null
  readonly text: string
  readonly count: number
}

export interface Totals {
  readonly entries: number
  readonly userMessages: number
  readonly assistantMessages: number
  readonly toolCalls: Readonly<Record<string, number>>
  readonly toolErrors: number
  readonly errors: number
  readonly aborted: number
  readonly compactions: number
  readonly modelChanges: number
  /** Of all model calls in the window. */
  readonly tokens: number
  readonly costUsd: number | null
  readonly damagedLines: number
}

/** What a gateway was doing in a window, as `firstfault.review/1`. */
export interface Review {
  readonly schema: 'firstfault.review/1'
  readonly tool: { readonly name: string; readonly version: string }
  readonly gateway: { readonly name: string; readonly system: string; readonly version: string | null }
  readonly window: {
    readonly since: string
    readonly until: string
    readonly lines: number
    readonly max: number
  }
  readonly session: {
    readonly id: string | null
    readonly sources: readonly string[]
    readonly startedAt: string | null
    readonly model: string | null
  }
  readonly totals: Totals
  /** The last ones of the window, oldest first. */
  readonly exchanges: readonly ShownExchange[]
  readonly open: readonly ShownOpen[]
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly durationMs: number }[]
  readonly events: readonly ShownEvent[]
  readonly highlights: readonly Highlight[]
  readonly nextActions: readonly Action[]
  /** What else the reader must know: no transcript yet, exchanges left out, reading ended at a limit. */
  readonly notes: readonly string[]
}
