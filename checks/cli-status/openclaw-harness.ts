import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import {
  BACKEND_PROGRAMS,
  declaredRuntimes,
  ownershipOf,
  type Unowned,
  unownedModels,
} from '../../src/systems/openclaw/harness.ts'
import { configOf, type OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** Every declared agent's runtime is registered by an enabled plugin. Computed from the configuration and the index of
 *  plugins that OpenClaw keeps, so that it is known before the first message, also of a gateway that is stopped. */
export function harnessCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'cli-status/harness',
    title: 'every declared agent harness has an owner',
    codes: ['cli-status.harness-unowned', 'cli-status.backend-not-found'],
    looks: [settings.config, 'the index of plugins in the state database'],
    run: async ({ host, ask }) => {
      const [answer, state] = await Promise.all([ask(probes.config), ask(probes.state)])
      const config = configOf(answer)
      if (!config) return skipped('there is no configuration that could be read')
      const runtimes = declaredRuntimes(config.agents)
      if (runtimes.length === 0) return fine('no harness beside the built-in one is declared')
      const owners = state.kind === 'read' ? state.state.owners : null
      if (!owners)
        return unchecked('the index of plugins is not there: the gateway was never started with this state')
      const findings = unownedModels(config.agents, owners, config.plugins).map((one) =>
        unowned(one, settings.config),
      )
      const programs = runtimes
        .filter((runtime) => ownershipOf(runtime, owners, config.plugins).kind === 'owned')
        .flatMap((runtime) =>
          BACKEND_PROGRAMS[runtime] ? [[runtime, BACKEND_PROGRAMS[runtime] as string] as const] : [],
        )
      for (const [runtime, program] of programs)
        if (!(await isOnPath(host, program))) findings.push(notFound(runtime, program))
      return findings.length > 0 ? found(findings) : fine(`harnesses: ${runtimes.join(', ')}`)
    },
  })
}

/** Without another model the next message fails; with one on a runtime that is there it is answered by that. */
function unowned(
  { agent, model, runtime, declaredAt, ownership, primary, spare }: Unowned,
  file: string,
): Observation {
  const owner =
    ownership.kind === 'nobody'
      ? 'no plugin registers it'
      : `the plugin ${ownership.kind === 'disabled' ? ownership.plugin : ''} that registers it is disabled`
  const then = !primary
    ? 'this fallback is none'
    : spare
      ? `${spare} has to answer`
      : 'its next message fails'
  const plugin = ownership.kind === 'nobody' ? (ownership.install ?? undefined) : ownership.plugin
  return {
    code: 'cli-status.harness-unowned',
    severity: primary && !spare ? 'fault' : 'warning',
    summary: `agent ${agent} needs the harness ${runtime} for ${model}, but ${owner}: ${then}`,
    evidence: [evidence(file, `${declaredAt} = ${runtime}`), evidence('plugins.installedIndex', owner)],
    params: {
      agent,
      runtime,
      model,
      owner,
      ...(ownership.kind === 'disabled' ? { plugin: ownership.plugin } : plugin ? { package: plugin } : {}),
    },
  }
}

async function isOnPath(host: Parameters<Check['run']>[0]['host'], program: string): Promise<boolean> {
  const directories = (host.env.get('PATH') ?? '').split(':').filter((one) => one.startsWith('/'))
  const found = await Promise.all(
    directories.map((directory) => host.files.access({ path: `${directory}/${program}`, mode: 'execute' })),
  )
  return found.some((one) => one.ok)
}

/** Ours is not the gateway's PATH: only its own failed turns prove it. */
function notFound(runtime: string, program: string): Observation {
  const summary = `the program ${program} of the CLI backend ${runtime} is not on this user's PATH; a service may have another one`
  return {
    code: 'cli-status.backend-not-found',
    severity: 'warning',
    summary,
    evidence: [evidence('PATH', `no ${program}`)],
    params: { runtime, program },
  }
}
