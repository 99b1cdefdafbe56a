import * as z from 'zod'

const time = z.iso.datetime().describe('ISO 8601, UTC')
const someTime = time.nullable()
const milliseconds = z.number().nonnegative().describe('milliseconds')
const count = z.number().int().nonnegative()
const preview = z.string().nullable().describe('cut and without secrets; null with --no-previews')

const exchange = z
  .strictObject({
    at: someTime,
    from: z.string().nullable().describe('channel or producer'),
    preview,
    answeredAt: someTime,
    durationMs: milliseconds.nullable(),
    answer: preview,
    tools: z
      .array(z.strictObject({ name: z.string(), durationMs: milliseconds.nullable(), error: z.boolean() }))
      .readonly(),
    error: z.string().nullable().describe('why there is no answer'),
    ending: z.enum(['answered', 'empty', 'error', 'aborted', 'steered', 'unanswered', 'open']),
    retries: count.describe('failed model calls that were repeated'),
    probe: z.boolean().describe("a message of firstfault's own end-to-end test"),
  })
  .meta({ id: 'exchange' })

const open = z.strictObject({
  kind: z.enum(['tool-call', 'user-message', 'turn', 'request', 'agent']),
  since: someTime,
  ageMs: milliseconds.nullable(),
  name: z.string().nullable().describe('the tool, request or agent'),
  preview,
})

const totals = z.strictObject({
  entries: count,
  userMessages: count,
  assistantMessages: count,
  toolCalls: z.record(z.string(), count),
  toolErrors: count,
  errors: count,
  aborted: count,
  compactions: count,
  modelChanges: count,
  tokens: z.number().describe('of all model calls in the window'),
  costUsd: z.number().nullable(),
  damagedLines: count,
})

/** What `firstfault review --json` prints. */
export const reviewDocument = z.strictObject({
  schema: z.literal('firstfault.review/1'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  gateway: z.strictObject({ name: z.string(), system: z.string(), version: z.string().nullable() }),
  window: z.strictObject({
    since: time,
    until: time,
    lines: count,
    max: count.describe('exchanges shown at most'),
  }),
  session: z.strictObject({
    id: z.string().nullable(),
    sources: z.array(z.string()).readonly().describe('transcripts that were read, oldest first'),
    startedAt: someTime,
    model: z.string().nullable(),
  }),
  totals,
  exchanges: z.array(exchange).readonly().describe('the last ones of the window, oldest first'),
  open: z.array(open).readonly().describe('what is open at the end of the window'),
  gaps: z.array(z.strictObject({ from: time, to: time, durationMs: milliseconds })).readonly(),
  events: z
    .array(
      z.strictObject({
        at: someTime,
        kind: z.enum(['compaction', 'model-change', 'rotation', 'error', 'abort', 'step']),
        text: z.string(),
      }),
    )
    .readonly(),
  highlights: z
    .array(z.strictObject({ source: z.string(), code: z.string(), at: someTime, text: z.string(), count }))
    .readonly()
    .describe('what the rules of the error log find in the same window'),
  nextActions: z
    .array(z.strictObject({ command: z.string(), description: z.string(), changes: z.boolean() }))
    .readonly(),
  notes: z.array(z.string()).readonly(),
})
