import { type Check, defineCheck, found, skipped, unchecked } from '../../src/core/check.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'
import { ENDPOINT_CODES, probeEndpoint } from './endpoint.ts'

/** The model of the agent's tool can be reached. Only the agent's own program uses it, perhaps at another address,
 *  so that silence is a warning. */
export function houmaoProvider({ models, thresholds }: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'model-api/provider',
    title: "the model provider of the agent's tool answers",
    codes: ENDPOINT_CODES,
    looks: Object.entries(models).map(([tool, { url }]) => `${url} for ${tool}`),
    deadlineMs: 2 * thresholds.modelMs + 2_000,
    run: async (context) => {
      const manifest = await context.ask(probes.manifest)
      const tool = manifest?.kind === 'valid' ? manifest.value.tool : null
      const model = tool && Object.hasOwn(models, tool) ? models[tool] : undefined
      if (!model) return skipped('no model provider is known for the tool of this agent')
      const result = await probeEndpoint({ ...model, deadlineMs: thresholds.modelMs }, 'warning', context)
      if (result.unchecked) return unchecked(result.unchecked)
      return found(result.finding ? [result.finding] : [], result.detail)
    },
  })
}
