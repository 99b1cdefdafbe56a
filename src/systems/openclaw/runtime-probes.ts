import { type Context, defineProbe, type Probe } from '../../core/check.ts'
import { configOf, type OpenclawConfig } from './config.ts'
import type { DeclaredAgent } from './declared.ts'
import { BACKEND_PROGRAMS, declaredRuntimes } from './harness.ts'
import { askPlugins } from './live-plugins.ts'
import { findOwners, indexAlone, type KnownOwners, type OwnersAnswer } from './owners.ts'
import type { OpenclawProbes } from './probes.ts'
import { type Live, openQuestions, type RuntimeState, runtimeState, withLive } from './runtimes.ts'
import { findSearchPath, insideOf, isThere, type SearchPath } from './search-path.ts'
import type { OpenclawSettings } from './settings.ts'

/** The runtimes that the agents need, and what becomes of turns on each. */
export type RuntimesAnswer =
  /** Only built-in ones are declared. */
  | { readonly kind: 'none' }
  | { readonly kind: 'no-configuration' }
  | { readonly kind: 'unknown'; readonly why: string }
  | {
      readonly kind: 'known'
      readonly agents: readonly DeclaredAgent[]
      readonly states: ReadonlyMap<string, RuntimeState>
      readonly known: KnownOwners
      readonly path: SearchPath
      readonly live: boolean
    }

export interface RuntimeProbes {
  readonly searchPath: Probe<SearchPath>
  /** Who would register which harness. */
  readonly owners: Probe<OwnersAnswer>
  readonly runtimes: Probe<RuntimesAnswer>
}

type Needed = Pick<OpenclawProbes, 'config' | 'state' | 'rpc' | 'instance' | 'service' | 'port'>

/** The questions about agent harnesses and the programs behind them. */
export function runtimeProbes(settings: OpenclawSettings, probes: Needed): RuntimeProbes {
  const searchPath = defineProbe('search path', async (context) => {
    if (settings.container) return insideOf(settings.container.name)
    const [instance, service] = await Promise.all([context.ask(probes.instance), context.ask(probes.service)])
    return findSearchPath(context, settings, instance, service?.ok ? service.state : null)
  })
  const owners = defineProbe('plugin manifests', async (context): Promise<OwnersAnswer> => {
    const [answer, state, path] = await Promise.all([
      context.ask(probes.config),
      context.ask(probes.state),
      context.ask(searchPath),
    ])
    const config = configOf(answer)
    if (!config) return { kind: 'unknown', why: 'there is no configuration that could be read' }
    // Its manifests are inside the container; those that this machine has are of another installation.
    if (settings.container) return indexAlone(state)
    return findOwners(context, settings, config, state, path)
  })
  const runtimes = defineProbe('harnesses', async (context): Promise<RuntimesAnswer> => {
    const config = configOf(await context.ask(probes.config))
    if (!config) return { kind: 'no-configuration' }
    const live = await liveOf(context, probes)
    const agents = withLive(config.agents, live)
    const declared = declaredRuntimes(agents)
    if (declared.length === 0) return { kind: 'none' }
    const [answer, path] = await Promise.all([context.ask(owners), context.ask(searchPath)])
    if (answer.kind === 'unknown') return answer
    const { known } = answer
    const whole =
      live && (await completed(context, probes, settings, live, openQuestions(declared, known, config, live)))
    const told = declared.map((runtime) => [runtime, runtimeState(runtime, known, config, whole)] as const)
    const states = await Promise.all(
      told.map(
        async ([runtime, state]) =>
          [runtime, await withProgram(context, settings, config, path, runtime, state)] as const,
      ),
    )
    return { kind: 'known', agents, states: new Map(states), known, path, live: live !== null }
  })
  return { searchPath, owners, runtimes }
}

async function liveOf({ ask }: Context, { rpc }: Needed): Promise<Live | null> {
  const said = await ask(rpc)
  if (said.kind !== 'said') return null
  const { plugins, failures, runtimes } = said
  const told = plugins.length > 0 || failures.length > 0
  return { loaded: told ? plugins : null, failures, runtimes, plugins: new Map() }
}

/** Asks for the state of every plugin where the health document leaves a question open. */
async function completed(
  context: Context,
  { rpc, config, port }: Needed,
  { thresholds }: OpenclawSettings,
  live: Live,
  questions: readonly string[],
): Promise<Live> {
  const [said, answer, number] = await Promise.all([context.ask(rpc), context.ask(config), context.ask(port)])
  const known = configOf(answer)
  const isKnown = said.kind === 'said' && said.methods?.includes('plugins.list') === true
  if (questions.length === 0 || !isKnown || !known) return live
  const plugins = await askPlugins(context, number, known.auth, known.secret, thresholds.rpcMs)
  return { ...live, plugins }
}

/** A runtime that works needs its program too, where one is known. */
async function withProgram(
  { host }: Context,
  { home }: OpenclawSettings,
  { backends }: OpenclawConfig,
  path: SearchPath,
  runtime: string,
  state: RuntimeState,
): Promise<RuntimeState> {
  const program = backends[runtime] ?? BACKEND_PROGRAMS[runtime]
  if (state.kind !== 'works' || !program) return state
  if (path.container) return { ...state, unseen: program }
  const there = await isThere(host, program, path.directories, home)
  return there === false ? { kind: 'no-program', plugin: state.plugin, program, path } : state
}
