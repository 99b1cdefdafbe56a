import { type Said, type Standing, stand } from './http.ts'

/** A stored telemetry event, as Typesense returns it. */
export interface Stored {
  readonly id: string
  readonly timestamp: number
  readonly level: string
  readonly source: string
  readonly component: string
  readonly action: string
  readonly success: boolean
  readonly error?: string
  readonly metadata_json: string
}

export interface TelemetryServer extends Standing {
  /** `stale`: the health route says ok, but searches fail, as with a pod whose data is gone. */
  mood: 'answers' | 'silent' | 'stale' | 'unauthorised' | 'not-ready'
  readonly events: Stored[]
  /** Puts an event in as if the gateway had sent it `agoMs` ago. */
  store(event: Partial<Stored> & Pick<Stored, 'component' | 'action'>, agoMs?: number): void
}

export const TYPESENSE_KEY = 'lab-typesense-key'

/** Stands in for the worker that takes the daemon's events and for the Typesense that stores them. */
export async function startTelemetry(): Promise<TelemetryServer> {
  const events: Stored[] = []
  const standing = await stand((request, body): Said => {
    const url = new URL(request.url ?? '/', 'http://typesense')
    if (server.mood === 'silent') return 'silence'
    if (url.pathname === '/health') return { status: 200, body: { ok: true } }
    if (url.pathname === '/observability/emit') return take(body)
    if (server.mood === 'unauthorised' || request.headers['x-typesense-api-key'] !== TYPESENSE_KEY) {
      return {
        status: 401,
        body: { message: 'Forbidden - a valid `x-typesense-api-key` header must be sent.' },
      }
    }
    if (server.mood === 'not-ready') return { status: 503, body: { message: 'Not Ready or Lagging' } }
    if (server.mood === 'stale') return { status: 404, body: { message: 'Not Found' } }
    if (url.pathname === '/collections/otel_events') {
      return { status: 200, body: { name: 'otel_events', num_documents: events.length, fields: [] } }
    }
    if (url.pathname.endsWith('/documents/search'))
      return { status: 200, body: search(events, url.searchParams) }
    return { status: 404, body: { message: 'Not Found' } }
  })
  const take = (body: string): Said => {
    const { metadata, ...event } = JSON.parse(body) as Stored & { metadata: unknown }
    events.push({ ...event, metadata_json: JSON.stringify(metadata ?? {}) })
    return { status: 200, body: { ok: true } }
  }
  const store: TelemetryServer['store'] = (event, agoMs = 60_000) => {
    const defaults = { level: 'info', source: 'gateway', success: true, metadata_json: '{}' }
    events.push({ id: `lab-${events.length}`, timestamp: Date.now() - agoMs, ...defaults, ...event })
  }
  const server: TelemetryServer = Object.assign(standing, {
    mood: 'answers' as TelemetryServer['mood'],
    events,
    store,
  })
  return server
}

/** The part of Typesense's search that is asked for: filters by field, newest first, facets by field. */
function search(events: readonly Stored[], asked: URLSearchParams) {
  const words = (asked.get('q') ?? '*').toLowerCase()
  const filters = (asked.get('filter_by') ?? '')
    .split('&&')
    .map((part) => part.trim())
    .filter(Boolean)
  const hits = events
    .filter((event) => words === '*' || JSON.stringify(event).toLowerCase().includes(words))
    .filter((event) => filters.every((filter) => passes(event, filter)))
    .sort((a, b) => b.timestamp - a.timestamp)
  const facets = (asked.get('facet_by') ?? '').split(',').filter(Boolean)
  const perPage = Number(asked.get('per_page') ?? 10)
  const page = Number(asked.get('page') ?? 1)
  return {
    found: hits.length,
    page,
    out_of: events.length,
    search_time_ms: 1,
    hits: hits
      .slice((page - 1) * perPage, page * perPage)
      .map((document) => ({ document: { ...document, search_text: '', metadata_keys: [] } })),
    facet_counts: facets.map((field_name) => ({ field_name, counts: counted(hits, field_name) })),
  }
}

/** `field:=value`, `field:=[a,b]`, `field:>=n`, `field:[a,b]` and `field:a..b` forms, alternatives with `||`. */
function passes(event: Stored, filter: string): boolean {
  const bare = filter.replace(/^\(|\)$/g, '')
  if (bare.includes('||')) return bare.split('||').some((one) => passes(event, one.trim()))
  const match = /^(\w+):\s*(!=|>=|<=|=|>|<|)\s*(.*)$/.exec(bare)
  if (!match) return true
  const [, field = '', operator = '', raw = ''] = match
  const mine = String((event as unknown as Record<string, unknown>)[field] ?? '')
  const values = raw
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((value) => value.trim().replace(/^`|`$/g, ''))
  const first = values[0] ?? ''
  const range = /^(\d+)\.\.(\d+)$/.exec(first)
  if (range) return Number(mine) >= Number(range[1]) && Number(mine) <= Number(range[2])
  if (operator === '>=') return Number(mine) >= Number(first)
  if (operator === '<=') return Number(mine) <= Number(first)
  if (operator === '>') return Number(mine) > Number(first)
  if (operator === '<') return Number(mine) < Number(first)
  return operator === '!=' ? !values.includes(mine) : values.includes(mine)
}

function counted(events: readonly Stored[], field: string) {
  const groups = Map.groupBy(events, (event) => String((event as unknown as Record<string, unknown>)[field]))
  return [...groups].map(([value, members]) => ({ value, count: members.length }))
}
