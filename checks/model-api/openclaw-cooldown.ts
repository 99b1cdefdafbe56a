import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { LogRecord } from '../../src/logs/record.ts'
import { fieldIn } from '../../src/systems/openclaw/log-records.ts'
import { configOf, type OpenclawProbes } from '../../src/systems/openclaw/probes.ts'

/** No key is held back after a failure. While it is, turns are refused without a request: the provider may be well. */
export function cooldownCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'model-api/cooldown',
    title: 'no key is held back',
    codes: ['model-api.key-cooldown'],
    looks: ["the gateway's log"],
    run: async ({ ask, now }) => {
      const [{ log }, answer] = await Promise.all([ask(probes.log), ask(probes.config)])
      const used =
        configOf(answer)?.agents.flatMap(({ models }) => models.map(({ provider }) => provider)) ?? []
      const findings = cooldowns(log.records, log.source, now).filter(({ params }) =>
        used.includes(String(params?.provider)),
      )
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

/** The cooldowns that still run, by provider; times are epoch ms. */
export function cooldowns(
  records: readonly LogRecord[],
  source: string,
  now: number,
): readonly Observation[] {
  const newest = new Map<string, LogRecord>()
  for (const record of records) {
    const provider = /^auth profile failure state updated/.test(record.head)
      ? fieldIn(record, 'provider')
      : null
    if (provider) newest.set(provider, record)
  }
  return [...newest].flatMap(([provider, record]): Observation[] => {
    const until = Number(fieldIn(record, 'cooldownUntil') ?? fieldIn(record, 'disabledUntil'))
    if (!Number.isFinite(until) || until <= now) return []
    const reason = fieldIn(record, 'reason') ?? 'unknown'
    const left = duration(until - now)
    return [
      {
        code: 'model-api.key-cooldown',
        severity: 'warning',
        summary: `the key of ${provider} is held back for another ${left} after a failure (${reason}): turns are refused without asking the provider`,
        evidence: [
          evidence(source, `${record.head}: provider=${provider} reason=${reason}`, { at: record.at }),
        ],
        params: { provider, reason, left },
        at: iso(record.at),
      },
    ]
  })
}
