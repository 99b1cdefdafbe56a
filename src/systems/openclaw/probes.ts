import type { ServiceAnswer } from '../../../checks/process/service-state.ts'
import { defineProbe, type Probe } from '../../core/check.ts'
import type { PortsPort } from '../../host/ports.ts'
import { type ConfigAnswer, configOf, readConfig } from './config.ts'
import { askHttp, type HttpStatus } from './http.ts'
import { findInstance, type Instance } from './lock.ts'
import { type GatewayLog, readGatewayLog } from './log.ts'
import { namedLog } from './log-files.ts'
import { askRpc, type RpcAnswer } from './rpc.ts'
import { type RuntimeProbes, runtimeProbes } from './runtime-probes.ts'
import { askService, journalOf } from './service.ts'
import type { OpenclawSettings } from './settings.ts'
import { readState, type StateAnswer } from './state.ts'
import { joinSights, type Turn } from './turns.ts'
import { turnsInLog } from './turns-in-log.ts'

export { configOf } from './config.ts'

/** The questions of an OpenClaw gateway that several layers share. */
export interface OpenclawProbes extends RuntimeProbes {
  readonly config: Probe<ConfigAnswer>
  readonly instance: Probe<Instance>
  /** The port that the running gateway names, else the configured one. */
  readonly port: Probe<number>
  /** Who listens on that port. */
  readonly listeners: Probe<Awaited<ReturnType<PortsPort['listeners']>>>
  /** Null where no service manager knows the gateway, or none is there. */
  readonly service: Probe<ServiceAnswer | null>
  readonly http: Probe<HttpStatus>
  /** Asked only of a listener that has shown itself as an OpenClaw gateway. */
  readonly rpc: Probe<RpcAnswer>
  readonly state: Probe<StateAnswer>
  readonly log: Probe<GatewayLog>
  /** The turns of the window, from log and database together, oldest first. */
  readonly turns: Probe<readonly Turn[]>
}

/** The probes of one gateway; every check of a walk shares them. */
export function openclawProbes(settings: OpenclawSettings): OpenclawProbes {
  const config = defineProbe('configuration', ({ host }) => readConfig(host, settings.config))
  const instance = defineProbe('state lock', (context) => findInstance(context, settings.stateDir))
  const port = defineProbe('port', async ({ ask }) => {
    const [holder, answer] = await Promise.all([ask(instance), ask(config)])
    return (holder.process ? holder.lock?.port : null) ?? configOf(answer)?.port ?? settings.port
  })
  const service = defineProbe('service', (context) => askService(context, settings))
  const http = defineProbe('GET /readyz', async (context) =>
    askHttp(context, await context.ask(port), settings.thresholds.httpMs),
  )
  const rpc = defineProbe('WebSocket', async (context): Promise<RpcAnswer> => {
    const [status, answer, number] = await Promise.all([
      context.ask(http),
      context.ask(config),
      context.ask(port),
    ])
    if (status.kind !== 'gateway') return { kind: 'none', why: 'no gateway was seen on its port' }
    const known = configOf(answer)
    if (!known) return { kind: 'none', why: 'without the configuration its token is not known' }
    return askRpc(context, number, known.auth, known.secret, settings.thresholds.rpcMs)
  })
  const state = defineProbe('state database', async (context) => {
    const { process } = await context.ask(instance)
    return readState(context, `${settings.stateDir}/state/openclaw.sqlite`, process !== null)
  })
  const log = defineProbe('log', async (context) => {
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
      startedAt: holder.process?.startedAt ?? null,
    })
  })
  const turns = defineProbe('turns', async ({ ask, window }) => {
    const [lines, answer] = await Promise.all([ask(log), ask(state)])
    const kept = answer.kind === 'read' ? answer.state.sights : []
    const sights = [...turnsInLog(lines.records, lines.log.source), ...kept].filter(
      (one) => one.at <= window.until && one.at >= window.since,
    )
    return joinSights(sights)
  })
  return {
    config,
    instance,
    port,
    listeners: defineProbe('listeners', async ({ host, ask, signal }) =>
      host.ports.listeners({ port: await ask(port) }, signal),
    ),
    service,
    http,
    rpc,
    state,
    log,
    turns,
    ...runtimeProbes(settings, { config, state, rpc, instance, service, port }),
  }
}
