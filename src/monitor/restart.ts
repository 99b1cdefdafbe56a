import { spawn } from 'node:child_process'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { RestartOutcome } from './limits.ts'

/** Runs the restart command. It gets a process group of its own, so that Ctrl-C on the monitor does not cut it short,
 *  and writes into a private file: what it starts may keep that open as long as it lives. */
export async function runRestart(
  command: readonly string[],
  { directory, number, deadlineMs }: { directory: string; number: number; deadlineMs: number },
): Promise<RestartOutcome> {
  const output = await open(join(directory, `restart.${number}.out`), 'w', 0o600)
  try {
    const [file = '', ...args] = command
    const child = spawn(file, args, { stdio: ['ignore', output.fd, output.fd], detached: true })
    const ended = new Promise<RestartOutcome>((resolve) => {
      child.once('error', () => resolve('failed'))
      child.once('exit', (code) => resolve(code === 0 ? 'done' : 'failed'))
    })
    const timer = setTimeout(() => endGroup(child.pid), deadlineMs)
    const outcome = await ended
    clearTimeout(timer)
    return outcome
  } finally {
    await output.close()
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {}
}
