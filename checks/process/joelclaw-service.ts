import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { upFor } from './process-judge.ts'
import { judgeService, serviceCodes } from './service-judge.ts'

/** The service is registered and enabled, and its daemon runs under it. */
export function joelclawService(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const { service, thresholds } = settings
  return defineCheck({
    id: 'process/service',
    title: 'the service is enabled and runs the daemon',
    codes: serviceCodes,
    looks: service.manager === 'none' ? [] : [`${service.manager} ${service.label}`],
    run: async ({ ask, now, window }) => {
      const answer = await ask(probes.service)
      if (answer === null) return skipped('no service manager is configured: process and pid file decide')
      if (!answer.ok) return unchecked(answer.why)
      const daemons = await ask(probes.daemons)
      if (!daemons.ok) return unchecked(daemons.why)
      const [first] = daemons.processes
      const daemon = first
        ? { pid: first.pid, startedAt: first.startedAt, supervised: daemons.supervised === first.pid }
        : null
      const limits = {
        now,
        since: window.since,
        restarts: thresholds.restarts,
        graceMs: thresholds.bootGraceMs,
      }
      const findings = judgeService(answer.state, daemon, limits)
      return findings.length > 0 || !daemon
        ? found(findings)
        : fine(`${service.label} ${answer.state.state}, ${upFor(daemon, now)}`)
    },
  })
}
