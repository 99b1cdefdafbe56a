import type { Code } from '../../src/catalog/codes/index.ts'
import { type Check, defineCheck, defineProbe, fine, found, skipped } from '../../src/core/check.ts'
import { withoutLog } from '../../src/logs/file-outcome.ts'
import { judge } from '../../src/logs/judge.ts'
import { errorRules, errorTopics } from '../../src/systems/joelclaw/error-rules/index.ts'
import { readable } from '../../src/systems/joelclaw/logs.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { isLive, standingOf } from '../../src/systems/joelclaw/standing.ts'

/** The checks of `gateway.err`: first that it can be read, then one for each topic of its rules. */
export function joelclawErrors({ paths }: JoelclawSettings, probes: JoelclawProbes): readonly Check[] {
  const findings = defineProbe('rules of gateway.err', async ({ ask, window, now }) => {
    const [logs, health] = await Promise.all([ask(probes.logs), ask(probes.health)])
    return logs.err.ok
      ? judge(errorRules, {
          logs: readable(logs),
          window,
          standing: standingOf(health, logs, isLive({ window, now })),
        })
      : null
  })
  const file = defineCheck({
    id: 'error-log/file',
    title: 'the error log can be read',
    codes: [],
    looks: [paths.err],
    run: async ({ ask }) => {
      const { err } = await ask(probes.logs)
      if (!err.ok) return withoutLog(paths.err, err)
      const { records, countedFrom } = err.log
      return fine(`${records.length - countedFrom} records looked at`)
    },
  })
  const topics = Object.entries(errorTopics).map(([topic, { title, rules }]) => {
    const codes: readonly Code[] = [...new Set(rules.map((rule) => rule.code))]
    return defineCheck({
      id: `error-log/${topic}`,
      title,
      codes,
      looks: [paths.err],
      run: async ({ ask }) => {
        const all = await ask(findings)
        if (all === null) return skipped(`${paths.err} cannot be read`)
        const own = all.filter((finding) => codes.includes(finding.code))
        return own.length > 0 ? found(own) : fine()
      },
    })
  })
  return [file, ...topics]
}
