import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { type CliOptions, type CliResult, runCli } from './cli.ts'
import { documentIn } from './documents.ts'
import { makeSandbox, type Sandbox } from './sandbox.ts'
import { until } from './until.ts'

export interface Hostile extends CliResult {
  readonly report: ReturnType<typeof documentIn<'report'>>
}

/** Runs the built program against something hostile and holds it to what must be true whatever it meets: one valid
 *  document, no byte that a terminal would act on, and nothing left behind: no process, no temporary file. */
export async function diagnoseHostile(
  sandbox: Sandbox,
  config: string,
  args: readonly string[] = [],
  options: CliOptions = {},
): Promise<Hostile> {
  const run = crypto.randomUUID()
  const env = { ...sandbox.env, ...options.env, FIRSTFAULT_TEST_RUN: run }
  const ended = await runCli(['diagnose', '--json', '--keep-going', '--config', config, ...args], {
    boundMs: 40_000,
    ...options,
    env,
  })
  const report = documentIn('report', ended.stdout)
  expect(ended.stdout + ended.stderr).not.toMatch(
    /(?!\n)[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/,
  )
  // Written by us, a second later at most: a process that was killed is gone when its parent has heard of it.
  await until(() => leftOf(run).length === 0, { ms: 3_000 }).catch(() => {})
  expect(leftOf(run), 'processes left behind').toEqual([])
  expect(readdirSync(sandbox.temp), 'temporary files left behind').toEqual([])
  return { ...ended, report }
}

/** Processes whose environment says that they come from this run (Linux only). */
export function leftOf(run: string): readonly string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => contentOf(`/proc/${pid}/environ`).includes(`FIRSTFAULT_TEST_RUN=${run}`))
    .map((pid) => `${pid} ${contentOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`)
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/** How long a run takes on this machine now that meets nothing unusual, ms: what is added to every time limit. */
export async function startUpMs(): Promise<number> {
  const sandbox = makeSandbox()
  const gateway = {
    system: 'custom',
    layers: { process: { checks: [{ check: 'plain-process', command: ['node'] }] } },
  }
  const { durationMs } = await runCli(
    ['diagnose', '--config', sandbox.config({ gateways: { calm: gateway } })],
    {
      env: sandbox.env,
    },
  )
  sandbox.remove()
  return durationMs
}

/** A deadline and 10 %, with the start of our process and room for a busy machine. */
export const within = (deadlineMs: number, startUp: number): number => deadlineMs * 1.1 + 2 * startUp + 1_000

/** The user that has no rights of its own; null where we may not become it. */
export function nobody(): readonly string[] | null {
  if (process.getuid?.() !== 0) return null
  try {
    execFileSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', 'true'])
    return ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  } catch {
    return null
  }
}
