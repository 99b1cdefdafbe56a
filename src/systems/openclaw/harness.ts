import type { PluginPolicy } from './config.ts'
import type { DeclaredAgent, DeclaredModel } from './declared.ts'
import type { Owner } from './owner.ts'

/** Runtimes that need no owner: the built-in one, its old name, and "whichever claims the model". */
const BUILT_IN = new Set(['auto', 'openclaw', 'pi'])

/** Plugins outside the package that are known to bring a harness; `codex-cli` is the old name of codex. */
const KNOWN_OWNERS: Readonly<Record<string, string>> = {
  codex: '@openclaw/codex',
  'codex-cli': '@openclaw/codex',
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
  | { readonly kind: 'owned'; readonly plugin: string }
  | { readonly kind: 'disabled'; readonly plugin: string; readonly by: string }
  | { readonly kind: 'nobody'; readonly install: string | null }

/** Since this release a plugin whose harness is declared is loaded whatever `plugins.allow` says. */
const AUTO_ENABLED = [2026, 9] as const

/** Whether an enabled plugin registers the runtime, from what is known of the plugins (of release `version`) and the
 *  configuration of now, which may have been edited since the gateway wrote its index. */
export function ownershipOf(
  runtime: string,
  { owners, version }: { readonly owners: readonly Owner[]; readonly version: string | null },
  policy: PluginPolicy,
): Ownership {
  if (BUILT_IN.has(runtime)) return { kind: 'owned', plugin: 'openclaw' }
  const claiming = owners.filter((owner) => owner.harnesses.includes(runtime))
  const judged = claiming.map((owner) => ({ plugin: owner.plugin, by: disabledBy(owner, version, policy) }))
  const enabled = judged.find(({ by }) => by === null)
  if (enabled) return { kind: 'owned', plugin: enabled.plugin }
  const [disabled] = judged
  return disabled
    ? { kind: 'disabled', plugin: disabled.plugin, by: disabled.by ?? 'the index' }
    : { kind: 'nobody', install: KNOWN_OWNERS[runtime] ?? null }
}

/** What keeps a plugin from being loaded, as a place; null where nothing does. */
function disabledBy(
  { plugin, enabled }: Owner,
  version: string | null,
  { enabled: loads, deny, entries, allow }: PluginPolicy,
): string | null {
  if (!loads) return 'plugins.enabled = false'
  if (deny.includes(plugin)) return `plugins.deny has ${plugin}`
  if (Object.hasOwn(entries, plugin))
    return entries[plugin] === true ? null : `plugins.entries.${plugin}.enabled = false`
  if (enabled || isSince(version, AUTO_ENABLED)) return null
  return allow && !allow.includes(plugin)
    ? `plugins.allow omits ${plugin}`
    : `${plugin}: enabled = false in the index of plugins`
}

function isSince(version: string | null, [year, month]: readonly [number, number]): boolean {
  const [, y, m] = /^(\d{4})\.(\d{1,2})\./.exec(version ?? '') ?? []
  return Number(y) > year || (Number(y) === year && Number(m) >= month)
}

/** A model of an agent whose runtime does not work, and whether another model of the agent is left. */
export interface Affected {
  readonly agent: string
  readonly model: DeclaredModel
  readonly primary: boolean
  /** A model of the same agent on a runtime that works; one on the same runtime is no fallback. */
  readonly spare: string | null
}

/** Every declared model whose runtime does not work: known before the first message. */
export function affectedModels(
  agents: readonly DeclaredAgent[],
  works: (runtime: string) => boolean,
): readonly Affected[] {
  return agents.flatMap(({ id, models }) =>
    models.flatMap((model, index): Affected[] => {
      if (works(model.runtime)) return []
      const spare = models.find((other) => works(other.runtime))
      return [{ agent: id, model, primary: index === 0, spare: spare?.ref ?? null }]
    }),
  )
}

/** Without another model the next message fails; with one on a runtime that works it is answered by that. A place that
 *  only older releases read proves nothing of this one. */
export function severityOf({ primary, spare, model }: Affected): 'fault' | 'warning' {
  return primary && !spare && !model.legacy ? 'fault' : 'warning'
}

/** The declared runtimes that a plugin must register, each once. */
export function declaredRuntimes(agents: readonly DeclaredAgent[]): readonly string[] {
  return [...new Set(agents.flatMap(({ models }) => models.map(({ runtime }) => runtime)))].filter(
    (runtime) => !BUILT_IN.has(runtime),
  )
}
