import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { attachmentCodes, brokenConfig, judgeDetached } from '../../src/systems/houmao/attachment.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'

/** A gateway is recorded, or there is none and that is in order. */
export function houmaoAttachment(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'process/attachment',
    title: 'the gateway is attached, or was never or properly detached',
    codes: [...attachmentCodes, 'process.handle-invalid'],
    looks: ['run/current-instance.json', 'logs/gateway.log', 'desired-config.json'],
    run: async ({ ask, now }) => {
      const [place, session, instance, log, sidecars, desired, holders] = await Promise.all([
        ask(probes.place),
        ask(probes.session),
        ask(probes.instance),
        ask(probes.log),
        ask(probes.sidecars),
        ask(probes.desired),
        ask(probes.holders),
      ])
      const params = paramsOf(settings, place)
      if (!place.gateway || !instance) return skipped('the gateway directory is not known')
      if (instance.kind === 'blocked') return unchecked(instance.why)
      if (instance.kind === 'invalid') {
        const { path, why } = instance
        const summary = `the recorded handle of the gateway is corrupt: ${why}`
        const seen = [evidence(path, why, { at: instance.mtimeMs })]
        return found([
          {
            code: 'process.handle-invalid',
            severity: 'fault',
            summary,
            evidence: seen,
            params: { ...params, file: path, why },
          },
        ])
      }
      if (instance.kind === 'valid')
        return desired?.kind === 'invalid' ? found([brokenConfig(desired, 'warning', params)]) : fine()
      if (!sidecars.ok) return unchecked(sidecars.why)
      if (!log.ok && log.problem !== 'absent') return unchecked(`gateway.log: ${log.message}`)
      const findings = judgeDetached({
        place,
        log: `${place.gateway}/logs/gateway.log`,
        last: log.ok ? log.last : { kind: 'none' },
        loggedAt: log.ok ? log.mtimeMs : null,
        sidecars: sidecars.processes,
        desired,
        wanted: holders,
        expected: settings.expect === 'attached',
        sessionSince: session?.kind === 'session' ? session.createdAt : null,
        now,
        readyMs: settings.thresholds.readyMs,
        params,
      })
      return found(findings, 'no gateway is attached, which is a normal state')
    },
  })
}
