import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { judge } from '../../src/logs/judge.ts'
import { openclawRules } from '../../src/systems/openclaw/log-rules.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'

/** The gateway's own records tell of no trouble with its start, configuration, channels or disk. */
export function logRulesCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'error-log/gateway',
    title: 'the gateway reports no trouble of its own',
    codes: [...new Set(openclawRules.map(({ code }) => code))],
    looks: ["the gateway's log"],
    run: async ({ ask, window }) => {
      const { log, paths, blocked } = await ask(probes.log)
      if (paths.length === 0)
        return blocked ? unchecked(blocked) : skipped('there is no log of the gateway in this time')
      const findings = judge(openclawRules, { logs: [log], window, standing: {} })
      if (blocked) return unchecked(blocked, findings)
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}
