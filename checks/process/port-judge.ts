import { duration } from '../../src/core/duration.ts'
import { type Evidence, evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { Listener } from '../../src/host/ports.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'
import { processEvidence, programOf } from './process-judge.ts'

/** Who listens on a port, and who should. */
export interface PortView {
  readonly port: number
  readonly listeners: readonly Listener[]
  /** The live daemon processes; null where any process may listen. */
  readonly daemons: readonly ProcessInfo[] | null
  readonly now: number
  readonly graceMs: number
}

/** The codes of `judgePort`. */
export const portCodes = ['process.port-foreign', 'process.port-closed', 'process.starting'] as const

/** `hidden`: somebody listens, and this user may not see who. */
export type PortVerdict =
  | { readonly kind: 'ours' | 'hidden' | 'not-yet' }
  | { readonly kind: 'wrong'; readonly finding: Observation }

/** Whether the port is held by the daemon (or one of its children), by somebody else, or by nobody. One port may
 *  have several listeners: one per address, IPv4 and IPv6. */
export function judgePort(view: PortView): PortVerdict {
  const { port, listeners, daemons } = view
  if (listeners.length === 0) return nobody(view)
  const ours = (listener: Listener) =>
    listener.process !== null && (daemons === null || daemons.some((one) => related(one, listener.process)))
  const foreign = listeners.filter((listener) => listener.process !== null && !ours(listener))
  const mine = listeners.filter(ours)
  const [first] = foreign
  if (!first?.process) return { kind: mine.length > 0 ? 'ours' : 'hidden' }
  const who = `${programOf(first.process.command)} (pid ${first.process.pid}, uid ${first.process.uid})`
  const summary =
    mine.length > 0
      ? `${who} listens on ${addressOf(first)} beside the daemon: clients of that address reach it`
      : `${who} listens on port ${port}, not the daemon`
  return {
    kind: 'wrong',
    finding: {
      code: 'process.port-foreign',
      severity: mine.length > 0 ? 'warning' : 'fault',
      summary,
      evidence: foreign.slice(0, 3).map(listenerEvidence),
      params: { port, pid: first.process.pid, name: programOf(first.process.command) },
    },
  }
}

function nobody({ port, daemons, now, graceMs }: PortView): PortVerdict {
  const [daemon] = daemons ?? []
  const age = daemon?.startedAt == null ? null : Math.max(0, now - daemon.startedAt)
  if (age !== null && age < graceMs) return { kind: 'not-yet' }
  const up = age === null ? '' : `, ${duration(age)} after the start`
  return {
    kind: 'wrong',
    finding: {
      code: 'process.port-closed',
      severity: 'fault',
      summary: daemon
        ? `pid ${daemon.pid} runs, but nobody listens on port ${port}${up}`
        : `nobody listens on port ${port}`,
      evidence: [evidence(`listeners on port ${port}`, 'none'), ...(daemon ? [processEvidence(daemon)] : [])],
      params: { port, age: age === null ? 'an unknown time' : duration(age) },
      at: iso(now),
    },
  }
}

/** The daemon itself or a child that it handed the socket to. */
function related(daemon: ProcessInfo, process: ProcessInfo | null): boolean {
  return process !== null && (process.pid === daemon.pid || process.ppid === daemon.pid)
}

const addressOf = ({ address, port }: Listener): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`

function listenerEvidence(listener: Listener): Evidence {
  const who = listener.process
    ? `pid ${listener.process.pid} ${programOf(listener.process.command)}`
    : 'owner not visible'
  return evidence(`listeners on port ${listener.port}`, `${addressOf(listener)} ${who}`)
}
