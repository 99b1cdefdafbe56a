import {
  type Check,
  type Context,
  defineCheck,
  fine,
  found,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import type { Container } from '../../src/systems/mission-control/containers.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'
import { judgeContainer } from './container-judge.ts'
import { notRunning } from './plain-process.ts'
import { judgeProcess, upFor } from './process-judge.ts'

/** The API's process is alive, on this machine or in a container. */
export function missionControlApi(settings: MissionControlSettings, probes: MissionControlProbes): Check {
  const { command, service } = settings.sides.api
  return defineCheck({
    id: 'process/api',
    title: 'the API process is alive',
    codes: ['process.not-running', 'process.frozen', 'process.crash-loop'],
    looks: [`processes with ${command.join(' ')} in their command line`, `the container of ${service}`],
    run: async (context) => {
      const [{ processes }, containers] = await Promise.all([
        context.ask(probes.sides.api),
        context.ask(probes.containers),
      ])
      const container = containers?.find((one) => one.service === service)
      if (container) return ofContainer(container)
      if (typeof processes === 'string') return unchecked(processes)
      const [first] = processes
      if (first) {
        const findings = judgeProcess(first, null)
        return findings.length > 0 ? found(findings) : fine(upFor(first, context.now))
      }
      if (!settings.api) return skipped('no API is configured: set `api` to its base URL')
      return (await takesConnections(context, settings.api))
        ? fine('its address takes connections; the process is not visible from here')
        : found([notRunning(command)])
    },
  })
}

function ofContainer(container: Container) {
  const findings = judgeContainer(container)
  return findings.length > 0 ? found(findings) : fine(`container ${container.name} is ${container.state}`)
}

async function takesConnections({ host, signal }: Context, base: string): Promise<boolean> {
  const url = new URL(base)
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
  const name = url.hostname.replace(/^\[|\]$/g, '')
  return (await host.ports.connect({ host: name, port, deadlineMs: 2_000, listenMs: 1 }, signal)).ok
}
