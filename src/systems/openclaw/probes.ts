import { defineProbe, type Probe } from '../../core/check.ts'
import type { PortsPort } from '../../host/ports.ts'
import { configOf } from './config.ts'
import { containerSources } from './container/sources.ts'
import { askHttp, type HttpStatus } from './http.ts'
import { askRpc, type RpcAnswer } from './rpc.ts'
import { type RuntimeProbes, runtimeProbes } from './runtime-probes.ts'
import type { OpenclawSettings } from './settings.ts'
import { ownSources, type Sources } from './sources.ts'
import { readState, type StateAnswer } from './state.ts'
import { joinSights, type Turn } from './turns.ts'
import { turnsInLog } from './turns-in-log.ts'

export { configOf } from './config.ts'

/** The questions of an OpenClaw gateway that several layers share. */
export interface OpenclawProbes extends Sources, RuntimeProbes {
  /** The port where it can be asked; the usual one where it can be asked nowhere. */
  readonly port: Probe<number>
  /** Who listens on that port. */
  readonly listeners: Probe<Awaited<ReturnType<PortsPort['listeners']>>>
  readonly http: Probe<HttpStatus>
  /** Asked only of a listener that has shown itself as an OpenClaw gateway. */
  readonly rpc: Probe<RpcAnswer>
  readonly state: Probe<StateAnswer>
  /** The turns of the window, from log and database together, oldest first. */
  readonly turns: Probe<readonly Turn[]>
}

/** The probes of one gateway; every check of a walk shares them. */
export function openclawProbes(settings: OpenclawSettings): OpenclawProbes {
  const sources = settings.container ? containerSources(settings.container) : ownSources(settings)
  const { config, instance, reach, service, place, log } = sources
  const port = defineProbe('port', async ({ ask }) => {
    const found = await ask(reach)
    return found.ok ? found.port : settings.port
  })
  const http = defineProbe('GET /readyz', async (context): Promise<HttpStatus> => {
    const found = await context.ask(reach)
    return found.ok
      ? askHttp(context, found.port, settings.thresholds.httpMs)
      : { kind: 'not-asked', why: found.why, published: found.published }
  })
  const rpc = defineProbe('WebSocket', async (context): Promise<RpcAnswer> => {
    const [status, answer, number] = await Promise.all([
      context.ask(http),
      context.ask(config),
      context.ask(port),
    ])
    if (status.kind !== 'gateway') return { kind: 'none', why: 'no gateway was seen on its port' }
    const known = configOf(answer)
    if (!known) return { kind: 'none', why: 'without the configuration its token is not known' }
    if (settings.container && known.auth !== 'none' && known.secret === null)
      return { kind: 'none', why: 'its token lies in the environment of the container, which is not read' }
    return askRpc(context, number, known.auth, known.secret, settings.thresholds.rpcMs)
  })
  const state = defineProbe('state database', async (context): Promise<StateAnswer> => {
    const [{ beside }, { stateDir, why }] = await Promise.all([context.ask(instance), context.ask(place)])
    if (stateDir === null) return { kind: 'blocked', why }
    return readState(context, `${stateDir}/state/openclaw.sqlite`, beside)
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
    ...sources,
    port,
    listeners: defineProbe('listeners', async ({ host, ask, signal }) =>
      host.ports.listeners({ port: await ask(port) }, signal),
    ),
    http,
    rpc,
    state,
    turns,
    ...runtimeProbes(settings, { config, state, rpc, instance, service, port }),
  }
}
