import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { agentPaneOf } from '../../src/systems/houmao/handle.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import { type HoumaoProbes, isSidecar } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'
import { judgeSidecar, sidecarCodes } from '../../src/systems/houmao/sidecar.ts'
import { judgePort, portCodes } from './port-judge.ts'
import { hiddenOwner } from './port-owner.ts'
import { judgeProcess, processCodes, upFor } from './process-judge.ts'

/** The recorded process is alive, is this session's gateway, is published, and has its port. */
export function houmaoSidecar(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'process/sidecar',
    title: 'the recorded gateway process is alive, published, and listens',
    codes: [...new Set([...sidecarCodes, ...processCodes, ...portCodes])],
    looks: ['run/current-instance.json', 'the process table', 'listeners on the recorded port'],
    run: async ({ host, ask, now }) => {
      const [place, session, instance, recorded, sidecars, holders] = await Promise.all([
        ask(probes.place),
        ask(probes.session),
        ask(probes.instance),
        ask(probes.recorded),
        ask(probes.sidecars),
        ask(probes.holders),
      ])
      if (instance?.kind !== 'valid' || !place.gateway) return skipped('no gateway is recorded')
      // Every remedy from here on is a gateway command, and would kill the agent.
      if (session?.kind === 'session' && agentPaneOf(instance.value, session.panes))
        return skipped('the recorded handle points at the agent')
      if (!sidecars.ok) return unchecked(sidecars.why)
      const params = paramsOf(settings, place)
      const listeners = holders?.listeners ?? []
      const wrong = judgeSidecar({
        place: { ...place, gateway: place.gateway },
        file: instance.path,
        writtenAt: instance.mtimeMs,
        instance: instance.value,
        recorded,
        sidecars: sidecars.processes,
        listeners,
        isSidecar,
        params,
      })
      if (wrong) return found([wrong])
      const [process] = sidecars.processes
      if (!process) return unchecked('the gateway ended while it was looked at')
      const frozen = judgeProcess(process, host.env.who().uid)
      if (frozen.length > 0) return found(frozen)
      if (!holders || holders.blocked)
        return unchecked(`the listeners could not be listed: ${holders?.blocked}`)
      const { port } = holders
      const graceMs = settings.thresholds.readyMs
      const verdict = judgePort({ port, listeners, daemons: [process], now, graceMs })
      if (verdict.kind === 'hidden') return unchecked(hiddenOwner(port, host.env.who().name))
      if (verdict.kind === 'wrong')
        return found([{ ...verdict.finding, params: { ...params, ...verdict.finding.params } }])
      return fine(`${upFor(process, now)}, port ${port}`)
    },
  })
}
