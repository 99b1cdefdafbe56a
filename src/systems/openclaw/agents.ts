import type { ConfigAnswer } from './config.ts'
import { configOf } from './probes.ts'
import type { StateAnswer } from './state.ts'

/** The ids of all agents that the state database or the configuration names; `main` where neither can be read. Ids
 *  become directory names, so that anything else than a plain name is left out. */
export function agentIds(config: ConfigAnswer, state: StateAnswer): readonly string[] {
  const declared = configOf(config)?.agents.map(({ id }) => id) ?? ['main']
  const kept = state.kind === 'read' ? state.state.agents : []
  return [...new Set([...kept, ...declared])].filter((id) => /^[\w.-]{1,80}$/.test(id))
}
