/** The channels of the lab: Telegram polling directly (its lease is disabled here), iMessage and Slack. */
export function channelsAt(startedAt: number) {
  const since = new Date(startedAt).toISOString()
  const channels = {
    telegram: {
      configured: true,
      started: true,
      healthy: true,
      ownerState: 'fallback',
      pollingState: 'active',
      pollingActive: true,
      pollingStarting: false,
      leaseEnabled: false,
      leaseOwned: true,
      retryAttempts: 0,
      conflictStreak: 0,
      lastLeaseStatusAt: since,
      lastLeaseReason: 'lease_disabled',
    },
    discord: { configured: false, started: false, healthy: false, ready: false, botUserId: null },
    imessage: {
      configured: true,
      started: true,
      healthy: true,
      connected: true,
      reconnectAttempts: 0,
      reconnectDelayMs: 5000,
      healing: false,
      lastHealAt: null,
    },
    slack: {
      configured: true,
      started: true,
      healthy: true,
      connected: true,
      botUserId: 'U0BOT',
      allowedUserId: 'U0JOEL',
    },
  }
  const entries = {
    telegram: entry('telegram', 'fallback polling (lease disabled)'),
    discord: {
      ...entry('discord', 'gateway client not ready'),
      status: 'disabled',
      configured: false,
      healthy: false,
      healPolicy: 'restart',
      healReason: 'Discord client is not ready.',
    },
    imessage: entry('imessage', 'socket connected'),
    slack: entry('slack', 'socket connected'),
  }
  const names = ['telegram', 'discord', 'imessage', 'slack'] as const
  const each = <T>(value: (status: string, name: string) => T) =>
    Object.fromEntries(names.map((name) => [name, value(name === 'discord' ? 'disabled' : 'healthy', name)]))
  const channelHealth = {
    overall: 'ok',
    configuredChannels: ['telegram', 'imessage', 'slack'],
    degradedChannels: [],
    mutedChannels: [],
    healthyCount: 3,
    degradedCount: 0,
    entries,
    alerting: {
      mutedChannels: [],
      muteReasons: {},
      lastEvent: null,
      channels: each((status) => ({
        status,
        lastChangedAt: since,
        lastEventAt: null,
        lastRecoveredAt: null,
      })),
    },
    healing: {
      restartAfterConsecutiveDegraded: 2,
      cooldownMs: 600_000,
      channels: each((status, name) => ({
        status,
        policy: name === 'discord' ? 'restart' : 'none',
        policyReason: name === 'discord' ? 'Discord client is not ready.' : null,
        manualRepairRequired: false,
        manualRepairSummary: null,
        manualRepairCommands: [],
        consecutiveDegradedCount: 0,
        attempts: 0,
        lastAttemptAt: null,
        lastAttemptStatus: 'idle',
        lastAttemptError: null,
      })),
    },
  }
  return { channels, channelHealth }
}

const entry = (channel: string, detail: string) => ({
  channel,
  status: 'healthy',
  configured: true,
  healthy: true,
  detail,
  muted: false,
  muteReason: null,
  healPolicy: 'none',
  healReason: null,
  manualRepairSummary: null,
  manualRepairCommands: [],
})
