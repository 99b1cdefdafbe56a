import * as z from 'zod'
import { LAYERS } from '../core/layer.ts'

const text = z.string().max(2_000)
const count = z.number().int().min(0)
const moment = z.strictObject({ at: z.number(), up: z.number(), boot: z.string().max(200) }).readonly()

const trouble = z
  .strictObject({
    key: z.string().max(200),
    layer: z.enum(LAYERS),
    code: z.string().max(200).nullable(),
    summary: text,
    critical: z.boolean(),
    mends: z.boolean(),
    evidence: z
      .array(z.strictObject({ source: text, text }).readonly())
      .max(10)
      .readonly(),
    next: z.array(text).max(10).readonly(),
  })
  .readonly()

const condition = z
  .strictObject({
    trouble,
    /** Failing walks in a row; those among them that a restart can mend; good walks in a row after them. */
    streak: count,
    mendable: count,
    good: count,
    since: moment,
    last: moment,
    /** The restart that was tried for it. */
    restart: z.string().nullable(),
    alert: z.strictObject({ id: z.string(), opened: moment, escalated: z.boolean() }).readonly().nullable(),
  })
  .readonly()

const message = z
  .strictObject({
    id: z.string(),
    alert: z.string(),
    kind: z.enum(['alert', 'update', 'escalated', 'resolved', 'healed']),
    sink: z.string(),
    /** When it was written, and since when the trouble lasts. */
    at: moment,
    since: moment,
    streak: count,
    trouble,
    /** What became of restarts, for people. */
    restarts: text.nullable(),
    attempts: count,
    /** Not to be sent before this long after that moment: somebody is sending it, or the receiver said so. */
    hold: z.strictObject({ from: moment, ms: z.number() }).readonly().nullable(),
  })
  .readonly()

const restart = z
  .strictObject({
    token: z.string(),
    moment,
    outcome: z.enum(['done', 'failed', 'refused']).nullable(),
  })
  .readonly()

const stateSchema = z
  .strictObject({
    version: z.literal(1),
    /** Grows by one with every change. */
    revision: count,
    conditions: z.record(z.string(), condition),
    restarts: z.array(restart).max(1_000).readonly(),
    outbox: z.array(message).max(1_000).readonly(),
    /** Where messages of an alert can be edited or answered: the receiver's own id of the first, by alert and sink. */
    threads: z.record(z.string(), z.record(z.string(), z.string())),
  })
  .readonly()

/** All that the monitor remembers of one gateway between two walks. */
export type State = z.infer<typeof stateSchema>
export type Condition = z.infer<typeof condition>
export type Message = z.infer<typeof message>

export const EMPTY: State = {
  version: 1,
  revision: 0,
  conditions: {},
  restarts: [],
  outbox: [],
  threads: {},
}

/** A state that was kept; null for what is none (damaged, or of another version). */
export function parseState(kept: string): State | null {
  try {
    const parsed = stateSchema.safeParse(JSON.parse(kept))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
