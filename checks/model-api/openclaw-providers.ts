import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import type { OpenclawConfig } from '../../src/systems/openclaw/config.ts'
import { isInsideOnly } from '../../src/systems/openclaw/container/places.ts'
import { configOf, type OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import { ENDPOINT_CODES, type Endpoint, probeEndpoint } from './endpoint.ts'
import { type Family, familyOf } from './families.ts'

/** Every provider that a declared agent uses answers at its own address, asked without a key. */
export function providersCheck(
  settings: Pick<OpenclawSettings, 'config'> & {
    readonly thresholds: Pick<OpenclawSettings['thresholds'], 'modelMs'>
    readonly container?: OpenclawSettings['container']
  },
  probes: Pick<OpenclawProbes, 'config'>,
): Check {
  const { modelMs } = settings.thresholds
  return defineCheck({
    id: 'model-api/providers',
    title: 'the model providers of the agents answer',
    codes: ENDPOINT_CODES,
    looks: [`models.providers in ${settings.config}`],
    deadlineMs: 2 * modelMs + 2_000,
    run: async (context) => {
      const config = configOf(await context.ask(probes.config))
      const all = config ? usedProviders(config, modelMs) : []
      // What a container reaches under such an address cannot be asked from here.
      const used = all.filter(({ endpoint }) => !settings.container || !isInsideOnly(endpoint.url))
      if (used.length === 0) return skipped('no agent uses a provider whose address is known')
      const results = await Promise.all(
        used.map(({ endpoint, only }) => probeEndpoint(endpoint, only ? 'fault' : 'warning', context)),
      )
      const findings = results.flatMap(({ finding }) => finding ?? [])
      const open = results.find((result) => result.unchecked)?.unchecked
      if (open) return unchecked(open, findings)
      return findings.length > 0 ? found(findings) : fine(results.map(({ detail }) => detail).join(', '))
    },
  })
}

const FAMILY: Readonly<Record<string, Family>> = {
  'openai-completions': 'openai',
  'openai-responses': 'openai-responses',
  'openai-codex-responses': 'openai-codex',
  'anthropic-messages': 'anthropic',
  'google-generative-ai': 'google',
}

/** Providers that need no address in the configuration. */
const ADDRESSES: Readonly<Record<string, string>> = {
  anthropic: 'https://api.anthropic.com',
  openai: 'https://api.openai.com',
  google: 'https://generativelanguage.googleapis.com',
  openrouter: 'https://openrouter.ai/api',
}

/** The endpoints of the agents' models. `only`: some agent has no model of another provider, so that nothing answers in
 *  its place. A model that a CLI backend or harness serves has no endpoint of the gateway's own. */
export function usedProviders(
  { agents, providers }: OpenclawConfig,
  deadlineMs: number,
): readonly { readonly endpoint: Endpoint; readonly only: boolean }[] {
  const direct = agents.map(({ models }) => [
    ...new Set(
      models
        .filter(({ runtime }) => runtime === 'auto' || runtime === 'openclaw' || runtime === 'pi')
        .map(({ provider }) => provider),
    ),
  ])
  return [...new Set(direct.flat())].flatMap((provider) => {
    const url = providers[provider]?.baseUrl ?? ADDRESSES[provider]
    if (!url) return []
    const family = FAMILY[providers[provider]?.api ?? ''] ?? familyOf(provider)
    const only = direct.some((names) => names.length === 1 && names[0] === provider)
    return [{ endpoint: { provider, family, url, deadlineMs }, only }]
  })
}
