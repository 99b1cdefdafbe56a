/** What tells of one channel in the gateway's telemetry. */
interface ChannelActions {
  readonly severe: readonly string[]
  readonly success: readonly string[]
}

/** The actions by which joelclaw's own monitor (its function `check/gateway-health`, 2026-03) judges its channels. */
export const CHANNEL_ACTIONS = {
  telegram: {
    severe: [
      'telegram.channel.start_failed',
      'telegram.send.failed',
      'telegram.send_media.failed',
      'telegram.send_media.fallback_failed',
    ],
    success: ['telegram.channel.started', 'telegram.send.completed', 'telegram.message.received'],
  },
  discord: {
    severe: [
      'discord.channel.start_failed',
      'discord.channel.error',
      'discord.send.failed',
      'discord.send.channel_fetch_failed',
    ],
    success: ['discord.channel.started', 'discord.send.completed', 'discord.dm.received'],
  },
  imessage: {
    severe: [
      'imessage.send.failed',
      'imessage.send.not_connected',
      'imessage.socket.error',
      'imessage.socket.heal.failed',
    ],
    success: [
      'imessage.channel.started',
      'imessage.send.completed',
      'imessage.message.received',
      'imessage.socket.connected',
    ],
  },
  slack: {
    severe: [
      'slack.channel.start_failed',
      'slack.channel.error',
      'slack.send.failed',
      'slack.send_media.failed',
    ],
    success: ['slack.channel.started', 'slack.send.completed', 'slack.message.received'],
  },
} as const satisfies Readonly<Record<string, ChannelActions>>

export type ChannelName = keyof typeof CHANNEL_ACTIONS

export type ChannelHealth = 'failed' | 'degraded' | 'ok' | 'unknown'

/** How a channel is after so many severe and successful events; joelclaw's own rule. */
export function channelHealthOf(
  severe: number,
  success: number,
  limits: { readonly degraded: number; readonly failed: number },
): ChannelHealth {
  if (severe >= limits.failed && success === 0) return 'failed'
  if (severe >= limits.degraded || (severe > 0 && success === 0)) return 'degraded'
  return success > 0 ? 'ok' : 'unknown'
}
