import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { withoutLog } from '../../src/logs/file-outcome.ts'
import { judge } from '../../src/logs/judge.ts'
import { logRules } from '../../src/systems/houmao/log-rules.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

/** gateway.log since its last start tells of no error. */
export function houmaoErrors(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'error-log/gateway',
    title: 'gateway.log tells of no error since the last start',
    codes: logRules.map((rule) => rule.code),
    looks: ['<session root>/gateway/logs/gateway.log'],
    run: async ({ ask, window }) => {
      const [place, log] = await Promise.all([ask(probes.place), ask(probes.log)])
      if (!place.gateway) return skipped('the gateway directory is not known')
      if (!log.ok) return withoutLog(`${place.gateway}/logs/gateway.log`, log)
      const params = paramsOf(settings, place)
      const findings = judge(logRules, { logs: [log.log], window, standing: {} })
      if (findings.length > 0)
        return found(findings.map((one) => ({ ...one, params: { ...params, ...one.params } })))
      return fine(`${log.log.records.length - log.log.countedFrom} records looked at`)
    },
  })
}
