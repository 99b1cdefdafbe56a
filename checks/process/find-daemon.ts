import type { Context } from '../../src/core/check.ts'
import { withoutParents } from './process-judge.ts'
import type { Daemon } from './service-judge.ts'
import type { ServiceState } from './service-state.ts'

/** The process behind a service: the manager's own where it is alive, else one whose command has the words. */
export async function findDaemon(
  { host, signal }: Context,
  state: ServiceState,
  command: readonly string[],
): Promise<
  { readonly ok: true; readonly daemon: Daemon | null } | { readonly ok: false; readonly why: string }
> {
  if (state.pid !== null) {
    const own = await host.processes.get({ pid: state.pid }, signal)
    // The manager knows its own process also where this user may not look at it.
    const startedAt = own.ok ? own.process.startedAt : null
    if (own.ok || own.problem !== 'absent')
      return { ok: true, daemon: { pid: state.pid, startedAt, supervised: true } }
  }
  if (state.pid === null && state.up)
    return { ok: true, daemon: { pid: null, startedAt: null, supervised: true } }
  if (command.length === 0) return { ok: true, daemon: null }
  const others = await host.processes.find({ includes: command }, signal)
  if (!others.ok) return { ok: false, why: `the processes could not be listed: ${others.message}` }
  const [other] = withoutParents(others.processes).filter((process) => !process.state.startsWith('Z'))
  return {
    ok: true,
    daemon: other ? { pid: other.pid, startedAt: other.startedAt, supervised: false } : null,
  }
}
