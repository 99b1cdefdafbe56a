import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import type { Boot, StateAnswer } from '../../src/systems/openclaw/state.ts'
import { holderOf } from './openclaw-port.ts'
import type { ServiceState } from './service-state.ts'

/** Where the gateway is down, nobody else holds the port that it needs to come up again. It stands before the checks
 *  of service and process: what they see is then the consequence. */
export function startCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'process/start',
    title: 'nobody else keeps the gateway from its port',
    codes: ['process.port-foreign', 'process.orphan-instance'],
    looks: ["listeners on the gateway's port", 'how its last run ended'],
    run: async ({ ask, now }) => {
      const instance = await ask(probes.instance)
      if (instance.process || instance.blocked) return skipped('the gateway is not known to be down')
      const [port, answer] = await Promise.all([ask(probes.port), ask(probes.listeners)])
      const { bootGraceMs: graceMs } = settings.thresholds
      const holder = answer.ok ? holderOf({ port, listeners: answer.listeners, now, graceMs }) : null
      if (!holder) return fine()
      const [service, state] = await Promise.all([ask(probes.service), ask(probes.state)])
      return keptDown(state, service?.ok ? service.state : null) ? found([holder]) : fine()
    },
  })
}

/** Whether a taken port is why the gateway is down now. It is not where the gateway was stopped in order, is not
 *  allowed to start, or was refused for another reason: then it is only the next obstacle. */
export function keptDown(state: StateAnswer, service: ServiceState | null): boolean {
  if (state.kind === 'damaged') return false
  const last = state.kind === 'read' ? (state.state.boots[0] ?? null) : null
  if (last?.outcome === 'startup_failed') return refusedForPort(last)
  if (service) {
    if (service.enabled === 'masked' || !service.registered) return false
    if (service.enabled === 'disabled' && service.manager === 'launchd') return false
    // Exit code 78 is a refusal for another reason; any other failure of a supervised start may be the port.
    if (service.lastExit && !service.lastExit.clean) return !/^exit code 78\b/.test(service.lastExit.words)
  }
  return last === null || last.outcome === null
}

/** The words of a start that did not get its port (2026.9.6); it says "another gateway" of any server. */
const refusedForPort = ({ reason }: Boot): boolean =>
  /EADDRINUSE|already listening|already in use/.test(reason ?? '')
