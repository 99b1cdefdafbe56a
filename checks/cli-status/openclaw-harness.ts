import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { type Evidence, evidence, type Observation } from '../../src/core/finding.ts'
import { type Affected, affectedModels, severityOf } from '../../src/systems/openclaw/harness.ts'
import type { KnownOwners } from '../../src/systems/openclaw/owners.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { RuntimesAnswer } from '../../src/systems/openclaw/runtime-probes.ts'
import { isBroken, type RuntimeState } from '../../src/systems/openclaw/runtimes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** Every declared agent's runtime is registered by an enabled plugin. Computed from the configuration, the index of
 *  plugins (or their manifests) and the running gateway's own list, so that it is known before the first message; of a
 *  gateway that is stopped from the disk alone. */
export function harnessCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'cli-status/harness',
    title: 'every declared agent harness has an owner',
    codes: ['cli-status.harness-unowned', 'cli-status.harness-degraded'],
    looks: [
      settings.config,
      'the index of plugins in the state database',
      'openclaw.plugin.json',
      'health.plugins and plugins.list of the running gateway',
    ],
    deadlineMs: 2 * settings.thresholds.rpcMs + 4_000,
    run: async ({ ask }) => {
      const answer = await ask(probes.runtimes)
      if (answer.kind === 'no-configuration') return skipped('there is no configuration that could be read')
      if (answer.kind === 'none') return fine('no harness beside the built-in one is declared')
      if (answer.kind === 'unknown') return unchecked(answer.why)
      const findings = judgeHarnesses(answer, settings.config)
      return findings.length > 0 ? found(findings) : fine(detailOf(answer))
    },
  })
}

/** Findings that are told; a configuration may name hundreds of agents. */
const MOST = 40

type Known = Extract<RuntimesAnswer, { kind: 'known' }>
/** The states that are this check's: a program that is not found is another one's. */
type Trouble = Exclude<RuntimeState, { kind: 'works' | 'no-program' }>

export function judgeHarnesses({ agents, states, known }: Known, file: string): readonly Observation[] {
  const works = (runtime: string) => !isBroken(states.get(runtime))
  const broken = affectedModels(agents, works).flatMap((one) => {
    const state = states.get(one.model.runtime)
    return state && isTrouble(state) ? [observed(one, state, known, file)] : []
  })
  const suspect = affectedModels(agents, (runtime) => !isTrouble(states.get(runtime))).flatMap((one) => {
    const state = states.get(one.model.runtime)
    return state && isTrouble(state) && works(one.model.runtime) ? [observed(one, state, known, file)] : []
  })
  return [...broken, ...suspect].slice(0, MOST)
}

const isTrouble = (state: RuntimeState | undefined): state is Trouble =>
  state !== undefined && state.kind !== 'works' && state.kind !== 'no-program'

/** Without another model the next message fails; with one on a runtime that is there it is answered by that. */
function observed(one: Affected, state: Trouble, known: KnownOwners, file: string): Observation {
  const { agent, model, primary, spare } = one
  const { words, params, live } = told(state)
  const now = isBroken(state)
  const then = !now
    ? 'it still works; the next start will not'
    : !primary
      ? 'this fallback is none'
      : spare
        ? `${spare} has to answer`
        : model.legacy
          ? 'where this release reads that place, its next message fails'
          : 'its next message fails'
  return {
    code: state.kind === 'failed' ? 'cli-status.harness-degraded' : 'cli-status.harness-unowned',
    severity: now ? severityOf(one) : 'warning',
    summary: `agent ${agent} needs the harness ${model.runtime} for ${model.ref}, but ${words}: ${state.kind === 'failed' && !now ? 'turns may fail' : then}`,
    evidence: [
      evidence(file, `${model.declaredAt ?? 'nowhere'} = ${model.runtime}`),
      ...onDisk(state, known, file),
      ...(live ? [evidence('plugins of the running gateway', live)] : []),
    ],
    params: { agent, runtime: model.runtime, model: model.ref, owner: words, ...params },
  }
}

/** The state in words, what the remedy's commands need, and what the running gateway said. */
function told(state: Trouble): {
  words: string
  params: Readonly<Record<string, string>>
  live: string | null
} {
  if (state.kind === 'nobody') {
    const params: Record<string, string> = state.install ? { package: state.install } : {}
    const words = state.install
      ? `${state.install}, whose plugin registers it, is not installed`
      : 'no plugin registers it'
    return { words, params, live: null }
  }
  const params = { plugin: state.plugin }
  if (state.kind === 'failed') {
    const words =
      state.phase === 'load'
        ? `the plugin ${state.plugin} that registers it did not load`
        : `a service of the plugin ${state.plugin} that registers it does not run`
    return { words, params, live: `${state.plugin}: ${state.error}` }
  }
  if (state.kind === 'not-taken-over') {
    const words = `the running gateway has the plugin ${state.plugin} that registers it disabled, which the configuration does not`
    return { words, params, live: `plugins.list: ${state.plugin}: disabled` }
  }
  const words = `the plugin ${state.plugin} that registers it is disabled`
  const live = { loaded: `loaded: ${state.plugin}`, absent: `not loaded: ${state.plugin}` } as const
  return { words, params, live: state.live && live[state.live] }
}

/** Which file said it: the configuration disables a plugin, the index or the manifests name its harnesses. */
function onDisk(state: Trouble, known: KnownOwners, file: string): readonly Evidence[] {
  const why = known.because ? ` (${known.because})` : ''
  if (state.kind === 'nobody')
    return [evidence(known.place, `no plugin of ${known.owners.length} registers it${why}`)]
  const owner = evidence(known.place, `${state.plugin} registers it${why}`)
  if (state.kind !== 'disabled') return [owner]
  return [owner, evidence(state.by.startsWith('plugins.') ? file : known.place, state.by)]
}

function detailOf({ states, known, live }: Known): string {
  const from = known.source === 'index' ? 'the index of plugins' : 'their manifests'
  const said = live ? ' and the running gateway' : ''
  return `harnesses by ${from}${said}: ${[...states.keys()].join(', ')}`
}
