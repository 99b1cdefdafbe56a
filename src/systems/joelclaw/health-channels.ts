import * as z from 'zod'
import { fields, flag, list, named, number, text, time } from './lenient.ts'

/** What a channel says of itself. The fields after `healthy` are Telegram's; `companionInitialized` and the
 *  polling state `chat-sdk-active` come from builds of 2026-08. */
export const channel = z.object({
  configured: flag,
  started: flag,
  healthy: flag,
  ownerState: text,
  pollingState: text,
  pollingActive: flag,
  pollingStarting: flag,
  leaseEnabled: flag,
  leaseOwned: flag,
  retryAttempts: number,
  conflictStreak: number,
  companionInitialized: flag,
})

const entry = z.object({
  status: text,
  configured: flag,
  detail: text,
  muted: flag,
  muteReason: text,
  healPolicy: text,
  healReason: text,
  manualRepairSummary: text,
  manualRepairCommands: list(z.string()),
})

const healing = z.object({
  status: text,
  policy: text,
  policyReason: text,
  manualRepairRequired: flag,
  manualRepairSummary: text,
  manualRepairCommands: list(z.string()),
  consecutiveDegradedCount: number,
  attempts: number,
  lastAttemptAt: time,
  lastAttemptStatus: text,
  lastAttemptError: text,
})

/** The watchdog's summary: channels by name, the muted ones, and what it does to mend them. */
export const channelHealth = fields({
  overall: text,
  degradedChannels: list(z.string()),
  mutedChannels: list(z.string()),
  entries: named(entry),
  alerting: fields({ channels: named(z.object({ status: text, lastChangedAt: time })) }),
  healing: fields({ channels: named(healing) }),
})

export type Channel = z.output<typeof channel>
export type ChannelEntry = z.output<typeof entry>
export type ChannelHealing = z.output<typeof healing>
