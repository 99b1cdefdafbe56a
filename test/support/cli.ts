import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { until } from './until.ts'

export const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface CliOptions {
  /** Added to an environment that holds PATH, a UTF-8 locale, UTC and the compile cache of this test run; a null
   *  takes a variable out. */
  readonly env?: Readonly<Record<string, string | null>>
  readonly cwd?: string
  /** A program with arguments that runs ours, for example `['setpriv', '--reuid=65534']`. */
  readonly under?: readonly string[]
  /** Text for standard input, which is closed without it. */
  readonly input?: string
  /** Bound of the whole run, ms: after it the run is killed and its exit code is null. */
  readonly boundMs?: number
}

export interface CliResult {
  readonly stdout: string
  readonly stderr: string
  /** Null when a signal ended it. */
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly durationMs: number
}

export interface RunningCli {
  readonly child: ChildProcess
  readonly ended: Promise<CliResult>
  /** What has been written to stderr so far. */
  readonly stderr: () => string
  /** Waits until stderr holds these words. */
  readonly says: (words: string) => Promise<void>
}

/** Runs the built program as a shell would: a process of its own, an argument array, both streams collected. */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).ended
}

/** The same, while it still runs. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  const words = [...(options.under ?? []), process.execPath, BIN, ...args]
  const begun = performance.now()
  const child = spawn(words[0] as string, words.slice(1), {
    cwd: options.cwd,
    env: environment(options.env ?? {}),
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    timeout: options.boundMs ?? 20_000,
    killSignal: 'SIGKILL',
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (chunk: string) => {
      said[name] += chunk
    })
  child.stdin?.on('error', () => {}).end(options.input)
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exitCode, signal) =>
      resolve({ ...said, exitCode, signal, durationMs: performance.now() - begun }),
    )
  })
  return {
    child,
    ended,
    stderr: () => said.stderr,
    says: (wanted) =>
      until(() => said.stderr.includes(wanted), { ms: 10_000, unless: () => child.exitCode !== null }),
  }
}

/** The environment of a run: nothing of ours that changes what is printed or looked at. */
export function environment(own: NonNullable<CliOptions['env']> = {}): Record<string, string> {
  const base = {
    PATH: process.env.PATH ?? '',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    XDG_CACHE_HOME: process.env.FIRSTFAULT_TEST_CACHE ?? null,
  }
  const entries = Object.entries({ ...base, ...own })
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== null))
}
