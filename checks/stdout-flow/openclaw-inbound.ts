import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { FlowProbes } from '../../src/systems/openclaw/flow-probes.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { Inbound, Queues } from '../../src/systems/openclaw/queues.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'

/** Every message that a channel took in is worked on: none was given up, none waits, none is held by a process that
 *  has ended. */
export function inboundCheck(settings: OpenclawSettings, probes: OpenclawProbes, flow: FlowProbes): Check {
  return defineCheck({
    id: 'stdout-flow/inbound',
    title: 'messages from the channels are taken up',
    codes: ['stdout-flow.dead-letter', 'stdout-flow.inbound-waiting', 'stdout-flow.claim-leaked'],
    looks: ['channel_ingress_events in the state database'],
    run: async ({ ask, now, window }) => {
      const [answer, instance] = await Promise.all([ask(flow.queues), ask(probes.instance)])
      if (answer.kind === 'blocked') return unchecked(`the queues: ${answer.why}`)
      if (answer.kind === 'absent') return skipped('this release keeps no queue of messages')
      const findings = judgeInbound(answer.queues, {
        now,
        since: window.since,
        stuckMs: settings.thresholds.turnStuckMs,
        startedAt: instance.process?.startedAt ?? null,
        recoveryMs: settings.thresholds.bootGraceMs,
      })
      const taken = answer.queues.inbound.filter(({ status }) => status === 'completed').length
      return findings.length > 0 ? found(findings) : fine(`${taken} messages taken up`)
    },
  })
}

/** Times are epoch ms; `startedAt` is null where no gateway runs. */
export interface InboundView {
  readonly now: number
  readonly since: number
  readonly stuckMs: number
  readonly startedAt: number | null
  /** A new process takes what its predecessor held within this time after its start, ms. */
  readonly recoveryMs: number
}

export function judgeInbound({ path, inbound }: Queues, view: InboundView): readonly Observation[] {
  const { now, startedAt, stuckMs } = view
  const lost = deadLetters(path, inbound, view)
  if (startedAt === null) return lost
  const late = inbound.filter(
    ({ status, receivedAt }) => (status === 'pending' || status === 'claimed') && now - receivedAt >= stuckMs,
  )
  const leaked = late.filter(({ claimedAt }) => claimedAt !== null && claimedAt < startedAt)
  const waiting = late.filter((one) => !leaked.includes(one))
  const found = now - startedAt < view.recoveryMs ? [] : leaked
  return [
    ...lost,
    ...held(path, found, 'stdout-flow.claim-leaked', now),
    ...held(path, waiting, 'stdout-flow.inbound-waiting', now),
  ]
}

/** One finding for each account. A message that came later and was taken up shows that the trouble is over; what was
 *  given up stays lost until it is submitted again. */
function deadLetters(
  path: string,
  inbound: readonly Inbound[],
  { since }: InboundView,
): readonly Observation[] {
  const failed = inbound.filter(({ status, failedAt }) => status === 'failed' && (failedAt ?? 0) >= since)
  const accounts = [...new Set(failed.map(({ channel, account }) => `${channel} ${account}`))]
  return accounts.map((name) => {
    const own = failed
      .filter(({ channel, account }) => `${channel} ${account}` === name)
      .toSorted((a, b) => a.receivedAt - b.receivedAt)
    const last = own.at(-1) as Inbound
    const { channel, account, event, reason } = last
    const over = inbound.some(
      (one) =>
        one.status === 'completed' &&
        one.channel === channel &&
        one.account === account &&
        one.receivedAt > last.receivedAt,
    )
    const why = `${reason ?? 'no reason given'}${last.error ? `: ${last.error}` : ''}`
    return {
      code: 'stdout-flow.dead-letter',
      severity: over ? 'warning' : 'fault',
      summary: `${own.length === 1 ? 'a message' : `${own.length} messages`} of ${channel} (${account}) ${own.length === 1 ? 'was' : 'were'} given up: ${why.slice(0, 160)}`,
      evidence: own
        .slice(-2)
        .map((one) =>
          evidence(
            path,
            `${channel}/${account} event ${one.event} failed after ${one.attempts} attempts: ${one.reason ?? '?'}${one.error ? `: ${one.error}` : ''}`.slice(
              0,
              300,
            ),
            { at: one.failedAt },
          ),
        ),
      params: { channel, account, event, reason: reason ?? 'no reason given' },
      since: iso(own[0]?.receivedAt),
      at: iso(last.failedAt),
      count: own.length,
    }
  })
}

function held(
  path: string,
  late: readonly Inbound[],
  code: 'stdout-flow.claim-leaked' | 'stdout-flow.inbound-waiting',
  now: number,
): readonly Observation[] {
  const oldest = late.toSorted((a, b) => a.receivedAt - b.receivedAt)[0]
  if (!oldest) return []
  const { channel, account, attempts, error, status } = oldest
  const age = duration(now - oldest.receivedAt)
  const many = late.length === 1 ? 'a message' : `${late.length} messages`
  const why =
    code === 'stdout-flow.claim-leaked'
      ? 'held by a process that has ended'
      : error
        ? `${attempts} attempts failed: ${error}`
        : status === 'claimed'
          ? 'its session works on something else'
          : 'nobody has taken it'
  return [
    {
      code,
      severity: 'fault',
      summary: `${many} of ${channel} (${account}) not taken up, the oldest for ${age}: ${why.slice(0, 160)}`,
      evidence: [
        evidence(path, `${channel}/${account} event ${oldest.event} ${status}, ${attempts} attempts`, {
          at: oldest.receivedAt,
        }),
      ],
      params: { channel, account, age },
      since: iso(oldest.receivedAt),
      count: late.length,
    },
  ]
}
