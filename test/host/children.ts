import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach } from 'vitest'

/** Starts node with a script and waits for its first output; every child is ended after the test. */
export function children(): (script: string, ...args: string[]) => Promise<ChildProcess & { pid: number }> {
  const started: ChildProcess[] = []
  afterEach(async () => {
    for (const child of started.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    }
  })
  return async (script, ...args) => {
    const child = spawn(process.execPath, ['-e', script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
    started.push(child)
    if (child.stdout) await once(child.stdout, 'data')
    return child as ChildProcess & { pid: number }
  }
}
