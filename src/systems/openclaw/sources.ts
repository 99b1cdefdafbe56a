import type { ServiceAnswer } from '../../../checks/process/service-state.ts'
import { defineProbe, type Probe } from '../../core/check.ts'
import { type ConfigAnswer, configOf, readConfig } from './config.ts'
import type { ContainerAnswer } from './container/container.ts'
import type { Reach } from './container/places.ts'
import type { Place } from './container/state-place.ts'
import { findInstance, type Instance } from './lock.ts'
import { type GatewayLog, readGatewayLog } from './log.ts'
import { namedLog } from './log-files.ts'
import { askService, journalOf } from './service.ts'
import type { OpenclawSettings } from './settings.ts'

/** The questions whose answers lie in different places for a process of this machine and for a container. */
export interface Sources {
  /** Null where the gateway runs in none. */
  readonly container: Probe<ContainerAnswer | null>
  /** The state directory, as this machine can read it. */
  readonly place: Probe<Place>
  readonly config: Probe<ConfigAnswer>
  readonly instance: Probe<Instance>
  /** Where it can be asked: the port that the running gateway names, else the configured one. */
  readonly reach: Probe<Reach>
  /** Null where no service manager knows the gateway, or none is there. */
  readonly service: Probe<ServiceAnswer | null>
  readonly log: Probe<GatewayLog>
}

/** Where the facts of a gateway that is a process of this machine come from. */
export function ownSources(settings: OpenclawSettings): Sources {
  const { stateDir } = settings
  const config = defineProbe('configuration', ({ host }) => readConfig(host, settings.config))
  const instance = defineProbe('state lock', (context) => findInstance(context, stateDir))
  const service = defineProbe('service', (context) => askService(context, settings))
  return {
    container: defineProbe('container', async () => null),
    place: defineProbe('state directory', async () => ({ stateDir, why: null, inside: stateDir })),
    config,
    instance,
    reach: defineProbe('port', async ({ ask }) => {
      const [holder, answer] = await Promise.all([ask(instance), ask(config)])
      const held = holder.process ? holder.lock?.port : null
      return { ok: true, port: held ?? configOf(answer)?.port ?? settings.port }
    }),
    service,
    log: defineProbe('log', async (context) => {
      const [answer, holder, manager] = await Promise.all([
        context.ask(config),
        context.ask(instance),
        context.ask(service),
      ])
      const file = configOf(answer)?.logFile
      return readGatewayLog(context, {
        name: file ? namedLog(file, settings.home) : { ...settings.log, daily: true },
        textLogs: settings.textLogs,
        journal: manager?.ok ? journalOf(manager.state) : null,
        startedAt: holder.run?.startedAt ?? null,
      })
    }),
  }
}
