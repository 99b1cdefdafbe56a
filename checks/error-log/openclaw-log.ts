import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import { judge } from '../../src/logs/judge.ts'
import type { ConfigAnswer } from '../../src/systems/openclaw/config.ts'
import type { HttpStatus } from '../../src/systems/openclaw/http.ts'
import { openclawRules } from '../../src/systems/openclaw/log-rules.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'

/** The gateway's own records tell of no trouble with its start, configuration, channels or disk. */
export function logRulesCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'error-log/gateway',
    title: 'the gateway reports no trouble of its own',
    codes: [...new Set(openclawRules.map(({ code }) => code))],
    looks: ["the gateway's log", 'since when it is up'],
    run: async ({ ask, window, now }) => {
      const [{ log, paths, blocked }, config, http] = await Promise.all([
        ask(probes.log),
        ask(probes.config),
        ask(probes.http),
      ])
      if (paths.length === 0)
        return blocked ? unchecked(blocked) : skipped('there is no log of the gateway in this time')
      const findings = judge(openclawRules, { logs: [log], window, standing: {} })
        .filter((finding) => !isMended(finding, config, now))
        .map((finding) => asFurtherStart(finding, http, now))
      if (blocked) return unchecked(blocked, findings)
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

/** How long the gateway may take to see an edit and refuse it, ms; half a second is usual. */
const NOTICE_MS = 10_000

/** An edit that was ignored, and a valid file written after it: the gateway says nothing when the file becomes again
 *  what it runs with, and would have refused a further invalid one by now. */
export function isMended({ code, at }: Observation, config: ConfigAnswer, now: number): boolean {
  if (code !== 'error-log.config-ignored' || config.kind !== 'read' || !at) return false
  return config.mtimeMs > Date.parse(at) && now - config.mtimeMs > NOTICE_MS
}

const STARTS: readonly string[] = ['error-log.start-failed', 'error-log.migration-refused']

/** A start that failed beside a gateway that was up before it and is ready: that one holds the state, so that a second
 *  one is refused, in the same log. */
export function asFurtherStart(finding: Observation, http: HttpStatus, now: number): Observation {
  if (!STARTS.includes(finding.code) || !finding.at) return finding
  if (http.kind !== 'gateway' || !http.ready || http.uptimeMs === null) return finding
  if (now - http.uptimeMs >= Date.parse(finding.at)) return finding
  const summary = `${finding.summary} (a further start, beside the gateway that is up)`
  return { ...finding, severity: 'note', summary }
}
