import { defineProbe } from '../../core/check.ts'
import { judge } from '../../logs/judge.ts'
import type { ReviewProbes } from '../../review/source.ts'
import { errorRules } from './error-rules/index.ts'
import { readable } from './logs.ts'
import { joelclawProbes } from './probes.ts'
import type { JoelclawSettings } from './settings.ts'
import { isLive, standingOf } from './standing.ts'

/** What a review of a joelclaw gateway reads: its session transcript, and `gateway.err` with the rules of its layer. */
export function joelclawReview(settings: JoelclawSettings): ReviewProbes {
  const probes = joelclawProbes(settings)
  const logs = defineProbe('rules of gateway.err', async ({ ask, window, now }) => {
    const [read, health] = await Promise.all([ask(probes.logs), ask(probes.health)])
    const standing = standingOf(health, read, isLive({ window, now }))
    return judge(errorRules, { logs: readable(read), window, standing })
  })
  return { transcript: probes.transcript, logs }
}
