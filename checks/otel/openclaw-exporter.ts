import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { isInsideOnly } from '../../src/systems/openclaw/container/places.ts'
import { configOf, type OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

const PLUGIN = 'diagnostics-otel'

/** Where telemetry is configured, the plugin that exports it is loaded and its collector takes connections. */
export function exporterCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'otel/exporter',
    title: 'telemetry is exported',
    codes: ['otel.exporter-missing', 'otel.collector-unreachable'],
    looks: [`diagnostics.otel in ${settings.config}`, 'the collector'],
    run: async ({ host, signal, ask }) => {
      const config = configOf(await ask(probes.config))
      if (!config?.otel.enabled) return skipped('diagnostics.otel is not enabled in the configuration')
      const [state, rpc] = await Promise.all([ask(probes.state), ask(probes.rpc)])
      const installed =
        state.kind === 'read' &&
        state.state.owners?.some(({ plugin, enabled }) => plugin === PLUGIN && enabled)
      const loaded = rpc.kind === 'said' ? rpc.plugins.includes(PLUGIN) : installed
      const findings: Observation[] = loaded === false ? [missing(settings.config)] : []
      const endpoint = URL.parse(config.otel.endpoint ?? 'http://127.0.0.1:4318')
      if (endpoint && !(settings.container && isInsideOnly(endpoint.href))) {
        const port = Number(endpoint.port) || (endpoint.protocol === 'https:' ? 443 : 80)
        const answer = await host.ports.connect(
          { host: endpoint.hostname, port, deadlineMs: 2_000, listenMs: 0 },
          signal,
        )
        if (!answer.ok) findings.push(unreachable(endpoint.origin, answer.message))
      }
      return findings.length > 0 ? found(findings) : fine(`exports to ${endpoint?.host ?? 'its collector'}`)
    },
  })
}

function missing(file: string): Observation {
  const summary = `telemetry is configured, but the plugin ${PLUGIN} that exports it is not loaded`
  return {
    code: 'otel.exporter-missing',
    severity: 'warning',
    summary,
    evidence: [evidence(file, 'diagnostics.otel.enabled = true')],
    params: { plugin: PLUGIN },
  }
}

function unreachable(origin: string, message: string): Observation {
  return {
    code: 'otel.collector-unreachable',
    severity: 'warning',
    summary: `the collector at ${origin} cannot be reached`,
    evidence: [evidence(origin, message)],
    params: { url: origin },
  }
}
