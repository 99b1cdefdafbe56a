import type { SystemId } from '../catalog/entry.ts'
import type { Layers } from '../core/layer.ts'
import type { System } from '../systems/system.ts'

/** A gateway that can be walked: its name, its system, and the system's settings with everything filled in. */
export interface Gateway {
  readonly name: string
  readonly system: System
  /** What tells that it is here. */
  readonly because: string
  readonly settings: unknown
  readonly layers: Layers
}

/** A gateway that could be meant, before its settings are parsed. */
export interface Candidate {
  readonly name: string
  readonly system: SystemId
  readonly because: string
  readonly settings: Readonly<Record<string, unknown>>
}
