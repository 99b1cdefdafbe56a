import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { withoutLog } from '../../src/logs/file-outcome.ts'
import { judge } from '../../src/logs/judge.ts'
import { flowRules } from '../../src/systems/joelclaw/flow-rules.ts'
import { readable } from '../../src/systems/joelclaw/logs.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { isLive, standingOf } from '../../src/systems/joelclaw/standing.ts'

/** What the log says of the model in use, the ways that answers take, and events that get no prompt. */
export function joelclawFlowState({ paths }: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'stdout-flow/state',
    title: 'messages take their usual way',
    codes: [...new Set(flowRules.map((rule) => rule.code))],
    looks: [paths.log],
    run: async ({ ask, window, now }) => {
      const [logs, health] = await Promise.all([ask(probes.logs), ask(probes.health)])
      if (!logs.out.ok) return withoutLog(paths.log, logs.out)
      const facts = {
        logs: readable(logs),
        window,
        standing: standingOf(health, logs, isLive({ window, now })),
      }
      const findings = judge(flowRules, facts)
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}
