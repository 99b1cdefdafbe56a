import { fine, found, type Outcome } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import { keptIn } from '../../src/systems/joelclaw/kept.ts'
import { isModel, modelText, type RequestedModel, requestedModel } from '../../src/systems/joelclaw/model.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** The session runs on the model that the configuration in Redis names. */
export const joelclawModel = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/model',
    title: 'the configured model answers',
    codes: ['cli-status.model-drift'],
    looks: [`Redis ${settings.keys.config}`],
    judge: async (seen, { ask }) => {
      const kept = keptIn(await ask(probes.redis))
      return judgeModel(seen, requestedModel(kept?.config ?? null), `Redis ${settings.keys.config}`)
    },
  })

/** The model that runs although another was asked for; null when they agree, when one is not known, or when an
 *  active fallback explains it. */
export function driftOf({ document }: Seen, requested: RequestedModel | null): string | null {
  const actual = document.status?.model
  if (!actual || !requested || isModel(requested, actual)) return null
  const fallback = document.status?.fallback
  const excused = fallback?.active === true && (!fallback.model || sameModel(fallback.model, actual))
  return excused ? null : actual
}

/** Judges the model; drift comes with answers, so it warns. */
export function judgeModel(seen: Seen, requested: RequestedModel | null, source: string): Outcome {
  const actual = driftOf(seen, requested)
  if (!actual || !requested)
    return fine(seen.document.status?.model ? `model ${seen.document.status.model}` : null)
  return found([
    {
      code: 'cli-status.model-drift',
      severity: 'warning',
      summary: `the session runs on ${actual}, configured is ${modelText(requested)}`,
      evidence: [
        evidence(seen.source, `status.model ${actual}`),
        evidence(source, `model ${modelText(requested)}`),
      ],
      params: { actual, requested: modelText(requested) },
    },
  ])
}

const sameModel = (a: string, b: string): boolean => a.split('/').at(-1) === b.split('/').at(-1)
