import type { Context } from '../../core/check.ts'
import type { JoelclawSettings } from './settings.ts'
import { clickhousePage, type TelemetryPage, typesensePage } from './telemetry.ts'
import { clickhouseRequest, type TelemetryQuery, typesenseRequest } from './telemetry-query.ts'

/** What stands at the store's address, before our key goes there. */
export type StoreState =
  | { readonly state: 'ready'; readonly url: string }
  | { readonly state: 'skipped' | 'unreachable' | 'foreign'; readonly url: string; readonly why: string }

export type StoreAnswer =
  | { readonly ok: true; readonly page: TelemetryPage }
  | {
      readonly ok: false
      readonly kind: 'key-refused' | 'no-key' | 'unreachable' | 'failed'
      readonly why: string
    }

/** Whether there is a store to ask: a key to show, and a listener that says what the store says without one. */
export async function findStore(
  { telemetry, thresholds }: JoelclawSettings,
  { host, signal }: Context,
): Promise<StoreState> {
  if (telemetry.backend === 'none')
    return { state: 'skipped', url: '', why: 'no telemetry store is configured (telemetry.backend)' }
  const { url, key } = telemetry[telemetry.backend]
  if (telemetry.backend === 'typesense' || key) {
    // Comparing a secret with itself tells whether it is there, and nothing else.
    const there = key ? (await host.files.sameSecret({ a: key, b: key })).ok : false
    if (!there)
      return { state: 'skipped', url, why: `no key for ${telemetry.backend}: ${HOW[telemetry.backend]}` }
  }
  const root = url.replace(/\/+$/, '')
  const hello = telemetry.backend === 'typesense' ? `${root}/health` : `${root}/ping`
  const answer = await host.http.request(
    { url: hello, deadlineMs: thresholds.telemetryMs, maxBytes: 2_000 },
    signal,
  )
  if (!answer.ok) return { state: 'unreachable', url, why: answer.message.slice(0, 200) }
  const known = telemetry.backend === 'typesense' ? isTypesense(answer.body) : answer.body.trim() === 'Ok.'
  if (known) return { state: 'ready', url }
  return { state: 'foreign', url, why: `HTTP ${answer.status} ${answer.contentType}`.trim() }
}

const HOW = {
  typesense:
    'set TYPESENSE_API_KEY (joelclaw itself leases it with: secrets lease typesense_api_key --ttl 15m)',
  clickhouse: 'set CLICKHOUSE_PASSWORD, or name its place in telemetry.clickhouse.key',
} as const

/** One page of the gateway's events. */
export async function askStore(
  settings: JoelclawSettings,
  { host, signal }: Context,
  query: TelemetryQuery,
): Promise<StoreAnswer> {
  const { telemetry, thresholds } = settings
  const clickhouse = telemetry.backend === 'clickhouse'
  const request = clickhouse
    ? clickhouseRequest(telemetry, query, thresholds.telemetryMs)
    : typesenseRequest(telemetry, query, thresholds.telemetryMs)
  const answer = await host.http.request(request, signal)
  if (!answer.ok)
    return {
      ok: false,
      kind: answer.problem === 'no-secret' ? 'no-key' : 'unreachable',
      why: answer.message.slice(0, 200),
    }
  if (answer.status === 401 || answer.status === 403)
    return { ok: false, kind: 'key-refused', why: `HTTP ${answer.status}` }
  const page = answer.status === 200 ? (clickhouse ? clickhousePage : typesensePage)(answer.body) : null
  return page
    ? { ok: true, page }
    : { ok: false, kind: 'failed', why: `HTTP ${answer.status}: ${answer.body.slice(0, 150)}` }
}

/** Typesense says {"ok": true} or {"ok": false} to anybody. */
function isTypesense(body: string): boolean {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null && 'ok' in value && typeof value.ok === 'boolean'
  } catch {
    return false
  }
}
