import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { HOUR } from '../../src/core/window.ts'
import type { FlowProbes } from '../../src/systems/openclaw/flow-probes.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { Arrival } from '../../src/systems/openclaw/queues.ts'
import type { ChannelAccount } from '../../src/systems/openclaw/rpc.ts'

/** A channel that calls itself connected shows life, and messages come over it when they usually do. That nobody
 *  writes is no fault of the gateway's: silence alone is never more than a warning. */
export function silenceCheck(probes: OpenclawProbes, flow: FlowProbes): Check {
  return defineCheck({
    id: 'cli-status/silence',
    title: 'connected channels show life',
    codes: ['cli-status.channel-silent', 'cli-status.channel-transport-stale'],
    looks: ['channels.status', 'when messages came in during the last days (channel_ingress_events)'],
    run: async ({ ask, now }) => {
      const answer = await ask(probes.rpc)
      if (answer.kind !== 'said' || answer.channels === null)
        return skipped('the gateway could not be asked about its channels')
      const up = answer.channels.filter(({ running, connected }) => running === true && connected === true)
      if (up.length === 0) return skipped('no channel says that it is connected')
      const arrivals = await ask(flow.arrivals)
      const findings = up.flatMap((account) => judgeSilence(account, arrivals, now) ?? [])
      return findings.length > 0 ? found(findings) : fine(`${up.length} connected`)
    },
  })
}

const DAY = 24 * HOUR
const MINUTE = 60_000
/** A poll lasts half a minute; the gateway itself restarts one that is silent for two minutes. */
const STALE_MS = 10 * MINUTE
/** Days that the account's own habit is read from; with fewer of them there is none. */
const DAYS = [1, 2, 3, 4, 5, 6, 7] as const
const FEWEST_DAYS = 3

export function judgeSilence(
  account: ChannelAccount,
  arrivals: readonly Arrival[],
  now: number,
): Observation | null {
  return judgeTransport(account, now) ?? judgeHabit(account, arrivals, now)
}

/** Only polling shows life without a message; other transports may be silent as long as nobody writes. */
function judgeTransport(
  { channel, account, mode, lastTransportAt, lastStartAt }: ChannelAccount,
  now: number,
): Observation | null {
  if (mode !== 'polling' || lastTransportAt === null || now - lastTransportAt < STALE_MS) return null
  // Before its first poll the account has none to show.
  if (lastStartAt !== null && (lastTransportAt < lastStartAt || now - lastStartAt < STALE_MS)) return null
  const age = duration(now - lastTransportAt)
  return {
    code: 'cli-status.channel-transport-stale',
    severity: 'warning',
    summary: `channel ${channel} (${account}) says that it is connected, and no poll has come back for ${age}`,
    evidence: [
      evidence(
        'channels.status',
        `${channel}/${account} connected=true lastTransportActivityAt=${iso(lastTransportAt)}`,
        {
          at: lastTransportAt,
        },
      ),
    ],
    params: { channel, account, age },
    since: iso(lastTransportAt),
  }
}

function judgeHabit(
  { channel, account, lastInboundAt }: ChannelAccount,
  arrivals: readonly Arrival[],
  now: number,
): Observation | null {
  const times = arrivals
    .filter((one) => one.channel === channel && one.account === account)
    .map(({ at }) => at)
  if (times.length === 0) return null
  const last = Math.max(lastInboundAt ?? 0, ...times)
  const span = Math.min(now - last, DAY)
  if (span < HOUR) return null
  const oldest = Math.min(...times)
  const known = DAYS.filter((day) => now - day * DAY - span >= oldest)
  const counts = known.map(
    (day) => times.filter((at) => at > now - day * DAY - span && at <= now - day * DAY).length,
  )
  const busy = counts.filter((count) => count > 0).length
  if (known.length < FEWEST_DAYS || busy * 10 < known.length * 6) return null
  const always = busy === known.length && counts.every((count) => count >= 3)
  const age = duration(now - last)
  return {
    code: 'cli-status.channel-silent',
    severity: always ? 'warning' : 'note',
    summary: `nothing came in over ${channel} (${account}) for ${age}; at this time of day something did on ${busy} of the last ${known.length} days`,
    evidence: [
      evidence(
        'channel_ingress_events',
        `${channel}/${account} last message ${iso(last)}; at this time of day ${counts.join(', ')} on the days before`,
        {
          at: last,
        },
      ),
    ],
    params: { channel, account, age },
    since: iso(last),
  }
}
