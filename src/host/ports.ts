import type { Problem } from './host.ts'
import type { ProcessInfo } from './processes.ts'

export interface Listener {
  readonly address: string
  readonly port: number
  /** Null where the owner may not be seen by this user. */
  readonly process: ProcessInfo | null
}

export interface PortsPort {
  /** Who listens on a TCP port of this machine; an empty list = nobody. */
  listeners(
    request: { port: number },
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly listeners: readonly Listener[] } | Problem<'denied' | 'failed'>>
  /** Whether a TCP connection is taken, and what the other side does in the first `listenMs`: says something,
   *  closes, or waits. Sends nothing. */
  connect(
    request: { host: string; port: number; deadlineMs: number; listenMs: number },
    signal: AbortSignal,
  ): Promise<
    | { readonly ok: true; readonly side: 'waits' | 'closes' | 'speaks'; readonly first: string }
    | Problem<'refused' | 'timeout' | 'dns' | 'unreachable'>
  >
}
