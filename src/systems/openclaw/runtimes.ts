import type { OpenclawConfig } from './config.ts'
import type { DeclaredAgent } from './declared.ts'
import { ownershipOf } from './harness.ts'
import type { LivePlugin } from './live-plugins.ts'
import type { KnownOwners } from './owners.ts'
import type { PluginFailure } from './plugin-failures.ts'
import type { SearchPath } from './search-path.ts'

/** What becomes of turns that need a runtime. */
export type RuntimeState =
  | {
      readonly kind: 'works'
      readonly plugin: string
      /** Its program, where whether that is there cannot be seen from here. */
      readonly unseen?: string
    }
  | { readonly kind: 'nobody'; readonly install: string | null }
  | {
      readonly kind: 'disabled'
      readonly plugin: string
      /** What disables it. */
      readonly by: string
      /** The gateway that runs: it has the plugin still, it does not have it, or it did not say. */
      readonly live: 'loaded' | 'absent' | null
    }
  /** Enabled on the disk, and disabled in the gateway that runs. */
  | { readonly kind: 'not-taken-over'; readonly plugin: string }
  | {
      readonly kind: 'failed'
      readonly plugin: string
      readonly phase: 'load' | 'service'
      readonly error: string
    }
  | {
      readonly kind: 'no-program'
      readonly plugin: string
      readonly program: string
      readonly path: SearchPath
    }

/** What the running gateway says of its plugins. */
export interface Live {
  /** Null where it does not tell, as releases do that have no such part in their health document. */
  readonly loaded: readonly string[] | null
  readonly failures: readonly PluginFailure[]
  /** The runtime of each agent's first model. */
  readonly runtimes: Readonly<Record<string, string>> | null
  /** Empty where it was not asked. */
  readonly plugins: ReadonlyMap<string, LivePlugin>
}

/** Joins what the disk says of a runtime with what the running gateway says of its owner. */
export function runtimeState(
  runtime: string,
  known: Pick<KnownOwners, 'owners' | 'version'>,
  config: Pick<OpenclawConfig, 'plugins' | 'backends'>,
  said: Live | null,
): Exclude<RuntimeState, { kind: 'no-program' }> {
  const ownership = ownershipOf(runtime, known, config.plugins)
  if (ownership.kind === 'nobody') {
    const own = config.backends[runtime] !== undefined
    return own ? { kind: 'works', plugin: 'agents.defaults.cliBackends' } : ownership
  }
  const { plugin } = ownership
  const live = said?.loaded ? { ...said, loaded: said.loaded } : null
  const failure = live?.failures.find((one) => one.plugin === plugin)
  const asked = live?.plugins.get(plugin)
  const loaded = asked?.state === 'active' || live?.loaded.includes(plugin) === true
  // The health document is a minute old at worst, and names plugins that a reload has taken away since.
  const still = asked ? asked.state === 'active' || asked.state === 'service-failed' : loaded
  if (ownership.kind === 'disabled')
    return { ...ownership, live: live === null ? null : still ? 'loaded' : 'absent' }
  if (failure) return { kind: 'failed', plugin, phase: failure.phase, error: failure.error }
  if (asked?.state === 'service-failed')
    return { kind: 'failed', plugin, phase: 'service', error: asked.error ?? 'it gives no reason' }
  if (asked?.state === 'unloaded' && asked.error)
    return { kind: 'failed', plugin, phase: 'load', error: asked.error }
  if (asked?.state === 'disabled' && !loaded) return { kind: 'not-taken-over', plugin }
  return { kind: 'works', plugin }
}

/** Owners of which the health document leaves a question open: why they are not loaded, as they should be since the
 *  start, or whether one that is disabled by now is still loaded. */
export function openQuestions(
  runtimes: readonly string[],
  known: Pick<KnownOwners, 'owners' | 'version'>,
  { plugins }: Pick<OpenclawConfig, 'plugins'>,
  { loaded, failures }: Pick<Live, 'loaded' | 'failures'>,
): readonly string[] {
  return runtimes.flatMap((runtime) => {
    const ownership = ownershipOf(runtime, known, plugins)
    if (ownership.kind === 'disabled') return loaded?.includes(ownership.plugin) ? [ownership.plugin] : []
    if (ownership.kind !== 'owned') return []
    const owner = known.owners.find(({ plugin }) => plugin === ownership.plugin)
    const told =
      loaded === null ||
      loaded.includes(ownership.plugin) ||
      failures.some(({ plugin }) => plugin === ownership.plugin)
    return owner?.onStartup && !told ? [ownership.plugin] : []
  })
}

/** Whether turns on a runtime fail now, as far as is proved. */
export function isBroken(state: RuntimeState | undefined): boolean {
  if (state === undefined || state.kind === 'works') return false
  if (state.kind === 'disabled') return state.live !== 'loaded'
  if (state.kind === 'failed') return state.phase === 'load'
  return state.kind === 'no-program' ? state.path.own : true
}

/** The agents as the running gateway has them, where it names another runtime than the configuration of now: an edit
 *  that was not taken over. That it names none proves nothing. */
export function withLive(agents: readonly DeclaredAgent[], live: Live | null): readonly DeclaredAgent[] {
  const named = Object.entries(live?.runtimes ?? {}).map(
    ([id, runtime]) => [id, runtime.toLowerCase()] as const,
  )
  return agents.map((agent) => {
    const runtime = named.find(([id]) => id === agent.id)?.[1] ?? 'auto'
    const [first, ...others] = agent.models
    if (runtime === 'auto' || runtime === 'openclaw' || !first || first.runtime === runtime) return agent
    const declaredAt = `agents.list of the running gateway: ${agent.id}.agentRuntime.id`
    return { ...agent, models: [{ ...first, runtime, declaredAt, legacy: false }, ...others] }
  })
}
