import { duration } from '../../src/core/duration.ts'
import { type Evidence, evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'

/** The codes of `judgeProcess`. */
export const processCodes = ['process.frozen', 'process.wrong-user'] as const

/** What is wrong with a process that exists: it does no work, or it belongs to another user than `uid`. */
export function judgeProcess(process: ProcessInfo, uid: number | null): readonly Observation[] {
  const seen = [processEvidence(process)]
  if (/^[TtZX]/.test(process.state)) {
    const dead = /^[ZX]/.test(process.state)
    const summary = `process ${process.pid} is ${dead ? 'dead and not yet collected by its parent' : 'stopped by a signal'} (state ${process.state})`
    return [
      {
        code: 'process.frozen',
        severity: 'fault',
        summary,
        evidence: seen,
        params: { pid: process.pid, state: process.state },
      },
    ]
  }
  if (uid === null || process.uid === uid) return []
  const summary = `process ${process.pid} runs as uid ${process.uid}, the gateway belongs to uid ${uid}`
  const params = { pid: process.pid, uid: process.uid, owner: uid }
  return [{ code: 'process.wrong-user', severity: 'warning', summary, evidence: seen, params }]
}

/** One process as a line of evidence; its arguments are left out, because they may hold secrets. */
export function processEvidence(process: ProcessInfo): Evidence {
  const { pid, ppid, uid, state } = process
  const text = `pid ${pid} ppid ${ppid} uid ${uid} state ${state} ${programOf(process.command)}`
  return evidence('process table', text, { at: iso(process.startedAt) })
}

/** The program's name without its directory, at most 40 characters. */
export function programOf(command: string): string {
  const program = command.trim().split(/\s/)[0] ?? ''
  return program.slice(program.lastIndexOf('/') + 1).slice(0, 40) || 'unnamed'
}

/** "pid 812, up 3 h". */
export function upFor(process: { pid: number | null; startedAt: number | null }, now: number): string {
  const pid = process.pid === null ? 'running' : `pid ${process.pid}`
  return process.startedAt === null ? pid : `${pid}, up ${duration(Math.max(0, now - process.startedAt))}`
}

/** Processes that are not the parent of another one: of a chain such as sudo, shell, daemon only the daemon. */
export function withoutParents(processes: readonly ProcessInfo[]): readonly ProcessInfo[] {
  const parents = new Set(processes.map((process) => process.ppid))
  return processes.filter((process) => !parents.has(process.pid))
}
