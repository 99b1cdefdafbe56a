import type { HttpRequest } from '../../host/http.ts'
import type { JoelclawSettings } from './settings.ts'

/** Which events of the gateway are wanted; times are epoch ms. */
export interface TelemetryQuery {
  readonly since: number
  readonly until: number
  readonly actions?: readonly string[]
  /** Only errors and what did not succeed. */
  readonly severe?: boolean
  readonly limit: number
}

type Telemetry = JoelclawSettings['telemetry']

/** The search that `joelclaw otel search` makes, with exact filters in place of fuzzy words. */
export function typesenseRequest(
  { typesense }: Telemetry,
  query: TelemetryQuery,
  deadlineMs: number,
): HttpRequest {
  const filters = [
    'source:=`gateway`',
    `timestamp:>=${Math.floor(query.since)}`,
    `timestamp:<=${Math.ceil(query.until)}`,
    ...(query.actions ? [`action:=[${query.actions.map((action) => `\`${action}\``).join(',')}]`] : []),
    ...(query.severe ? ['(level:=[`error`,`fatal`] || success:=false)'] : []),
  ]
  const search = new URLSearchParams({
    q: '*',
    query_by: 'action,error,component,source,metadata_json,search_text',
    filter_by: filters.join(' && '),
    per_page: String(query.limit),
    page: '1',
    sort_by: 'timestamp:desc',
    exclude_fields: 'embedding,search_text',
    facet_by: 'level,source,component,success',
  })
  const url = `${base(typesense.url)}/collections/otel_events/documents/search?${search}`
  const secretHeaders: HttpRequest['secretHeaders'] = typesense.key
    ? { 'X-TYPESENSE-API-KEY': { secret: typesense.key } }
    : {}
  return { url, secretHeaders, deadlineMs, maxBytes: 4_000_000 }
}

/** The same as a query of ClickHouse, which later builds of joelclaw use. */
export function clickhouseRequest(
  { clickhouse }: Telemetry,
  query: TelemetryQuery,
  deadlineMs: number,
): HttpRequest {
  const quoted = (words: readonly string[]) =>
    words.map((word) => `'${word.replace(/[^\w.-]/g, '')}'`).join(', ')
  const where = [
    "source = 'gateway'",
    `timestamp >= fromUnixTimestamp64Milli(${Math.floor(query.since)})`,
    `timestamp <= fromUnixTimestamp64Milli(${Math.ceil(query.until)})`,
    ...(query.actions ? [`action IN (${quoted(query.actions)})`] : []),
    ...(query.severe ? ["(level IN ('error', 'fatal') OR success = 0)"] : []),
  ]
  const columns =
    'toUnixTimestamp64Milli(timestamp) AS at_ms, level, component, action, success, error, metadata_json'
  const rows = `SELECT ${columns} FROM ${clickhouse.table.replace(/[^\w.]/g, '')} WHERE ${where.join(' AND ')}`
  const body = `SELECT at_ms AS timestamp, level, component, action, success, error, metadata_json FROM (${rows}) ORDER BY at_ms DESC LIMIT ${query.limit} FORMAT JSON`
  return {
    url: base(clickhouse.url),
    method: 'POST',
    headers: { 'content-type': 'text/plain', 'X-ClickHouse-User': clickhouse.user },
    ...(clickhouse.key ? { secretHeaders: { 'X-ClickHouse-Key': { secret: clickhouse.key } } } : {}),
    body,
    deadlineMs,
    maxBytes: 4_000_000,
  }
}

const base = (url: string) => url.replace(/\/+$/, '')
