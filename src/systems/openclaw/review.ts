import { judgeTurns } from '../../../checks/error-log/openclaw-turns.ts'
import { defineProbe } from '../../core/check.ts'
import { judge } from '../../logs/judge.ts'
import type { ReviewProbes } from '../../review/source.ts'
import { openclawRules } from './log-rules.ts'
import { openclawProbes } from './probes.ts'
import type { OpenclawSettings } from './settings.ts'
import { transcriptProbe } from './transcript.ts'

/** What a review of an OpenClaw gateway reads: the sessions of its agents, and what its log and its tasks tell. */
export function openclawReview(settings: OpenclawSettings): ReviewProbes {
  const probes = openclawProbes(settings)
  const logs = defineProbe("rules of the gateway's log", async ({ ask, window, now }) => {
    const [{ log }, turns] = await Promise.all([ask(probes.log), ask(probes.turns)])
    return [
      ...judge(openclawRules, { logs: [log], window, standing: {} }),
      ...judgeTurns(turns, now, settings.thresholds.passingMs),
    ]
  })
  return { transcript: transcriptProbe(probes), logs }
}
