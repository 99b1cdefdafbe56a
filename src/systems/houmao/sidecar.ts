import { processEvidence, programOf } from '../../../checks/process/process-judge.ts'
import { type Evidence, evidence, iso, type Observation, type Params } from '../../core/finding.ts'
import type { Listener } from '../../host/ports.ts'
import type { ProcessInfo } from '../../host/processes.ts'
import type { Instance } from './instance.ts'
import type { Place, Published } from './place.ts'

export const sidecarCodes = [
  'process.several-daemons',
  'process.orphan-sidecar',
  'process.bindings-stale',
  'process.port-other-gateway',
  'process.port-foreign',
  'process.pid-reused',
  'process.sidecar-dead',
] as const

/** A recorded gateway beside the live processes and listeners. */
export interface SidecarView {
  readonly place: Place & { readonly gateway: string }
  readonly file: string
  /** When the execution file was written, epoch ms. */
  readonly writtenAt: number
  readonly instance: Instance
  /** The process of the recorded pid; null when there is none. */
  readonly recorded: ProcessInfo | null
  /** The live sidecars of this gateway directory. */
  readonly sidecars: readonly ProcessInfo[]
  /** Who listens on the recorded port. */
  readonly listeners: readonly Listener[]
  /** Whether a process is a sidecar of some gateway. */
  readonly isSidecar: (process: ProcessInfo) => boolean
  readonly params: Params
}

/** Whether the recorded process is the gateway and the session publishes it; null when all fits. */
export function judgeSidecar(view: SidecarView): Observation | null {
  const { instance, sidecars, params } = view
  if (sidecars.length > 1) {
    const pids = sidecars.slice(0, 10).map((one) => one.pid)
    return {
      code: 'process.several-daemons',
      severity: 'fault',
      summary: `${sidecars.length} gateways of this session run at once: pid ${pids.join(', ')}`,
      evidence: sidecars.slice(0, 5).map(processEvidence),
      params: { ...params, pids: pids.join(',') },
    }
  }
  const ours = sidecars.find((one) => one.pid === instance.pid)
  return ours ? judgePublished(view, ours) : judgeMissing(view)
}

/** The four variables that an attach sets and a clean-up removes. */
const LIVE = [
  'HOUMAO_AGENT_GATEWAY_HOST',
  'HOUMAO_AGENT_GATEWAY_PORT',
  'HOUMAO_GATEWAY_STATE_PATH',
  'HOUMAO_GATEWAY_PROTOCOL_VERSION',
] as const satisfies readonly (keyof Published)[]

function judgePublished(view: SidecarView, ours: ProcessInfo): Observation | null {
  const { place, instance, params } = view
  if (LIVE.every((name) => place.published[name] === null)) return orphan(place, ours, params)
  const wrong = disagreement(place, instance)
  return wrong ? stale(view, wrong, [processEvidence(ours)]) : null
}

/** A sidecar that works while its session says nothing of it. */
export function orphan(place: Place, process: ProcessInfo, params: Params): Observation {
  return {
    code: 'process.orphan-sidecar',
    severity: 'fault',
    summary: `the gateway runs as pid ${process.pid}, and session ${place.session} does not publish it`,
    evidence: [
      processEvidence(process),
      evidence(`tmux show-environment -t =${place.session}`, `${LIVE.join(', ')}: unset`),
    ],
    params: { ...params, pid: process.pid },
  }
}

function disagreement({ published, record }: Place, { port }: Instance): string | null {
  const said = published.HOUMAO_AGENT_GATEWAY_PORT
  if (said !== null && said !== String(port))
    return `the session publishes port ${said.slice(0, 10)}, the gateway was recorded with port ${port}`
  const registered = record?.kind === 'valid' ? (record.value.gateway?.port ?? null) : null
  if (registered !== null && registered !== port)
    return `the registry has port ${registered}, the gateway was recorded with port ${port}`
  return null
}

function judgeMissing(view: SidecarView): Observation {
  const { instance, recorded, sidecars, listeners, params, file, writtenAt } = view
  const { pid, port } = instance
  const at = iso(writtenAt)
  const written = evidence(file, `pid ${pid} port ${port}`, { at: writtenAt })
  const [living] = sidecars
  if (living)
    return stale(view, `recorded is pid ${pid}, the live gateway is pid ${living.pid}`, [
      processEvidence(living),
    ])
  const holder = listeners.find((one) => one.process && view.isSidecar(one.process))?.process
  if (holder)
    return {
      code: 'process.port-other-gateway',
      severity: 'fault',
      summary: `port ${port} is served by another agent's gateway (pid ${holder.pid}); the recorded pid ${pid} is not alive`,
      evidence: [written, processEvidence(holder)],
      params: { ...params, port, pid: holder.pid },
      at,
    }
  const stranger = listeners.find((one) => one.process)?.process
  if (stranger)
    return {
      code: 'process.port-foreign',
      severity: 'fault',
      summary: `${programOf(stranger.command)} (pid ${stranger.pid}) listens on the gateway's port ${port}; the recorded pid ${pid} is not the gateway`,
      evidence: [written, processEvidence(stranger)],
      params: { ...params, port, pid: stranger.pid, name: programOf(stranger.command) },
      at,
    }
  if (recorded)
    return {
      code: 'process.pid-reused',
      severity: 'fault',
      summary: `pid ${pid} of the recorded gateway is ${programOf(recorded.command)} now`,
      evidence: [written, processEvidence(recorded)],
      params: { ...params, pid, name: programOf(recorded.command) },
      at,
    }
  return {
    code: 'process.sidecar-dead',
    severity: 'fault',
    summary: `the gateway process ${pid} is dead, and its files still name it`,
    evidence: [written, evidence('process table', `no process ${pid}`)],
    params: { ...params, pid, port },
    at,
  }
}

function stale({ params, file, instance }: SidecarView, why: string, more: readonly Evidence[]): Observation {
  const written = evidence(file, `pid ${instance.pid} port ${instance.port}`)
  return {
    code: 'process.bindings-stale',
    severity: 'fault',
    summary: why,
    evidence: [written, ...more],
    params: { ...params, why },
  }
}
