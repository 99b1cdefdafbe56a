import * as z from 'zod'
import { LAYERS } from '../core/layer.ts'

const count = z.number().int().min(1)
const ms = z.number().int().min(0)
const url = z.string().regex(/^https?:\/\/[^\s/?#@]+/, 'an http or https address without a password')

/** Where a secret is kept. */
export const secretRef = z.union([
  z.strictObject({ env: z.string().min(1) }),
  z.strictObject({ file: z.string().min(1), path: z.array(z.string()).min(1) }),
  z.strictObject({ envFile: z.string().min(1), name: z.string().min(1) }),
])

const telegram = z.strictObject({
  /** The chat's number, or @name of a channel. */
  chat: z.string().regex(/^(-?\d{1,20}|@\w{1,64})$/, 'a chat number or @channel'),
  token: secretRef.default({ env: 'FIRSTFAULT_TELEGRAM_TOKEN' }),
  /** The token is in the address: in clear only on this machine. */
  baseUrl: url
    .refine(
      (text) => /^https:|^http:\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(text),
      'an https address',
    )
    .default('https://api.telegram.org'),
})

const webhook = z.strictObject({
  url,
  /** Headers whose value is a secret; `prefix` goes before it ("Bearer "). */
  secretHeaders: z
    .record(z.string(), z.strictObject({ secret: secretRef, prefix: z.string().optional() }))
    .default({}),
})

const redis = z.strictObject({
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(6379),
  db: z.number().int().min(0).default(0),
  username: z.string().optional(),
  password: secretRef.optional(),
  tls: z.boolean().default(false),
})

/** The configuration's `monitor`: when it acts, whom it tells, where it remembers. Counts are walks, times are ms. */
export const monitorSection = z.strictObject({
  alertAfter: count.default(2),
  channelAlertAfter: count.default(2),
  blindAlertAfter: count.default(4),
  clearAfter: count.default(2),
  streakTtlMs: ms.default(21_600_000),
  escalateAfterMs: ms.default(3_600_000),
  restartAfter: count.default(2),
  cooldownMs: ms.default(900_000),
  maxRestartsPerDay: z.number().int().min(0).default(4),
  /** For the restart command, and for the gateway to be well again after it. */
  restartMs: count.default(90_000),
  settleMs: ms.default(6_000),
  verifyMs: count.default(30_000),
  /** For one message, and how long a message that is being sent is left to its sender. */
  sendMs: count.default(10_000),
  leaseMs: count.default(60_000),
  /** How long one run waits altogether for receivers that ask for patience. */
  patienceMs: ms.default(30_000),
  telegram: telegram.nullable().default(null),
  webhook: webhook.nullable().default(null),
  redis: redis.nullable().default(null),
  /** Channels whose trouble is known: the reason, by channel. */
  muted: z.record(z.string(), z.string()).default({}),
  /** Whether each walk is told to the gateway's own telemetry, where it has one. */
  emit: z.boolean().default(true),
})

/** One gateway's own words about being watched; they replace the system's. */
export const gatewayWatch = z.strictObject({
  critical: z.array(z.enum(LAYERS)).optional(),
  restart: z
    .strictObject({
      /** An argument list; the first word is the program. */
      command: z.array(z.string().min(1)).min(1),
      /** Codes of faults that it mends. */
      mends: z.array(z.string()).min(1),
      unless: z.array(z.string()).default([]),
    })
    .optional(),
  ingest: url.nullable().optional(),
})
