import type { Listener, PortsPort } from '../ports.ts'
import type { ProcessInfo } from '../processes.ts'
import { exec } from './exec.ts'
import { darwinProcess } from './processes-darwin.ts'

const DEADLINE = 5000
const UNKNOWN: ProcessInfo = { pid: 0, ppid: 0, uid: -1, command: '', startedAt: null, state: '?' }

/** `lsof` names the owners, but shows only this user's sockets; `netstat` shows that somebody listens at all. */
export const darwinListeners = async (
  port: number,
  signal: AbortSignal,
): ReturnType<PortsPort['listeners']> => {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-FpcnuR']
  const lsof = await exec.run({ file: '/usr/sbin/lsof', args, deadlineMs: DEADLINE }, signal)
  if (!lsof.ok)
    return { ok: false, problem: lsof.problem === 'denied' ? 'denied' : 'failed', message: lsof.message }
  const owned = parseLsof(lsof.stdout).filter((listener) => listener.port === port)
  if (owned.length > 0)
    return { ok: true, listeners: await Promise.all(owned.map((one) => withDetail(one, signal))) }
  const request = { file: '/usr/sbin/netstat', args: ['-an', '-p', 'tcp'], deadlineMs: DEADLINE }
  const netstat = await exec.run({ ...request, maxOutput: 20_000_000 }, signal)
  if (!netstat.ok) return { ok: false, problem: 'failed', message: netstat.message }
  return { ok: true, listeners: parseNetstat(netstat.stdout).filter((listener) => listener.port === port) }
}

/** lsof knows neither the argument list nor the start. */
async function withDetail(listener: Listener, signal: AbortSignal): Promise<Listener> {
  const found = listener.process ? await darwinProcess(listener.process.pid, signal) : null
  return found?.ok ? { ...listener, process: found.process } : listener
}

/** Output of `lsof -F pcnuR`: one field per line, named by its first letter. p (pid) begins a process with R
 *  (parent), c (command) and u (uid), f (descriptor) begins a file, and n is its `address:port`. */
export function parseLsof(stdout: string): readonly Listener[] {
  const listeners: Listener[] = []
  let owner: ProcessInfo = UNKNOWN
  for (const line of stdout.split('\n')) {
    const value = line.slice(1)
    if (line[0] === 'p') owner = { ...UNKNOWN, pid: Number(value) }
    if (line[0] === 'R') owner = { ...owner, ppid: Number(value) }
    if (line[0] === 'c') owner = { ...owner, command: value }
    if (line[0] === 'u') owner = { ...owner, uid: Number(value) }
    if (line[0] === 'n') {
      const [, address, port] = /^\[?(.+?)\]?:(\d+)$/.exec(value) ?? []
      if (address) listeners.push({ address, port: Number(port), process: owner })
    }
  }
  return listeners
}

/** LISTEN rows of `netstat -an -p tcp`: `tcp4 0 0 127.0.0.1.6379 *.* LISTEN`; the port follows the last dot. */
export function parseNetstat(stdout: string): readonly Listener[] {
  return stdout.split('\n').flatMap((row) => {
    const [protocol, , , local, , state] = row.trim().split(/\s+/)
    const [, address, port] = /^(.+)\.(\d+)$/.exec(local ?? '') ?? []
    if (!protocol?.startsWith('tcp') || state !== 'LISTEN' || !address) return []
    return { address, port: Number(port), process: null }
  })
}
