import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'

const MARK = 'FIRSTFAULT_COMMAND'

/** Commands that have not ended, by their mark: the pid that leads their process group. */
const running = new Map<string, number>()
let listening = false

/** What marks a command and all that comes from it: a variable of its environment. */
export function mark(): { readonly id: string; readonly env: Readonly<Record<string, string>> } {
  const id = randomUUID()
  return { id, env: { [MARK]: id } }
}

/** Remembers a command while it runs: when our process ends before it, however that comes, it is ended too. */
export function remember(id: string, pid: number | undefined): void {
  if (pid === undefined) return
  if (!listening) process.once('exit', endAll)
  listening = true
  running.set(id, pid)
}

export function forget(id: string): void {
  running.delete(id)
}

/** Ends a command's process group and, on Linux, also those who left it for a session of their own. */
export function endStrays(id: string): void {
  const leader = running.get(id)
  if (leader !== undefined) kill(-leader)
  if (process.platform !== 'linux') return
  for (const name of namesIn('/proc')) if (isOf(name, id)) kill(Number(name))
}

function endAll(): void {
  for (const id of running.keys()) endStrays(id)
}

function isOf(pid: string, id: string): boolean {
  if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return false
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${MARK}=${id}`)
  } catch {
    // Another user's, or gone.
    return false
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
