import type { Code } from '../../../../src/catalog/codes/index.ts'
import type { LayerId } from '../../../../src/core/layer.ts'
import type { Expected } from '../../case.ts'
import type { Lab, StartOptions } from '../lab.ts'

/** A state into which a lab can be brought, and what a diagnosis must say of it. */
export interface Fault {
  readonly title: string
  readonly expect: Expected
  readonly sees?: readonly Code[]
  readonly args?: readonly string[]
  readonly start?: StartOptions & { readonly daemon?: 'running' | 'none' }
  readonly apply: (lab: Lab) => Promise<void>
}

export type Faults = Readonly<Record<string, Fault>>

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000

/** A layer fails with this code. */
export function fails(layer: LayerId, code: Code, scenario: string | null = null): Expected {
  return { verdict: 'failed', layer, code, scenario: named(scenario) }
}

/** Warnings only. */
export function warns(scenario: string | null = null): Expected {
  return { verdict: 'degraded', layer: null, code: null, scenario: named(scenario) }
}

/** Nothing at all, or at most a warning that is no scenario. */
export const isWell: Expected = { verdict: 'healthy', layer: null, code: null, scenario: null }
export const mayWarn: Expected = { verdict: 'degraded', layer: null, code: null, scenario: null }

const named = (scenario: string | null) => (scenario ? `joelclaw.${scenario}` : null)
