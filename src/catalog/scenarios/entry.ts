import type { Scenario } from '../../core/scenario.ts'
import type { SystemId } from '../entry.ts'

/** A scenario of the catalogue: what the walk needs, and what `explain` tells beyond it. */
export interface ScenarioEntry extends Scenario {
  readonly system: SystemId
  /** False where it only looks like an outage: messages still get their answers. */
  readonly outage: boolean
  /** What the operator sees. */
  readonly symptoms: string
  /** Code and decision records of the system to read next. */
  readonly pointers: readonly string[]
}
