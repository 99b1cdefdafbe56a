import * as z from 'zod'

/** One event that the gateway's daemon emitted; `at` is epoch ms. Metadata is the emitter's word and not trusted. */
export interface TelemetryEvent {
  readonly at: number
  readonly level: string
  readonly component: string
  readonly action: string
  readonly success: boolean
  readonly error: string | null
  readonly metadata: Readonly<Record<string, unknown>>
}

const text = z.string().transform((value) => value.slice(0, 300))
/** ClickHouse writes 64-bit numbers and booleans as text or 0 and 1. */
const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d{1,16}$/)
    .transform(Number),
])
const flag = z.union([
  z.boolean(),
  z
    .literal([0, 1, '0', '1', 'true', 'false'])
    .transform((value) => value === 1 || value === '1' || value === 'true'),
])

const row = z.object({
  timestamp: number,
  level: text,
  component: text,
  action: text,
  success: flag.catch(true),
  error: text.nullish().catch(null),
  metadata_json: z.string().max(100_000).nullish().catch(null),
})

const found = z.object({
  found: z.number().int().nonnegative(),
  hits: z.array(z.object({ document: z.unknown() })).catch([]),
})
const data = z.object({ data: z.array(z.unknown()), rows_before_limit_at_least: z.number().optional() })

export interface TelemetryPage {
  /** All that match, also beyond this page. */
  readonly total: number
  /** Newest first. */
  readonly events: readonly TelemetryEvent[]
}

/** A search result of Typesense; null when the body is something else. */
export function typesensePage(body: string): TelemetryPage | null {
  const result = found.safeParse(parsed(body))
  if (!result.success) return null
  return { total: result.data.found, events: newestFirst(result.data.hits.map((hit) => hit.document)) }
}

/** A `FORMAT JSON` result of ClickHouse; null when the body is something else. */
export function clickhousePage(body: string): TelemetryPage | null {
  const result = data.safeParse(parsed(body))
  if (!result.success) return null
  const events = newestFirst(result.data.data)
  return { total: result.data.rows_before_limit_at_least ?? events.length, events }
}

function newestFirst(rows: readonly unknown[]): readonly TelemetryEvent[] {
  return rows
    .slice(0, 250)
    .flatMap((one) => eventOf(one) ?? [])
    .toSorted((a, b) => b.at - a.at)
}

function eventOf(value: unknown): TelemetryEvent | null {
  const result = row.safeParse(value)
  if (!result.success) return null
  const { timestamp: at, level, component, action, success, error, metadata_json } = result.data
  return {
    at,
    level,
    component,
    action,
    success,
    error: error ?? null,
    metadata: objectIn(metadata_json ?? ''),
  }
}

function objectIn(json: string): Readonly<Record<string, unknown>> {
  const value = parsed(json)
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
