import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Case, Got } from './case.ts'

const BIN = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** The parts of the report that a case is judged by. */
interface Report {
  readonly verdict: string
  readonly firstFault: { readonly layer: string; readonly code: string } | null
  readonly scenarios: readonly { readonly id: string }[]
  readonly layers: readonly { readonly findings: readonly { readonly code: string }[] }[]
}

/** Brings the gateway into the case's state, lets the built binary diagnose it, and ends the gateway. A run that
 *  gives no report within 30 s has the verdict `no report`. */
export async function runCase(one: Case): Promise<Got & { readonly durationMs: number }> {
  const prepared = await one.prepare()
  try {
    const begun = performance.now()
    const output = await diagnose(['--config', prepared.config, ...one.args], prepared.env ?? {})
    return { ...gotOf(output), durationMs: Math.round(performance.now() - begun) }
  } finally {
    await prepared.stop()
  }
}

/** What the tool prints to stdout; it is ended after 30 s. */
function diagnose(args: readonly string[], env: Readonly<Record<string, string>>): Promise<string> {
  const { CI: _, ...own } = process.env
  const child = spawn(process.execPath, [BIN, 'diagnose', '--json', ...args], {
    env: { ...own, ...env, FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => resolve(text))
  })
}

function gotOf(output: string): Got {
  let report: Report
  try {
    report = JSON.parse(output) as Report
  } catch {
    return { verdict: 'no report', layer: null, code: null, scenario: null, seen: [] }
  }
  if (!report.layers)
    return { verdict: 'no report', layer: null, code: output.slice(0, 200), scenario: null, seen: [] }
  return {
    verdict: report.verdict,
    layer: report.firstFault?.layer ?? null,
    code: report.firstFault?.code ?? null,
    scenario: report.scenarios[0]?.id ?? null,
    seen: report.layers.flatMap((layer) => layer.findings.map((finding) => finding.code)),
  }
}
