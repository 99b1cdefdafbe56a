import * as z from 'zod'
import { LAYERS } from '../core/layer.ts'

const time = z.iso.datetime().describe('ISO 8601, UTC')
const count = z.number().int().nonnegative()
const layer = z.enum(LAYERS)
const key = z.string().describe('general, blind (nothing could be told), or channel:<name>')

const condition = z.strictObject({
  key,
  layer,
  code: z.string().nullable(),
  summary: z.string(),
  restartMends: z.boolean(),
  streak: count.describe('failing walks in a row'),
  good: count.describe('good walks in a row after them'),
  since: time.nullable(),
  alert: z
    .strictObject({ id: z.string(), opened: time.nullable(), escalated: z.boolean() })
    .nullable()
    .describe('open until enough good walks'),
})

/** One round of `firstfault monitor`. */
export const monitorDocument = z.strictObject({
  schema: z.literal('firstfault.monitor/1'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  gateway: z.strictObject({ name: z.string(), system: z.string(), version: z.string().nullable() }),
  host: z.strictObject({ name: z.string(), user: z.string(), platform: z.string() }),
  at: time,
  durationMs: z.number().nonnegative(),
  verdict: z.enum(['failed', 'unknown', 'degraded', 'healthy']).describe('of the last walk of this round'),
  firstFault: z.strictObject({ layer, code: z.string(), summary: z.string() }).nullable(),
  criticalFailures: z.array(layer).readonly().describe('layers whose failure means that the gateway is down'),
  conditions: z.array(condition).readonly().describe('what is wrong now, or was until just now'),
  leftOut: z
    .array(z.strictObject({ channel: z.string(), reason: z.string() }))
    .readonly()
    .describe('channels that are muted, or whose trouble the configuration accepts'),
  restart: z.strictObject({
    enabled: z.boolean(),
    token: z.string().nullable(),
    outcome: z.enum(['done', 'failed', 'refused']).nullable().describe('of a restart in this round'),
    why: z.string().nullable().describe('why a restart that was due was not made'),
  }),
  notices: z
    .array(
      z.strictObject({
        kind: z.enum(['alert', 'update', 'escalated', 'resolved', 'healed']),
        key,
        alert: z.string(),
      }),
    )
    .readonly()
    .describe('what people are to be told, decided in this round'),
  deliveries: z
    .array(
      z.strictObject({
        id: z.string(),
        sink: z.enum(['telegram', 'webhook']),
        kind: z.string(),
        ok: z.boolean(),
        problem: z.string().nullable(),
      }),
    )
    .readonly()
    .describe('attempts of this round, also of older messages'),
  waiting: count.describe('messages that nobody has taken yet'),
  sharedState: z.string().nullable().describe('why the shared Redis was not used'),
})

/** A round of several gateways. */
export const monitorsDocument = z.strictObject({
  schema: z.literal('firstfault.monitors/1'),
  rounds: z.array(monitorDocument).readonly(),
})
