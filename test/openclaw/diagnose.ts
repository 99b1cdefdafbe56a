import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Report } from '../../src/core/report.ts'

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface Diagnosis {
  readonly exitCode: number | null
  readonly report: Report
  /** Wall time of the whole command, ms. */
  readonly tookMs: number
}

/** Runs the built command in an environment and gives its report. */
export async function diagnose(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Diagnosis> {
  const begun = performance.now()
  const child = spawn(process.execPath, [BIN, 'diagnose', '--json', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (data) => (stdout += data))
  child.stderr?.on('data', (data) => (stderr += data))
  const [exitCode] = await once(child, 'close')
  const tookMs = Math.round(performance.now() - begun)
  const report = JSON.parse(stdout) as Report
  if (report.schema !== 'firstfault.report/1')
    throw new Error(`no report: ${stdout.slice(0, 500)} ${stderr.slice(-500)}`)
  return { exitCode, report, tookMs }
}

/** What a case is judged by: the verdict, and layer and code of the first fault. */
export function verdictOf({ report }: Diagnosis): string {
  const { verdict, firstFault } = report
  return firstFault ? `${verdict} ${firstFault.layer} ${firstFault.code}` : verdict
}
