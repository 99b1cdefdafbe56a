import type { Probe } from '../core/check.ts'
import type { Ending } from '../transcript/exchange.ts'
import type { ShownEvent, ShownOpen } from './document.ts'

/** A piece of work as its system's records tell it: when and how it went, not what was said. Times are epoch ms, texts
 *  are raw. */
export interface Work {
  /** Who or what asked for it. */
  readonly from: string
  readonly startedAt: number | null
  /** Null while it runs or waits. */
  readonly endedAt: number | null
  readonly ending: Extract<Ending, 'answered' | 'error' | 'steered' | 'unanswered' | 'open'>
  readonly error: string | null
}

/** Something that has begun and has no end yet. */
export interface OpenWork {
  readonly kind: Extract<ShownOpen['kind'], 'request' | 'agent'>
  readonly since: number | null
  readonly name: string
}

export interface LifeEvent {
  readonly at: number | null
  readonly kind: ShownEvent['kind']
  readonly text: string
}

/** What a gateway was doing that keeps no transcript, or none that we read. */
export interface Activity {
  readonly id: string | null
  /** Files and databases that were read. */
  readonly sources: readonly string[]
  readonly startedAt: number | null
  /** Oldest first. */
  readonly works: readonly Work[]
  readonly open: readonly OpenWork[]
  readonly events: readonly LifeEvent[]
  /** Records that could not be understood. */
  readonly damaged: number
  readonly notes: readonly string[]
  /** Why the main source could not be read, where it is there; null where it was read or does not exist. */
  readonly problem: string | null
}

export type ActivityProbe = Probe<Activity>
