import type { Case } from '../case.ts'
import { startLab } from './lab.ts'
import { processFaults } from './states/process.ts'
import { negatives } from './states/quiet.ts'
import type { State } from './states/state.ts'
import { statusFaults } from './states/status.ts'
import { substrateFaults } from './states/substrate.ts'

export const faults = { ...substrateFaults, ...processFaults, ...statusFaults }

/** The states of a Houmao agent and its gateway as cases; each gets a tmux server of its own. A state that only
 *  warns with a scenario is a fault here: it must be named. */
export const houmaoCases: readonly Case[] = [
  ...Object.entries(faults).map(([name, state]) => caseOf('fault', name, state)),
  ...Object.entries(negatives).map(([name, state]) =>
    caseOf(state.expect.scenario ? 'fault' : 'negative', name, state),
  ),
]

function caseOf(kind: Case['kind'], name: string, state: State): Case {
  const { title, expect, sees = [], args = [], env = {}, apply } = state
  const prepare: Case['prepare'] = async () => {
    const lab = await startLab()
    try {
      await apply(lab)
      return { config: lab.config, env, stop: lab.stop }
    } catch (error) {
      await lab.stop()
      throw error
    }
  }
  return { name: `houmao/${name}`, system: 'houmao', title, kind, expect, sees, args, prepare }
}
