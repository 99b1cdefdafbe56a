import type { ProcessesPort, ProcessInfo } from '../processes.ts'
import { darwinProcess, darwinProcesses } from './processes-darwin.ts'
import { linuxProcess, linuxProcesses } from './processes-linux.ts'
import { environmentOf } from './secrets.ts'
import { serviceDefinition } from './service-definition.ts'

const onDarwin = process.platform === 'darwin'

export const processes: ProcessesPort = {
  async find({ includes }, signal) {
    const all = await (onDarwin ? darwinProcesses(signal) : linuxProcesses(signal))
    if (!all.ok) return all
    const ours = ownFamily(all.processes, process.pid, process.argv[1] ?? '')
    const matches = (one: ProcessInfo) => includes.every((word) => one.command.includes(word))
    return { ok: true, processes: all.processes.filter((one) => matches(one) && !ours.has(one.pid)) }
  },

  async environment({ pid, names }) {
    if (onDarwin) return { ok: false, problem: 'failed', message: 'this system does not tell it' }
    const all = await environmentOf(pid)
    const values = Object.fromEntries([...all].filter(([name]) => names.includes(name)))
    if (all.size > 0) return { ok: true, values }
    return { ok: false, problem: 'denied', message: `the environment of process ${pid} may not be read` }
  },

  service: serviceDefinition,

  async get({ pid }, signal) {
    if (!Number.isSafeInteger(pid) || pid <= 0)
      return { ok: false, problem: 'absent', message: `no process ${pid}` }
    return onDarwin ? darwinProcess(pid, signal) : linuxProcess(pid)
  },
}

/** Ourselves, and those of our ancestors that only run us (`sudo firstfault …`, `sh -c "firstfault …"`): their
 *  commands may hold the very words that are looked for. An ancestor that does not name us stays, because a
 *  gateway whose agent runs firstfault is our ancestor too. */
export function ownFamily(all: readonly ProcessInfo[], pid: number, script: string): ReadonlySet<number> {
  const byPid = new Map(all.map((one) => [one.pid, one]))
  const family = new Set([pid])
  const walked = new Set<number>()
  for (let one = byPid.get(pid); one && !walked.has(one.pid); one = byPid.get(one.ppid)) {
    walked.add(one.pid)
    if (one.command.includes('firstfault') || (script !== '' && one.command.includes(script)))
      family.add(one.pid)
  }
  return family
}
