import type { Case } from '../case.ts'
import { type Fault, faults, negatives } from './faults/index.ts'
import { startLab } from './lab.ts'

/** The states of a joelclaw gateway as cases; each gets a lab of its own. */
export const joelclawCases: readonly Case[] = [
  ...Object.entries(faults).map(([name, fault]) => caseOf('fault', name, fault)),
  ...Object.entries(negatives).map(([name, fault]) => caseOf('negative', name, fault)),
]

function caseOf(kind: Case['kind'], name: string, fault: Fault): Case {
  const { title, expect, sees = [], args = [], start = {}, apply } = fault
  const prepare: Case['prepare'] = async () => {
    const lab = await startLab(start)
    try {
      await apply(lab)
      return lab
    } catch (error) {
      await lab.stop()
      throw error
    }
  }
  return { name, system: 'joelclaw', title, kind, expect, sees, args, prepare }
}
