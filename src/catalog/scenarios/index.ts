import type { SystemId } from '../entry.ts'
import type { ScenarioEntry } from './entry.ts'
import { joelclawScenarios } from './joelclaw.ts'

/** Every named failure scenario, in the order in which equals are ranked. */
export const scenarios: readonly ScenarioEntry[] = [...joelclawScenarios]

/** The scenarios of one system. */
export function scenariosOf(system: SystemId): readonly ScenarioEntry[] {
  return scenarios.filter((scenario) => scenario.system === system)
}
