import * as z from 'zod'
import { channel, channelHealth } from './health-channels.ts'
import { fields, flag, list, named, number, text, time } from './lenient.ts'

/** A message under way, from the command queue's latest-wins bookkeeping. */
const activeRequest = fields({
  id: text,
  source: text,
  enqueuedAt: time,
  superseded: flag,
  supersededAt: time,
  supersededBySource: text,
})

const supersession = fields({
  activeRequest,
  batching: fields({ windowMs: number, pendingCount: number, pendingSources: list(z.string()) }),
})

/** One Telegram callback or command of the operator; texts that a user wrote are left out. */
const trace = fields({
  traceId: text,
  kind: text,
  handler: text,
  route: text,
  startedAt: time,
  completedAt: time,
  failedAt: time,
  timedOutAt: time,
  error: text,
})

const sessionPressure = fields({
  health: text,
  nextAction: text,
  nextThresholdSummary: text,
  usagePercent: number,
  lastCompactionAgeMs: number,
  sessionAgeMs: number,
  reasons: list(z.string()),
  fallbackActivationCount: number,
})

const guardrails = fields({
  checkpointSentThisTurn: flag,
  lastCheckpointAt: time,
  lastCheckpointReason: text,
  pendingDeployVerifications: list(z.object({ repoPath: text, commitSha: text, scheduledAt: time })),
})

/** The daemon's `/health` document, as far as it is used. Only `available` must be there, which tells it from
 *  other JSON; what builds of 2026-03 and 2026-08 add or leave out reads as null. Times are epoch ms. */
export const healthDocument = z.object({
  ok: flag,
  available: z.boolean(),
  healthy: flag,
  checkedAt: time,
  mode: text,
  reason: text,
  since: time,
  reconnectAttempts: number,
  degradedCapabilities: list(z.object({ key: z.string().max(100), reason: text })),
  components: named(z.union([z.string().transform((value) => value.slice(0, 200)), z.number(), z.boolean()])),
  status: fields({
    pid: number,
    sessionId: text,
    uptimeMs: number,
    model: text,
    isStreaming: flag,
    queueDepth: number,
    fallback: fields({ active: flag, model: text, since: time, activationCount: number }),
    runtime: fields({
      reason: text,
      lastError: text,
      redisHealthy: flag,
      subscriberStatus: text,
      commandStatus: text,
    }),
    sessionPressure,
    supersession,
    channels: named(channel),
    channelHealth,
    operatorTracing: fields({
      timeoutMs: number,
      activeCount: number,
      lastCompleted: trace,
      lastFailed: trace,
      lastTimedOut: trace,
    }),
    guardrails,
  }),
})

export type HealthDocument = z.output<typeof healthDocument>
export type OperatorTrace = NonNullable<z.output<typeof trace>>
