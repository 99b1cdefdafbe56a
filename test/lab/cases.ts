import type { Case } from './case.ts'
import { houmaoCases } from './houmao/cases.ts'
import { joelclawCases } from './joelclaw/cases.ts'
import { missionControlCases } from './mission-control/cases.ts'
import { openclawCases } from './openclaw/cases.ts'

/** Every case of the scorecard, by gateway system. */
export const cases: Readonly<Record<string, readonly Case[]>> = {
  joelclaw: joelclawCases,
  openclaw: openclawCases,
  houmao: houmaoCases,
  'mission-control': missionControlCases,
}
