import type { ScenarioEntry } from './entry.ts'

export const joelclawScenarios: readonly ScenarioEntry[] = []
