import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import { judgePort, type PortView, portCodes } from './port-judge.ts'
import { hiddenOwner } from './port-owner.ts'

/** The gateway that holds the state, and nobody else, listens on its port: not an older instance, not another server. */
export function portCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'process/port',
    title: 'the gateway listens on its port',
    codes: [...portCodes, 'process.orphan-instance'],
    looks: ['the state lock', "listeners on the gateway's port"],
    run: async ({ host, ask, now }) => {
      const [port, instance, answer] = await Promise.all([
        ask(probes.port),
        ask(probes.instance),
        ask(probes.listeners),
      ])
      if (!answer.ok) return unchecked(`the listeners on port ${port} could not be listed: ${answer.message}`)
      const daemons = instance.process ? [instance.process] : []
      if (instance.blocked && answer.listeners.length > 0) {
        const status = await ask(probes.http)
        return status.kind === 'gateway' ? fine(`port ${port}`) : unchecked(instance.blocked)
      }
      if (daemons.length === 0 && answer.listeners.length === 0) return fine()
      const { bootGraceMs: graceMs } = settings.thresholds
      const view = { port, listeners: answer.listeners, daemons, now, graceMs }
      const verdict = judgePort(view)
      if (verdict.kind === 'wrong') return found([named(verdict.finding)])
      if (verdict.kind === 'not-yet') return fine(`port ${port} is not open yet`)
      if (verdict.kind === 'ours') return fine(`port ${port}`)
      const status = await ask(probes.http)
      return status.kind === 'gateway'
        ? fine(`port ${port}`)
        : unchecked(hiddenOwner(port, host.env.who().name))
    },
  })
}

/** Who holds the port of a gateway that does not run; null where nobody does, or it cannot be seen. */
export function holderOf(view: Omit<PortView, 'daemons'>): Observation | null {
  if (view.listeners.length === 0) return null
  const verdict = judgePort({ ...view, daemons: [] })
  return verdict.kind === 'wrong' ? named(verdict.finding) : null
}

/** Another gateway on the port is no stranger: it is an instance with other state. */
function named(finding: Observation): Observation {
  const { port, pid, name } = finding.params ?? {}
  if (finding.code !== 'process.port-foreign' || !String(name).startsWith('openclaw-gatewa')) return finding
  const summary = `another gateway (pid ${pid}) listens on port ${port}: it does not hold this state`
  return { ...finding, code: 'process.orphan-instance', summary }
}
