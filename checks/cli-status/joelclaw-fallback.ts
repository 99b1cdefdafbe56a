import { fine, found, type Outcome } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'

/** The first model answers, not its fallback. */
export const joelclawFallback = (probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/fallback',
    title: 'the fallback model is not in use',
    codes: ['cli-status.fallback-active'],
    judge: judgeFallback,
  })

/** Judges the fallback's state as the daemon keeps it since its start. */
export function judgeFallback({ document, source, now }: Seen): Outcome {
  const { fallback, sessionPressure } = document.status ?? {}
  const used = fallback?.activationCount ?? sessionPressure?.fallbackActivationCount ?? 0
  if (fallback?.active !== true) return fine(used > 0 ? `fallback used ${used} times since the start` : null)
  const model = fallback.model ?? 'another model'
  const since = fallback.since ?? null
  const age = since === null ? '' : ` for ${duration(now - since)}`
  return found([
    {
      code: 'cli-status.fallback-active',
      severity: 'warning',
      summary: `the fallback ${model} has answered${age} instead of the first model`,
      evidence: [evidence(source, `fallback active, model ${model}, ${used} activations`, { at: since })],
      params: { model },
      since: iso(since),
    },
  ])
}
