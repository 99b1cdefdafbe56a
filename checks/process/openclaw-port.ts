import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import { judgePort, portCodes } from './port-judge.ts'
import { hiddenOwner } from './port-owner.ts'

/** The gateway that holds the state, and nobody else, listens on its port: not an older instance, not another server. */
export function portCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'process/port',
    title: 'the gateway listens on its port',
    codes: [...portCodes, 'process.orphan-instance'],
    looks: ['the state lock', "listeners on the gateway's port"],
    run: async ({ host, signal, ask, now }) => {
      const [port, instance] = await Promise.all([ask(probes.port), ask(probes.instance)])
      const answer = await host.ports.listeners({ port }, signal)
      if (!answer.ok) return unchecked(`the listeners on port ${port} could not be listed: ${answer.message}`)
      const daemons = instance.process ? [instance.process] : []
      if (daemons.length === 0 && answer.listeners.length === 0) return fine()
      const verdict = judgePort({
        port,
        listeners: answer.listeners,
        daemons,
        now,
        graceMs: settings.thresholds.bootGraceMs,
      })
      if (verdict.kind === 'wrong') {
        const { finding } = verdict
        const orphan =
          finding.code === 'process.port-foreign' &&
          String(finding.params?.name).startsWith('openclaw-gatewa')
        if (!orphan) return found([finding])
        const summary = `another gateway (pid ${finding.params?.pid}) listens on port ${port}: it does not hold this state`
        return found([{ ...finding, code: 'process.orphan-instance', summary }])
      }
      if (verdict.kind === 'not-yet') return fine(`port ${port} is not open yet`)
      if (verdict.kind === 'ours') return fine(`port ${port}`)
      const status = await ask(probes.http)
      return status.kind === 'gateway'
        ? fine(`port ${port}`)
        : unchecked(hiddenOwner(port, host.env.who().name))
    },
  })
}
