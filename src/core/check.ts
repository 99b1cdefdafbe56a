import type { Code } from '../catalog/codes/index.ts'
import type { Host } from '../host/host.ts'
import type { Observation } from './finding.ts'
import type { Window } from './window.ts'

/** How the end-to-end layer proves delivery: not at all, drained from the queue, or answered by the model. */
export type E2eMode = 'none' | 'drain' | 'answer'

/** A question of the system that several checks share; the first that asks pays, the walk remembers the answer. */
export interface Probe<T> {
  readonly name: string
  readonly ask: (context: Context) => Promise<T>
}

/** What a check works with. `now` is the wall clock (epoch ms) at the start of the walk. */
export interface Context {
  readonly host: Host
  readonly window: Window
  readonly now: number
  readonly e2e: E2eMode
  readonly signal: AbortSignal
  readonly ask: <T>(probe: Probe<T>) => Promise<T>
}

/** How a check ends: what it saw, what it could not look at, and one short positive line for the reader. */
export interface Outcome {
  readonly detail: string | null
  readonly findings: readonly Observation[]
  readonly unchecked: readonly string[]
  /** Set when the check has nothing to look at here; it then does not weaken the verdict. */
  readonly skipped: string | null
  /** Why it was skipped, for a layer of which nothing else is left. */
  readonly because: 'not-configured' | 'mode'
}

export interface Check {
  /** `<layer>/<name>`, stable. */
  readonly id: string
  /** A positive assertion: "the daemon is alive". */
  readonly title: string
  readonly effects: 'none' | 'writes'
  /** Every code that this check can emit; a law test compares them with what is seen. */
  readonly codes: readonly Code[]
  /** Where it looks, for `firstfault layers`. */
  readonly looks: readonly string[]
  /** Our own time for the whole check, ms; ports have shorter deadlines of their own. */
  readonly deadlineMs: number
  /** What is missing and how to provide it, when the configuration gives it nothing to look at. */
  readonly missing: string | null
  readonly run: (context: Context) => Promise<Outcome>
}

type Spec = Pick<Check, 'id' | 'title' | 'codes' | 'looks' | 'run'> & Partial<Check>

/** A check with the common defaults: no effects, 10 s of our time. */
export function defineCheck(spec: Spec): Check {
  return { effects: 'none', deadlineMs: 10_000, missing: null, ...spec }
}

/** A check that has nothing to look at; `missing` says how to provide it. */
export function missingCheck(id: string, title: string, missing: string): Check {
  return defineCheck({ id, title, codes: [], looks: [], missing, run: async () => skipped(missing) })
}

/** A probe; its name appears in verbose traces. */
export function defineProbe<T>(name: string, ask: Probe<T>['ask']): Probe<T> {
  return { name, ask }
}

/** All is well; `detail` is one short line, for example "pid 812, up 3 h". */
export function fine(detail: string | null = null): Outcome {
  return { detail, findings: [], unchecked: [], skipped: null, because: 'not-configured' }
}

/** What was seen; `detail` is shown when all of it is below a fault. */
export function found(findings: readonly Observation[], detail: string | null = null): Outcome {
  return { detail, findings, unchecked: [], skipped: null, because: 'not-configured' }
}

/** Our tool, permission or time is missing, or what we read makes no sense. */
export function unchecked(reason: string, findings: readonly Observation[] = []): Outcome {
  return { detail: null, findings, unchecked: [reason], skipped: null, because: 'not-configured' }
}

/** Not configured or not present here, or (`mode`) not to be done now. */
export function skipped(why: string, because: Outcome['because'] = 'not-configured'): Outcome {
  return { detail: null, findings: [], unchecked: [], skipped: why, because }
}
