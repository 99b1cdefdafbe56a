import type { DeclaredAgent, PluginPolicy } from './config.ts'
import type { Owner } from './state.ts'

/** Runtimes that need no owner: the built-in one, its old name, and "whichever claims the model". */
const BUILT_IN = new Set(['auto', 'openclaw', 'pi'])

/** Plugins outside the package that are known to bring a harness. */
const KNOWN_OWNERS: Readonly<Record<string, string>> = {
  codex: '@openclaw/codex',
  copilot: '@openclaw/copilot',
}

/** The program behind each CLI backend. */
export const BACKEND_PROGRAMS: Readonly<Record<string, string>> = {
  'claude-cli': 'claude',
  'google-gemini-cli': 'gemini',
  'codex-cli': 'codex',
}

/** Who registers a runtime: an enabled plugin, one that is disabled, or nobody. */
export type Ownership =
  | { readonly kind: 'owned' | 'disabled'; readonly plugin: string }
  | { readonly kind: 'nobody'; readonly install: string | null }

/** A model of an agent whose runtime nobody would register, and whether another model of the agent is left. */
export interface Unowned {
  readonly agent: string
  readonly model: string
  readonly runtime: string
  readonly declaredAt: string
  readonly ownership: Ownership
  readonly primary: boolean
  /** A model of the same agent on a runtime that is there; one on the same runtime is no fallback. */
  readonly spare: string | null
}

/** Whether an enabled plugin registers the runtime, from the index that OpenClaw keeps and the configuration of now,
 *  which may have been edited since the index was written. */
export function ownershipOf(runtime: string, owners: readonly Owner[], policy: PluginPolicy): Ownership {
  if (BUILT_IN.has(runtime)) return { kind: 'owned', plugin: 'openclaw' }
  const claiming = owners.filter((owner) => owner.harnesses.includes(runtime))
  const [enabled] = claiming.filter((owner) => isEnabled(owner, policy))
  if (enabled) return { kind: 'owned', plugin: enabled.plugin }
  const [disabled] = claiming
  return disabled
    ? { kind: 'disabled', plugin: disabled.plugin }
    : { kind: 'nobody', install: KNOWN_OWNERS[runtime] ?? null }
}

function isEnabled({ plugin, enabled }: Owner, { entries, deny }: PluginPolicy): boolean {
  if (deny.includes(plugin)) return false
  return Object.hasOwn(entries, plugin) ? entries[plugin] === true : enabled
}

/** Every declared model whose runtime nobody would register: known before the first message. */
export function unownedModels(
  agents: readonly DeclaredAgent[],
  owners: readonly Owner[],
  policy: PluginPolicy,
): readonly Unowned[] {
  return agents.flatMap(({ id, models }) =>
    models.flatMap(({ ref, runtime, declaredAt }, index): Unowned[] => {
      const ownership = ownershipOf(runtime, owners, policy)
      if (ownership.kind === 'owned') return []
      const spare = models.find((other) => ownershipOf(other.runtime, owners, policy).kind === 'owned')
      return [
        {
          agent: id,
          model: ref,
          runtime,
          declaredAt: declaredAt ?? 'nowhere',
          ownership,
          primary: index === 0,
          spare: spare?.ref ?? null,
        },
      ]
    }),
  )
}

/** The declared runtimes that a plugin must register, each once. */
export function declaredRuntimes(agents: readonly DeclaredAgent[]): readonly string[] {
  return [...new Set(agents.flatMap(({ models }) => models.map(({ runtime }) => runtime)))].filter(
    (runtime) => !BUILT_IN.has(runtime),
  )
}
