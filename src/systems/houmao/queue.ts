import { defineProbe, type Probe } from '../../core/check.ts'
import type { SqliteValue } from '../../host/sqlite.ts'
import type { Place } from './place.ts'
import type { HoumaoSettings } from './settings.ts'

/** A request as `queue.sqlite` keeps it, without its payload: that is the prompt. Times are epoch ms. */
export interface QueuedRequest {
  readonly id: string
  readonly kind: string
  readonly state: string
  readonly acceptedAt: number | null
  readonly startedAt: number | null
  readonly finishedAt: number | null
  readonly error: string | null
}

export interface Notifier {
  readonly enabled: boolean
  readonly intervalMs: number | null
  readonly lastPollAt: number | null
  readonly lastError: string | null
  /** Outcomes of the newest polls, newest first. */
  readonly outcomes: readonly string[]
}

export type Queue =
  | {
      readonly ok: true
      readonly path: string
      /** Requests that have not ended, oldest first. */
      readonly open: readonly QueuedRequest[]
      /** Requests that failed, newest first. */
      readonly failed: readonly QueuedRequest[]
      /** Ids of the newest requests in any state, at most 1,000. */
      readonly ids: readonly string[]
      /** Null where the build has no notifier. */
      readonly notifier: Notifier | null
    }
  | { readonly ok: false; readonly path: string; readonly problem: string; readonly message: string }

export const COLUMNS =
  'request_id AS id, request_kind AS kind, state, accepted_at_utc, started_at_utc, finished_at_utc, error_detail'

const REQUESTS = [
  {
    sql: `SELECT ${COLUMNS} FROM gateway_requests WHERE state IN ('accepted', 'running') ORDER BY accepted_at_utc`,
    maxRows: 100,
  },
  {
    sql: `SELECT ${COLUMNS} FROM gateway_requests WHERE state = 'failed' ORDER BY finished_at_utc DESC`,
    maxRows: 50,
  },
  { sql: 'SELECT request_id AS id FROM gateway_requests ORDER BY accepted_at_utc DESC', maxRows: 1_000 },
]
const NOTIFIER = [
  {
    sql: 'SELECT enabled, interval_seconds, last_poll_at_utc, last_error FROM gateway_mail_notifier WHERE singleton = 1',
  },
  { sql: 'SELECT outcome FROM gateway_notifier_audit ORDER BY audit_id DESC', maxRows: 10 },
]

/** Read-only while a gateway writes to it, else on a private copy. */
export function queueProbe(
  settings: HoumaoSettings,
  place: Probe<Place>,
  running: Probe<boolean>,
): Probe<Queue | null> {
  return defineProbe('queue.sqlite', async ({ host, signal, ask }): Promise<Queue | null> => {
    const [{ gateway }, live] = await Promise.all([ask(place), ask(running)])
    if (!gateway) return null
    const path = `${gateway}/queue.sqlite`
    const where = { path, copy: !live, deadlineMs: settings.thresholds.sqliteMs }
    const requests = await host.sqlite.query({ ...where, queries: REQUESTS }, signal)
    if (!requests.ok) return { ok: false, path, problem: requests.problem, message: requests.message }
    const [open = [], failed = [], all = []] = requests.results
    const mail = await host.sqlite.query({ ...where, queries: NOTIFIER }, signal)
    const [[setting] = [], audit = []] = mail.ok ? mail.results : []
    return {
      ok: true,
      path,
      open: open.map(requestOf),
      failed: failed.map(requestOf),
      ids: all.map((row) => String(row.id)),
      notifier: setting ? notifierOf(setting, audit) : null,
    }
  })
}

type Row = Readonly<Record<string, SqliteValue>>

export function requestOf(row: Row): QueuedRequest {
  return {
    id: String(row.id ?? '').slice(0, 80),
    kind: String(row.kind ?? '').slice(0, 40),
    state: String(row.state ?? '').slice(0, 40),
    acceptedAt: timeOf(row.accepted_at_utc),
    startedAt: timeOf(row.started_at_utc),
    finishedAt: timeOf(row.finished_at_utc),
    error: typeof row.error_detail === 'string' ? row.error_detail.slice(0, 300) : null,
  }
}

function notifierOf(row: Row, audit: readonly Row[]): Notifier {
  const seconds = Number(row.interval_seconds)
  return {
    enabled: row.enabled === 1,
    intervalMs: seconds > 0 ? seconds * 1000 : null,
    lastPollAt: timeOf(row.last_poll_at_utc),
    lastError: typeof row.last_error === 'string' && row.last_error ? row.last_error.slice(0, 300) : null,
    outcomes: audit.map((one) => String(one.outcome).slice(0, 40)),
  }
}

function timeOf(value: SqliteValue | undefined): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? null : time
}
