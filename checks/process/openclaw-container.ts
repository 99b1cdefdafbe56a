import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import type { Observation } from '../../src/core/finding.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { ContainerSettings, OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import {
  judgeContainer,
  missingContainer,
  openclawContainerCodes,
  portLost,
} from './openclaw-container-judge.ts'
import { holderOf } from './openclaw-port.ts'

/** The container of the gateway runs, stays up, and is not held still. */
export function containerCheck(
  settings: OpenclawSettings,
  of: ContainerSettings,
  probes: OpenclawProbes,
): Check {
  return defineCheck({
    id: 'process/container',
    title: 'the container of the gateway runs',
    codes: [...openclawContainerCodes, 'process.port-foreign', 'process.orphan-instance'],
    looks: [`${of.runtime} inspect ${of.name}`, 'listeners on its published port'],
    run: async ({ ask, now, window }) => {
      const answer = await ask(probes.container)
      if (answer?.kind === 'absent') return found([missingContainer(of, answer.said)])
      if (answer?.kind !== 'seen') return skipped('its runtime could not be asked')
      const { container } = answer
      const limits = { now, since: window.since, graceMs: settings.thresholds.bootGraceMs, restarts: 5 }
      const status = container.health?.status === 'unhealthy' ? await ask(probes.http) : null
      const serves = status?.kind === 'gateway' && status.ready
      const judged = judgeContainer(container, of, { ...limits, serves })
      if (judged === null)
        return unchecked(`${of.runtime} calls ${of.name} ${container.status}, which is not known`)
      const up =
        container.startedAt === null ? '' : `, up ${duration(Math.max(0, now - container.startedAt))}`
      if (judged.length === 0) return fine(`${of.name} ${container.status}${up}`)
      if (container.status === 'running') return found(judged)
      const holder = await holderOfPort()
      if (!holder) return found(judged)
      return found(portLost(container) ? [holder, ...judged] : [...judged, holder])

      /** Somebody else on the published port of a container that is down: its next start fails. */
      async function holderOfPort(): Promise<Observation | null> {
        const [reach, listeners] = await Promise.all([ask(probes.reach), ask(probes.listeners)])
        if (!reach.ok || !listeners.ok) return null
        return holderOf({ port: reach.port, listeners: listeners.listeners, now, graceMs: limits.graceMs })
      }
    },
  })
}
