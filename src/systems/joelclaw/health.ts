import { z } from 'zod'

const text = z.string().nullish()
const number = z.number().nullish()
const flag = z.boolean().nullish()

const activeRequest = z.looseObject({
  id: z.unknown().optional(),
  source: text,
  enqueuedAt: z.union([z.string(), z.number()]).nullish(),
  superseded: flag,
})

/** The daemon's `/health` document, as far as it is used. Unknown fields are kept, missing ones are null: builds
 *  differ in what they add (joelclaw of 2026-03 and 2026-08). */
export const healthDocument = z.looseObject({
  ok: flag,
  available: z.boolean(),
  healthy: flag,
  mode: text,
  reason: text,
  since: text,
  reconnectAttempts: number,
  degradedCapabilities: z.array(z.looseObject({ key: z.string(), reason: text })).nullish(),
  components: z.record(z.string(), z.unknown()).nullish(),
  status: z
    .looseObject({
      pid: number,
      sessionId: text,
      uptimeMs: number,
      model: text,
      isStreaming: flag,
      queueDepth: number,
      fallback: z.looseObject({ active: flag, model: text, since: z.union([z.string(), z.number()]).nullish() }).nullish(),
      runtime: z.record(z.string(), z.unknown()).nullish(),
      sessionPressure: z.record(z.string(), z.unknown()).nullish(),
      supersession: z.looseObject({ activeRequest: activeRequest.nullish() }).nullish(),
      channels: z.record(z.string(), z.unknown()).nullish(),
      channelHealth: z.record(z.string(), z.unknown()).nullish(),
      operatorTracing: z.record(z.string(), z.unknown()).nullish(),
      guardrails: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
})

export type HealthDocument = z.infer<typeof healthDocument>
