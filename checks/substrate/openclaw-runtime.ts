import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { fieldIn } from '../../src/systems/openclaw/log-records.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'

/** The Node that runs the gateway is one that its release supports; the log names it in every record. */
export function runtimeCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'substrate/runtime',
    title: 'Node is recent enough for the gateway',
    codes: ['substrate.runtime-unsupported'],
    looks: ["the newest record of the gateway's log"],
    run: async ({ ask }) => {
      const { log } = await ask(probes.log)
      const record = log.records.findLast((one) => fieldIn(one, 'runtimeVersion') !== null)
      const version = record ? fieldIn(record, 'runtimeVersion') : null
      if (version === null) return skipped('the log does not name the Node that the gateway runs on')
      const finding = judgeRuntime(version, log.source)
      return finding ? found([finding]) : fine(`Node ${version}`)
    },
  })
}

/** The engines of 2026.9.6: `>=24.16.0 <25 || >=26.1.0`. Older releases took older ones, and would not have come up
 *  with an unsupported one: a warning only. */
export function judgeRuntime(version: string, source: string): Observation | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if ((major === 24 && minor >= 16) || (major === 26 && minor >= 1) || major > 26) return null
  return {
    code: 'substrate.runtime-unsupported',
    severity: 'warning',
    summary: `the gateway runs on Node ${version}; current releases want 24.16 or later of 24, or 26.1 and later`,
    evidence: [evidence(source, `runtimeVersion ${version}`)],
    params: { version },
  }
}
