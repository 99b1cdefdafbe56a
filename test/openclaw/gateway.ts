import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { until } from '../support/until.ts'
import type { Sandbox } from './sandbox.ts'

export interface Ended {
  readonly exitCode: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A gateway that was started by the tests. */
export interface Gateway {
  readonly pid: number
  /** What it printed so far. */
  said(): string
  ended(): boolean
  /** Its exit code; null while it runs and after a signal. */
  exitCode(): number | null
  /** Asks it to end and waits; a killing signal leaves its lock behind. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

/** Starts the real gateway in the foreground and waits, at most `ms`, until it says that it is ready. */
export async function startGateway(entry: string, sandbox: Sandbox, ms = 110_000): Promise<Gateway> {
  const gateway = spawnGateway(entry, sandbox)
  const url = `http://127.0.0.1:${sandbox.port}/readyz`
  try {
    await until(async () => ready(url), { ms, unless: () => gateway.ended() })
  } catch (error) {
    await gateway.stop('SIGKILL')
    throw new Error(`the gateway did not come up: ${gateway.said().slice(-2_000)}`, { cause: error })
  }
  return gateway
}

/** Starts the gateway and does not wait for it. */
export function spawnGateway(entry: string, sandbox: Sandbox): Gateway {
  const profile = sandbox.profile ? ['--profile', sandbox.profile] : []
  const child = spawn(process.execPath, [entry, ...profile, 'gateway', 'run'], {
    env: sandbox.env,
    cwd: sandbox.home,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout?.on('data', (data) => (said += data))
  child.stderr?.on('data', (data) => (said += data))
  const ended = () => child.exitCode !== null || child.signalCode !== null
  return {
    pid: child.pid ?? -1,
    said: () => said,
    ended,
    exitCode: () => child.exitCode,
    stop: (signal = 'SIGTERM') => end(child, signal),
  }
}

async function ready(url: string): Promise<boolean> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) })
    return answer.ok && ((await answer.json()) as { ready?: unknown }).ready === true
  } catch {
    return false
  }
}

/** Ends exactly this child; one that is stopped or hangs is killed after 15 s. */
async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000)
  await exit
  clearTimeout(late)
}

/** Runs one openclaw command to its end. */
export async function openclaw(
  entry: string,
  sandbox: Sandbox,
  args: readonly string[],
  ms = 120_000,
): Promise<Ended> {
  const child = spawn(process.execPath, [entry, ...args], {
    env: sandbox.env,
    cwd: sandbox.home,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (data) => (stdout += data))
  child.stderr?.on('data', (data) => (stderr += data))
  const late = setTimeout(() => child.kill('SIGKILL'), ms)
  const [exitCode] = await once(child, 'close')
  clearTimeout(late)
  return { exitCode, stdout, stderr }
}
