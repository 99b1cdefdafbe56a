import type { Case } from '../case.ts'
import { faults } from './faults.ts'
import { startLab } from './lab.ts'
import { negatives } from './negatives.ts'
import type { State } from './state.ts'

/** The states of a Mission Control as cases; each gets a database of its own in shared stores. */
export const missionControlCases: readonly Case[] = [
  ...Object.entries(faults).map(([name, state]) => caseOf('fault', name, state)),
  ...Object.entries(negatives).map(([name, state]) => caseOf('negative', name, state)),
]

function caseOf(kind: Case['kind'], name: string, state: State): Case {
  const { title, expect, sees = [], args = [], start = {}, apply } = state
  const prepare: Case['prepare'] = async () => {
    const lab = await startLab(start)
    try {
      await apply?.(lab)
      return lab
    } catch (error) {
      await lab.stop()
      throw error
    }
  }
  return { name, system: 'mission-control', title, kind, expect, sees, args, prepare }
}
