import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { QueueHealth } from '../../src/systems/openclaw/delivery-health.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'

/** The queues of messages and answers are clear, in the gateway's own words. It calls itself well also when they are
 *  not. */
export function queuesCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'cli-status/queues',
    title: 'the queues of messages and answers are clear',
    codes: ['cli-status.inbound-blocked', 'cli-status.dead-deliveries'],
    looks: ['deliveryQueues of the health document'],
    run: async ({ ask, now }) => {
      const answer = await ask(probes.rpc)
      if (answer.kind !== 'said') return skipped('the gateway could not be asked about its queues')
      const findings = answer.queues ? judgeQueues(answer.queues, now) : []
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

export function judgeQueues(
  { failed, oldestFailedAt, blocked }: QueueHealth,
  now: number,
): readonly Observation[] {
  const source = 'health.deliveryQueues'
  const findings = blocked.map(({ channel, account, lanes, messages, oldestAt }): Observation => {
    const age = ageOf(oldestAt, now)
    return {
      code: 'cli-status.inbound-blocked',
      severity: 'fault',
      summary: `${messages} messages of ${channel} (${account}) do not get on in ${lanes} ${lanes === 1 ? 'lane' : 'lanes'}, the oldest for ${age}`,
      evidence: [
        evidence(source, `ingressPressure ${channel}/${account}: ${lanes} lanes, ${messages} messages`, {
          at: oldestAt,
        }),
      ],
      params: { channel, account, age },
      since: iso(oldestAt),
      count: messages,
    }
  })
  if (failed === 0) return findings
  const summary = `${failed} ${failed === 1 ? 'answer lies' : 'answers lie'} in the queue as given up, the oldest for ${ageOf(oldestFailedAt, now)}`
  return [
    ...findings,
    {
      code: 'cli-status.dead-deliveries',
      severity: 'note',
      summary,
      evidence: [evidence(source, `failed: ${failed}`, { at: oldestFailedAt })],
      since: iso(oldestFailedAt),
      count: failed,
    },
  ]
}

const ageOf = (at: number | null, now: number): string =>
  at === null ? 'an unknown time' : duration(Math.max(0, now - at))
