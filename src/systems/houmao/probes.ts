import { withoutParents } from '../../../checks/process/process-judge.ts'
import { type Context, defineProbe, type Probe } from '../../core/check.ts'
import type { HttpAnswer, HttpProblem } from '../../host/http.ts'
import type { Listener } from '../../host/ports.ts'
import type { ProcessInfo } from '../../host/processes.ts'
import { type Document, readDocument } from './document.ts'
import { type GatewayLog, gatewayLogProbe } from './gateway-log.ts'
import { type Instance, instanceSchema } from './instance.ts'
import { type Manifest, manifestSchema } from './manifest.ts'
import { type Place, placeProbe } from './place.ts'
import { type Queue, queueProbe } from './queue.ts'
import type { HoumaoSettings } from './settings.ts'
import { type Desired, desiredSchema, type State, stateSchema } from './state.ts'
import { askSession, type SessionAnswer } from './tmux.ts'

/** The sidecars of this gateway, found by their command line. */
export type Sidecars =
  | { readonly ok: true; readonly processes: readonly ProcessInfo[] }
  | { readonly ok: false; readonly why: string }

/** Who listens on a port, or why it cannot be told. */
export interface PortHolders {
  readonly port: number
  readonly listeners: readonly Listener[]
  readonly blocked: string | null
}

export interface HealthReply {
  readonly url: string
  readonly answer: HttpAnswer | HttpProblem
}

/** The questions of one Houmao gateway that several checks share. All of them only look: files, the tmux session,
 *  the process table, and `GET /health`, which takes no lock and writes nothing. */
export interface HoumaoProbes {
  readonly place: Probe<Place>
  /** Null where no session is known. */
  readonly session: Probe<SessionAnswer | null>
  readonly manifest: Probe<Document<Manifest> | null>
  readonly instance: Probe<Document<Instance> | null>
  readonly state: Probe<Document<State> | null>
  readonly desired: Probe<Document<Desired> | null>
  readonly log: Probe<GatewayLog>
  readonly sidecars: Probe<Sidecars>
  /** The process that the execution file names; null when there is none of that pid. */
  readonly recorded: Probe<ProcessInfo | null>
  /** Of the recorded port, else of the one that the next attach will ask for; null when neither is known. */
  readonly holders: Probe<PortHolders | null>
  /** Null where nothing tells that a gateway is attached. */
  readonly health: Probe<HealthReply | null>
  readonly queue: Probe<Queue | null>
}

export function houmaoProbes(settings: HoumaoSettings): HoumaoProbes {
  const place = placeProbe(settings)
  const session = defineProbe('tmux session', async (context) => {
    const { session: name } = await context.ask(place)
    return name ? askSession(context, settings, name) : null
  })
  const inRoot = <T>(name: string, read: (context: Context, gateway: string) => Promise<T>) =>
    defineProbe(name, async (context): Promise<T | null> => {
      const { gateway } = await context.ask(place)
      return gateway ? read(context, gateway) : null
    })
  const manifest = defineProbe('manifest.json', async ({ host, ask }) => {
    const { manifest: path } = await ask(place)
    return path ? readDocument(host, path, manifestSchema) : null
  })
  const instance = inRoot('current-instance.json', ({ host }, gateway) =>
    readDocument(host, `${gateway}/run/current-instance.json`, instanceSchema),
  )
  const state = inRoot('state.json', ({ host }, gateway) =>
    readDocument(host, `${gateway}/state.json`, stateSchema),
  )
  const desired = inRoot('desired-config.json', ({ host }, gateway) =>
    readDocument(host, `${gateway}/desired-config.json`, desiredSchema),
  )
  const sidecars = defineProbe('sidecar processes', async (context): Promise<Sidecars> => {
    const { gateway } = await context.ask(place)
    return gateway ? findSidecars(context, gateway) : { ok: true, processes: [] }
  })
  const recorded = defineProbe('recorded process', async ({ host, signal, ask }) => {
    const file = await ask(instance)
    if (file?.kind !== 'valid') return null
    const found = await host.processes.get({ pid: file.value.pid }, signal)
    return found.ok ? found.process : null
  })
  const holders = defineProbe('listeners', async ({ host, signal, ask }): Promise<PortHolders | null> => {
    const [file, wanted] = await Promise.all([ask(instance), ask(desired)])
    const wish = wanted?.kind === 'valid' ? (wanted.value.desired_port ?? null) : null
    const port = file?.kind === 'valid' ? file.value.port : wish
    if (port === null) return null
    const answer = await host.ports.listeners({ port }, signal)
    return answer.ok
      ? { port, listeners: answer.listeners, blocked: null }
      : { port, listeners: [], blocked: answer.message }
  })
  const health = defineProbe('GET /health', async ({ host, signal, ask }): Promise<HealthReply | null> => {
    const [file, { published }] = await Promise.all([ask(instance), ask(place)])
    const named = Number(published.HOUMAO_AGENT_GATEWAY_PORT)
    const port = file?.kind === 'valid' ? file.value.port : named > 0 && named < 65_536 ? named : null
    if (port === null) return null
    const url = `http://127.0.0.1:${port}/health`
    return { url, answer: await host.http.request({ url, deadlineMs: settings.thresholds.httpMs }, signal) }
  })
  const running = defineProbe('whether a sidecar runs', async ({ ask }) => {
    const found = await ask(sidecars)
    return !found.ok || found.processes.length > 0
  })
  const queue = queueProbe(settings, place, running)
  const log = gatewayLogProbe(place)
  return {
    place,
    session,
    manifest,
    instance,
    state,
    desired,
    log,
    sidecars,
    recorded,
    holders,
    health,
    queue,
  }
}

/** Whether a process is a sidecar, of this gateway root or (without one) of any. */
export function isSidecar({ command }: ProcessInfo, gateway?: string): boolean {
  if (!command.includes('gateway_service')) return false
  return gateway === undefined || `${command} `.includes(`--gateway-root ${gateway} `)
}

/** The shell that carries a sidecar in an auxiliary window has the same words in its own command line. */
async function findSidecars({ host, signal }: Context, gateway: string): Promise<Sidecars> {
  const includes = ['gateway_service', '--gateway-root', gateway]
  const found = await host.processes.find({ includes }, signal)
  if (!found.ok) return { ok: false, why: `the processes could not be listed: ${found.message}` }
  const own = found.processes.filter((one) => isSidecar(one, gateway) && !one.state.startsWith('Z'))
  return { ok: true, processes: withoutParents(own).filter(({ command }) => !SHELL.test(command)) }
}

const SHELL = /^(?:\S*\/)?(?:ba|z|da|)sh\b/
