import { type Check, defineCheck, fine, found, skipped } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { ChannelAccount } from '../../src/systems/openclaw/rpc.ts'

/** Every channel account that is set up runs and is connected. */
export function channelsCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'cli-status/channels',
    title: 'the channels are connected',
    codes: ['cli-status.channel-stopped', 'cli-status.channel-degraded', 'cli-status.channel-conflict'],
    looks: ['channels.status'],
    run: async ({ ask }) => {
      const answer = await ask(probes.rpc)
      if (answer.kind !== 'said' || answer.channels === null)
        return skipped('the gateway could not be asked about its channels')
      const accounts = answer.channels.filter((one) => one.enabled && one.configured)
      if (accounts.length === 0) return skipped('no channel is set up')
      const findings = accounts.flatMap((one) => judgeAccount(one) ?? [])
      return findings.length > 0 ? found(findings) : fine(`${accounts.length} channel accounts connected`)
    },
  })
}

/** Telegram's word for two programs that poll with one token. */
const CONFLICT = /terminated by other getUpdates request|getUpdates conflict/

export function judgeAccount({
  channel,
  account,
  running,
  connected,
  lastError,
  lastInboundAt,
}: ChannelAccount): Observation | null {
  const down = running === false
  if (!down && connected !== false) return null
  const why = lastError ? `: ${lastError}` : ''
  return {
    code: down
      ? 'cli-status.channel-stopped'
      : CONFLICT.test(lastError ?? '')
        ? 'cli-status.channel-conflict'
        : 'cli-status.channel-degraded',
    severity: 'warning',
    summary: `channel ${channel} (${account}) ${down ? 'does not run' : 'runs and is not connected'}${why}`,
    evidence: [
      evidence(
        'channels.status',
        `${channel}/${account} running=${running} connected=${connected}${why}`.slice(0, 300),
        { at: lastInboundAt },
      ),
    ],
    params: { channel, account, said: lastError ?? 'no reason given' },
    at: iso(lastInboundAt),
  }
}
