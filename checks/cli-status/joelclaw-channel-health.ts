import { fine, found, type Outcome } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { HealthDocument } from '../../src/systems/joelclaw/health.ts'
import type { Channel, ChannelEntry } from '../../src/systems/joelclaw/health-channels.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** Every configured channel is up, as owner or as an intended follower. */
export const joelclawChannelHealth = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/channel-health',
    title: 'the configured channels work',
    codes: [
      'cli-status.channel-degraded',
      'cli-status.channel-muted',
      'cli-status.channel-stopped',
      'cli-status.channel-conflict',
      'cli-status.channel-passive',
    ],
    judge: (seen) => judgeChannels(seen, settings.thresholds),
  })

/** A channel's own words beside the watchdog's summary of it. */
interface Both {
  readonly channel: Channel | null
  readonly entry: ChannelEntry | null
}

/** Judges every configured channel; one that has not come up yet is left out while the daemon is that young. */
export function judgeChannels(
  { document, source }: Seen,
  { bootGraceMs }: { readonly bootGraceMs: number },
): Outcome {
  const configured = channelsOf(document).filter(([, both]) => isConfigured(both))
  const young = (document.status?.uptimeMs ?? Number.POSITIVE_INFINITY) <= bootGraceMs
  const findings = configured.flatMap(([name, both]): Observation[] => {
    const trouble = troubleOf(both)
    if (!trouble || (young && trouble.code === 'cli-status.channel-stopped')) return []
    const since = document.status?.channelHealth?.alerting?.channels?.get(name)?.lastChangedAt ?? null
    const muted = both.entry?.muted || document.status?.channelHealth?.mutedChannels?.includes(name)
    const reason = both.entry?.muteReason ?? 'no reason given'
    const said = trouble.said.slice(0, 200)
    return [
      {
        code: muted ? 'cli-status.channel-muted' : trouble.code,
        severity: muted ? 'note' : 'warning',
        summary: muted ? `${name}, which is muted, is degraded: ${said}` : `${name}: ${said}`,
        evidence: [evidence(source, `${name}: ${said}`, { at: since })],
        params: { channel: name, said, ...(muted ? { reason } : {}) },
        since: iso(since),
      },
    ]
  })
  const names = configured.map(([name]) => name).join(', ')
  return findings.length > 0 ? found(findings) : fine(names ? `${names} up` : 'no channel configured')
}

/** The names are ours to print: only such as a channel has. */
const CHANNEL_NAME = /^[a-z][a-z0-9-]{0,30}$/

function channelsOf({ status }: HealthDocument): readonly (readonly [string, Both])[] {
  const entries = status?.channelHealth?.entries
  const names = new Set([...(status?.channels?.keys() ?? []), ...(entries?.keys() ?? [])])
  return [...names]
    .filter((name) => CHANNEL_NAME.test(name))
    .map((name) => [
      name,
      { channel: status?.channels?.get(name) ?? null, entry: entries?.get(name) ?? null },
    ])
}

function isConfigured({ channel, entry }: Both): boolean {
  return channel?.configured ?? entry?.configured ?? (entry !== null && entry.status !== 'disabled')
}

/** What is wrong with a channel, null when nothing is. Direct polling with the lease disabled is as configured. */
function troubleOf({
  channel,
  entry,
}: Both): { readonly code: Observation['code']; readonly said: string } | null {
  const detail = entry?.detail
  const polling = channel?.pollingState
  if (polling === 'retrying_conflict') {
    const counts = `retries ${channel?.retryAttempts ?? '?'}, conflicts ${channel?.conflictStreak ?? '?'}`
    return {
      code: 'cli-status.channel-conflict',
      said: `polling is refused: another program polls the bot (${counts})`,
    }
  }
  if (channel?.ownerState === 'passive')
    return {
      code: 'cli-status.channel-passive',
      said: detail ?? 'another instance polls, this one only follows',
    }
  if (channel?.started === false) return { code: 'cli-status.channel-stopped', said: detail ?? 'not started' }
  if (polling === 'stopped' || channel?.ownerState === 'stopped')
    return { code: 'cli-status.channel-stopped', said: detail ?? 'polling stopped' }
  if (channel?.companionInitialized === false)
    return { code: 'cli-status.channel-stopped', said: detail ?? 'the chat runtime is not initialised' }
  const direct =
    channel?.ownerState === 'fallback' && channel.leaseEnabled === false && channel.pollingActive === true
  if (direct) return null
  const degraded = entry?.status === 'degraded' || (!entry?.status && channel?.healthy === false)
  return degraded ? { code: 'cli-status.channel-degraded', said: detail ?? polling ?? 'not healthy' } : null
}
