import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import { serviceNames } from '../../src/systems/openclaw/service.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import { judgeService, serviceCodes } from './service-judge.ts'
import type { ServiceState } from './service-state.ts'

/** The service behind the gateway, where it was installed as one, is enabled and runs it. */
export function serviceCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  const { labels, units } = serviceNames(settings)
  return defineCheck({
    id: 'process/service',
    title: 'the service runs the gateway',
    codes: [...serviceCodes, 'process.config-refused'],
    looks:
      settings.service.manager === 'none'
        ? []
        : [`launchd ${labels.join(', ')} or systemd ${units.join(', ')}`],
    run: async ({ ask, now, window }) => {
      const [answer, instance] = await Promise.all([ask(probes.service), ask(probes.instance)])
      if (!answer) return skipped('the gateway is not installed as a service here')
      if (!answer.ok) return unchecked(answer.why)
      const { state } = answer
      const pid = state.pid ?? instance.process?.pid ?? null
      const daemon =
        instance.process || state.up
          ? {
              pid,
              startedAt: instance.process?.startedAt ?? null,
              supervised:
                state.pid !== null && (instance.process === null || instance.process.pid === state.pid),
            }
          : null
      const limits = { now, since: window.since, restarts: 5, graceMs: settings.thresholds.bootGraceMs }
      const refused = daemon ? null : configRefused(state)
      const findings = refused ? [refused] : judgeService(state, daemon, limits)
      return findings.length > 0 ? found(findings) : fine(`${state.service} ${state.state}`)
    },
  })
}

/** Exit code 78 is OpenClaw's "do not start me again": an invalid configuration or a refused migration of its state. */
function configRefused(state: ServiceState): Observation | null {
  if (!/^exit code 78\b/.test(state.lastExit?.words ?? '')) return null
  return {
    code: 'process.config-refused',
    severity: 'fault',
    summary: `${state.manager} service ${state.service} ended with exit code 78: the gateway refuses to start as it is`,
    evidence: state.evidence,
    params: { ...state.params, exit: 'exit code 78' },
  }
}
