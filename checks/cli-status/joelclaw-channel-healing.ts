import { fine, found, type Outcome } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { ChannelHealing } from '../../src/systems/joelclaw/health-channels.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'

/** The daemon's watchdog can mend the channels that are degraded, and says truly what it does. */
export const joelclawChannelHealing = (probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/channel-healing',
    title: 'degraded channels are being repaired',
    codes: ['cli-status.heal-failed', 'cli-status.manual-repair', 'cli-status.heal-policy-contradicts'],
    judge: judgeHealing,
  })

/** Judges the repair of channels that are degraded now; the policy of others is not in force. */
export function judgeHealing({ document, source }: Seen): Outcome {
  const health = document.status?.channelHealth
  const degraded = [...(health?.healing?.channels ?? [])].filter(
    ([name, healing]) => (healing.status ?? health?.entries?.get(name)?.status) === 'degraded',
  )
  const findings = degraded.flatMap(([name, healing]) => {
    const entry = health?.entries?.get(name)
    const muted = entry?.muted === true || health?.mutedChannels?.includes(name) === true
    return observations(name.slice(0, 30), healing, muted, source)
  })
  return findings.length > 0 ? found(findings) : fine()
}

function observations(
  channel: string,
  healing: ChannelHealing,
  muted: boolean,
  source: string,
): readonly Observation[] {
  const severity = muted ? 'note' : 'warning'
  const failed: Observation = {
    code: 'cli-status.heal-failed',
    severity,
    summary: `the last repair of ${channel} failed (${healing.attempts ?? '?'} attempts)`,
    evidence: [
      evidence(source, (healing.lastAttemptError ?? 'no reason given').slice(0, 300), {
        at: healing.lastAttemptAt,
      }),
    ],
    params: { channel, said: (healing.lastAttemptError ?? 'no reason given').slice(0, 200) },
    at: iso(healing.lastAttemptAt),
  }
  const manual: Observation = {
    code: 'cli-status.manual-repair',
    severity,
    summary: `${channel} waits for a repair by hand`,
    evidence: [
      evidence(
        source,
        (healing.manualRepairSummary ?? healing.policyReason ?? 'no summary given').slice(0, 300),
      ),
      ...(healing.manualRepairCommands ?? [])
        .slice(0, 5)
        .map((command) => evidence(source, `suggested: ${command}`.slice(0, 300))),
    ],
    params: { channel },
  }
  const contradicts: Observation = {
    code: 'cli-status.heal-policy-contradicts',
    severity: 'warning',
    summary: `${channel} is muted, yet its repair policy is restart`,
    evidence: [evidence(source, `${channel}: muted, policy restart`)],
    params: { channel },
  }
  return [
    ...(healing.lastAttemptStatus === 'failed' ? [failed] : []),
    ...(healing.manualRepairRequired || healing.policy === 'manual' ? [manual] : []),
    ...(muted && healing.policy === 'restart' ? [contradicts] : []),
  ]
}
