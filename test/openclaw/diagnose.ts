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
export function diagnose(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Diagnosis> {
  return diagnoseUnder([], env, ...args)
}

/** The same, run by another program, `strace` with its arguments for example. */
export async function diagnoseUnder(
  under: readonly string[],
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Diagnosis> {
  const begun = performance.now()
  const [program = '', ...words] = [...under, process.execPath, BIN, 'diagnose', '--json', ...args]
  const child = spawn(program, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout?.on('data', (data) => (stdout += data))
  child.stderr?.on('data', (data) => (stderr += data))
  const [exitCode] = await once(child, 'close')
  const tookMs = Math.round(performance.now() - begun)
  return { exitCode, report: reportIn(stdout, stderr), tookMs }
}

function reportIn(stdout: string, stderr: string): Report {
  try {
    const report = JSON.parse(stdout) as Report
    if (report.schema === 'firstfault.report/1') return report
  } catch {
    // Said below, with the words.
  }
  throw new Error(`no report: ${stdout.slice(0, 500)} ${stderr.slice(-500)}`)
}

/** What a case is judged by: the verdict, with layer and code of the first fault or the codes of the warnings. What
 *  only tells of a machine that is too busy for the gateway is left out. */
export function verdictOf({ report }: Diagnosis): string {
  const { verdict, firstFault, layers } = report
  if (firstFault) return `${verdict} ${firstFault.layer} ${firstFault.code}`
  if (verdict !== 'degraded') return verdict
  const warnings = layers.flatMap(({ findings }) => findings.filter(({ severity }) => severity === 'warning'))
  const codes = warnings.map(({ code }) => code).filter((code) => !BUSY.includes(code))
  return codes.length > 0 ? `degraded ${codes.join(' ')}` : 'healthy'
}

const BUSY: readonly string[] = ['error-log.event-loop-blocked']

/** The codes of all findings, in walking order; of one layer where it is named. */
export function codesOf({ report }: Diagnosis, layer?: string): readonly string[] {
  const layers = report.layers.filter((one) => layer === undefined || one.layer === layer)
  return layers.flatMap(({ findings }) => findings.map(({ code }) => code))
}
