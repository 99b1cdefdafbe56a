import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { LogRecord } from '../../src/logs/record.ts'
import { STARTING } from '../../src/systems/openclaw/log-records.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** The records that a start passes, in order (2026.9.6); the last one is its end. */
const PHASES = [
  ['its HTTP server', /^http server listening/],
  ['channels and sidecars', /^starting channels and sidecars/],
  ['ready', /^(?:gateway )?ready$/],
] as const

/** The last start of the gateway passed all its phases. */
export function bootPhasesCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'stdout-flow/start',
    title: 'the last start came to its end',
    codes: ['stdout-flow.start-unfinished'],
    looks: ["the gateway's log since its last start"],
    run: async ({ ask, now }) => {
      const [{ log }, instance] = await Promise.all([ask(probes.log), ask(probes.instance)])
      if (log.runFrom === null || instance.run === null)
        return skipped('no start lies in what was read of the log')
      const finding = judgeStart(
        log.records.slice(log.runFrom),
        log.source,
        now,
        settings.thresholds.bootGraceMs,
      )
      return finding ? found([finding]) : fine()
    },
  })
}

/** Names the first phase that is missing once the grace (ms) is over. */
export function judgeStart(
  records: readonly LogRecord[],
  source: string,
  now: number,
  graceMs: number,
): Observation | null {
  const begun = records.find((record) => STARTING.test(record.head))
  const missing = PHASES.find(([, marker]) => !records.some((record) => marker.test(record.head)))
  if (!begun || !missing || begun.at === null || now - begun.at < graceMs) return null
  const age = duration(now - begun.at)
  return {
    code: 'stdout-flow.start-unfinished',
    severity: 'warning',
    summary: `the start of ${age} ago did not come to ${missing[0]}`,
    evidence: [
      evidence(source, records.at(-1)?.head.slice(0, 300) ?? '', { at: records.at(-1)?.at ?? null }),
    ],
    params: { phase: missing[0], age },
    since: iso(begun.at),
  }
}
