import { readdir, readFile } from 'node:fs/promises'
import type { Problem } from '../host.ts'
import type { ProcessInfo } from '../processes.ts'
import { errorCode } from './file-problem.ts'

/** Clock ticks per second in /proc: USER_HZ, 100 on every architecture that Node runs on. */
const TICKS = 100
/** Characters kept of an argument list. */
const MAX_COMMAND = 32_768

/** All processes that /proc shows to this user. */
export async function linuxProcesses(
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly processes: readonly ProcessInfo[] } | Problem<'denied' | 'failed'>> {
  try {
    const [pids, bootedAt] = await Promise.all([pidsIn('/proc'), bootTime()])
    const processes: ProcessInfo[] = []
    for (let at = 0; at < pids.length; at += 32) {
      if (signal.aborted)
        return { ok: false, problem: 'failed', message: 'stopped before all processes were read' }
      const portion = await Promise.all(
        pids.slice(at, at + 32).map((pid) => read(pid, bootedAt).catch(() => null)),
      )
      processes.push(...portion.filter((one) => one !== null))
    }
    return { ok: true, processes }
  } catch (error) {
    return { ok: false, problem: 'failed', message: `/proc could not be read (${errorCode(error)})` }
  }
}

export async function linuxProcess(
  pid: number,
): Promise<{ readonly ok: true; readonly process: ProcessInfo } | Problem<'absent' | 'denied' | 'failed'>> {
  try {
    const process = await read(pid, await bootTime())
    if (process) return { ok: true, process }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'EACCES' || code === 'EPERM') return hidden(pid)
    // ESRCH: it ended between opening and reading.
    if (code !== 'ENOENT' && code !== 'ESRCH')
      return { ok: false, problem: 'failed', message: `process ${pid} could not be read (${code})` }
    // Under `hidepid` another user's process has no entry in /proc, but a signal to it is refused, not lost.
    if (code === 'ENOENT' && isRefused(pid)) return hidden(pid)
  }
  return { ok: false, problem: 'absent', message: `there is no process ${pid}` }
}

/** The numbers in a directory, ascending. */
export async function pidsIn(directory: string): Promise<readonly number[]> {
  const names = await readdir(directory)
  return names
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => a - b)
}

/** Null for a thread: /proc opens for its id too. */
async function read(pid: number, bootedAt: number | null): Promise<ProcessInfo | null> {
  const [stat, status, args] = await Promise.all(
    ['stat', 'status', 'cmdline'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8')),
  )
  return parseProcess({ pid, stat: stat ?? '', status: status ?? '', args: args ?? '', bootedAt })
}

/** The texts of /proc/PID/stat, status and cmdline as one process; null for a thread or for damaged text. */
export function parseProcess(texts: {
  readonly pid: number
  readonly stat: string
  readonly status: string
  readonly args: string
  readonly bootedAt: number | null
}): ProcessInfo | null {
  // The name may itself hold spaces and parentheses: the fields begin after the last one.
  const nameEnd = texts.stat.lastIndexOf(')')
  const name = texts.stat.slice(texts.stat.indexOf('(') + 1, nameEnd)
  const fields = texts.stat.slice(nameEnd + 2).split(' ')
  const ticks = Number(fields[19])
  const uid = /^Uid:\s+(\d+)/m.exec(texts.status)?.[1]
  const group = /^Tgid:\s+(\d+)/m.exec(texts.status)?.[1]
  if (nameEnd < 0 || uid === undefined || Number(group) !== texts.pid) return null
  return {
    pid: texts.pid,
    ppid: Number(fields[1]),
    uid: Number(uid),
    command: texts.args.slice(0, MAX_COMMAND).replaceAll('\0', ' ').trim() || name,
    startedAt:
      texts.bootedAt === null || !Number.isFinite(ticks) ? null : texts.bootedAt + (ticks * 1000) / TICKS,
    state: fields[0] ?? '?',
  }
}

/** When the machine booted, epoch ms, to the second; null where /proc/stat does not say. */
async function bootTime(): Promise<number | null> {
  const seconds = /^btime (\d+)$/m.exec(await readFile('/proc/stat', 'utf8'))?.[1]
  return seconds === undefined ? null : Number(seconds) * 1000
}

function isRefused(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

function hidden(pid: number): Problem<'denied'> {
  return { ok: false, problem: 'denied', message: `process ${pid} may not be seen by this user` }
}
