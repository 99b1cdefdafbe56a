import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { judgePort, portCodes } from './port-judge.ts'
import { hiddenOwner } from './port-owner.ts'

/** The daemon, and nobody else, listens on the gateway's port. That it is still starting is said by
 *  `process/pid-file`, that nothing runs by `process/service` or `process/daemon`. */
export function joelclawPort(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const graceMs = settings.thresholds.bootGraceMs
  return defineCheck({
    id: 'process/port',
    title: 'the daemon listens on its port',
    codes: portCodes,
    looks: [settings.paths.wsPort, `listeners on port ${settings.port}`],
    run: async ({ host, signal, ask, now }) => {
      const [{ port }, daemons] = await Promise.all([ask(probes.port), ask(probes.daemons)])
      if (!daemons.ok) return unchecked(daemons.why)
      const answer = await host.ports.listeners({ port }, signal)
      if (!answer.ok) return unchecked(`the listeners on port ${port} could not be listed: ${answer.message}`)
      if (daemons.processes.length === 0 && answer.listeners.length === 0) return fine()
      const verdict = judgePort({
        port,
        listeners: answer.listeners,
        daemons: daemons.processes,
        now,
        graceMs,
      })
      if (verdict.kind === 'wrong') return found([verdict.finding])
      if (verdict.kind === 'not-yet') return fine(`port ${port} is not open yet`)
      if (verdict.kind === 'ours') return fine(`port ${port}`)
      // The listener's owner is hidden from us: what it says tells who it is.
      const health = await ask(probes.health)
      return health.kind === 'document'
        ? fine(`port ${port}`)
        : unchecked(hiddenOwner(port, host.env.who().name))
    },
  })
}
