import * as z from 'zod'
import { LAYERS } from '../core/layer.ts'
import { monitorDocument, monitorsDocument } from './monitor-schema.ts'
import { reviewDocument } from './review-schema.ts'

const time = z.iso.datetime().describe('ISO 8601, UTC')
const someTime = time.nullable()
const milliseconds = z.number().nonnegative().describe('milliseconds')
const layerId = z.enum(LAYERS).meta({ id: 'layer' })
const code = z
  .string()
  .regex(new RegExp(`^(?:${LAYERS.join('|')})\\.[a-z0-9]+(?:-[a-z0-9]+)*$`))
  .meta({ id: 'code' })
const severity = z.enum(['fault', 'warning', 'note'])
const remedy = z.strictObject({ text: z.string(), commands: z.array(z.string()).readonly() })

const evidence = z
  .strictObject({
    source: z.string().describe('the file, command or address looked at'),
    text: z.string().describe('the words seen, without secrets, shortened'),
    at: someTime,
    line: z.number().int().nonnegative().nullable(),
  })
  .meta({ id: 'evidence' })

const finding = z
  .strictObject({
    code,
    check: z.string(),
    severity,
    summary: z.string(),
    cause: z.string(),
    since: someTime.describe('first sight'),
    at: someTime.describe('last sight'),
    count: z.number().int().nonnegative(),
    evidence: z.array(evidence).readonly(),
    remedy,
  })
  .meta({ id: 'finding' })

const layer = z
  .strictObject({
    layer: layerId,
    title: z.string(),
    status: z.enum(['failed', 'unknown', 'degraded', 'ok', 'skipped']),
    because: z
      .enum([
        ...LAYERS,
        'not-in-system',
        'not-configured',
        'not-selected',
        'read-only',
        'mode',
        'interrupted',
        'deadline',
      ])
      .optional()
      .describe('why it was skipped: the failed layer, or a reason'),
    after: layerId.optional().describe('the failed layer above: this may be only its consequence'),
    detail: z.string(),
    durationMs: milliseconds,
    findings: z.array(finding).readonly(),
    unchecked: z.array(z.strictObject({ check: z.string(), reason: z.string() })).readonly(),
  })
  .meta({ id: 'layerReport' })

const scenario = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    cause: z.string(),
    confidence: z.enum(['confirmed', 'likely', 'possible']),
    findings: z.array(z.string()).readonly().describe('codes'),
    evidence: z.array(evidence).readonly(),
    remedy,
    verify: z.array(z.string()).readonly(),
  })
  .meta({ id: 'scenario' })

const report = z.strictObject({
  schema: z.literal('firstfault.report/1'),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  gateway: z.strictObject({ name: z.string(), system: z.string(), version: z.string().nullable() }),
  host: z.strictObject({ name: z.string(), user: z.string(), platform: z.string() }),
  startedAt: time,
  durationMs: milliseconds,
  interrupted: z.boolean(),
  window: z.strictObject({
    since: time,
    until: time,
    lines: z.number().int().nonnegative().describe('records of each log, 0 = all within the time'),
  }),
  verdict: z.enum(['failed', 'unknown', 'degraded', 'healthy']),
  firstFault: z.strictObject({ layer: layerId, code, summary: z.string() }).nullable(),
  layers: z.array(layer).length(LAYERS.length).readonly().describe('ten layers, in walking order'),
  scenarios: z.array(scenario).readonly().describe('known failures that fit, the best first'),
  nextActions: z
    .array(z.strictObject({ command: z.string(), description: z.string(), changes: z.boolean() }))
    .readonly(),
  suppressed: z
    .array(z.strictObject({ layer: layerId, finding, reason: z.string(), until: z.string().nullable() }))
    .readonly()
    .describe('findings that the configuration accepts'),
  symptom: z
    .strictObject({
      codes: z.array(z.strictObject({ code: z.string(), title: z.string(), found: z.boolean() })).readonly(),
    })
    .optional()
    .describe('what the words of --symptom point to, and whether the walk found it'),
})

const reports = z.strictObject({
  schema: z.literal('firstfault.reports/1'),
  reports: z.array(report).readonly(),
})

const error = z.strictObject({
  schema: z.literal('firstfault.error/1'),
  error: z.strictObject({ code: z.string(), message: z.string(), hint: z.string() }),
})

/** What the published documents hold. */
export type ReportDocument = z.infer<typeof report>
export type ReportsDocument = z.infer<typeof reports>
export type ErrorDocument = z.infer<typeof error>

/** The documents that firstfault prints, by the name of their schema's file. */
export const documents = {
  report,
  reports,
  error,
  review: reviewDocument,
  monitor: monitorDocument,
  monitors: monitorsDocument,
} as const

/** The JSON Schema (draft 2020-12) of a document. */
export function jsonSchema(name: keyof typeof documents): Record<string, unknown> {
  return { $id: `firstfault.${name}/1`, ...z.toJSONSchema(documents[name], { target: 'draft-2020-12' }) }
}
