import type { SystemId } from '../entry.ts'
import type { ScenarioEntry } from './entry.ts'
import { houmaoScenarios } from './houmao.ts'
import { joelclawScenarios } from './joelclaw/index.ts'
import { missionControlScenarios } from './mission-control.ts'
import { openclawScenarios } from './openclaw.ts'
import { openclawChannelScenarios } from './openclaw-channels.ts'

/** Every named failure scenario, in the order in which equals are ranked. */
export const scenarios: readonly ScenarioEntry[] = [
  ...joelclawScenarios,
  ...houmaoScenarios,
  ...openclawScenarios,
  ...openclawChannelScenarios,
  ...missionControlScenarios,
]

/** The scenarios of one system. */
export function scenariosOf(system: SystemId): readonly ScenarioEntry[] {
  return scenarios.filter((scenario) => scenario.system === system)
}
