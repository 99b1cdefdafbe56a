import {
  type Check,
  type Context,
  defineCheck,
  found,
  type Outcome,
  unchecked,
} from '../../src/core/check.ts'
import type { Severity } from '../../src/core/finding.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { ENDPOINT_CODES, type EndpointResult, probeEndpoint } from './endpoint.ts'
import { familyOf } from './families.ts'
import { askTraffic, NOBODY_TELLS } from './joelclaw-traffic.ts'

/** The provider that carries the prompts answers; so does the one that the active fallback stands in for. */
export function joelclawProvider(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const deadlineMs = settings.thresholds.modelMs
  const probe = async (provider: string, severity: Severity, context: Context): Promise<EndpointResult> => {
    const url = Object.hasOwn(settings.providers, provider) ? settings.providers[provider] : undefined
    if (!url)
      return {
        finding: null,
        unchecked: `no address is known for ${provider}; name it in providers`,
        detail: '',
      }
    return probeEndpoint({ provider, family: familyOf(provider), url, deadlineMs }, severity, context)
  }
  return defineCheck({
    id: 'model-api/provider',
    title: 'the active model provider answers',
    codes: ENDPOINT_CODES,
    looks: Object.entries(settings.providers).map(([provider, url]) => `${provider}: ${url}`),
    deadlineMs: 2 * deadlineMs + settings.thresholds.httpMs + 2_000,
    run: async (context) => {
      const { active, primary } = await askTraffic(probes, context)
      if (!active) return unchecked(NOBODY_TELLS)
      const results = await Promise.all([
        probe(active, 'fault', context),
        ...(primary ? [probe(primary, 'warning', context)] : []),
      ])
      return together(results, primary ? `${active} carries the prompts as the fallback` : null)
    },
  })
}

function together(results: readonly EndpointResult[], more: string | null): Outcome {
  const detail = [...results.map((result) => result.detail), more].filter(Boolean).join(', ') || null
  const findings = results.flatMap((result) => result.finding ?? [])
  return { ...found(findings, detail), unchecked: results.flatMap((result) => result.unchecked ?? []) }
}
