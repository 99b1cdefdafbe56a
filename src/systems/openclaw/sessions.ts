import type { Context } from '../../core/check.ts'
import { plainDialect } from '../../transcript/dialect.ts'
import type { Entry } from '../../transcript/entry.ts'
import { parseEntry } from '../../transcript/narrow.ts'
import { textOf } from './lenient.ts'

/** The end of one session: its newest entries, oldest first. */
export interface SessionEnd {
  readonly agent: string
  readonly key: string
  /** Database and session, or file. */
  readonly source: string
  /** `running`, `done`, `failed`, `killed`, `timeout`; null where the run never began or the release keeps none. */
  readonly status: string | null
  /** Epoch ms. */
  readonly changedAt: number
  readonly entries: readonly Entry[]
  /** Rows that are no JSON, by number: the next start refuses them. */
  readonly damaged: readonly number[]
}

export interface SessionsAnswer {
  readonly sessions: readonly SessionEnd[]
  /** Databases that could not be read, and why. */
  readonly problems: readonly string[]
}

const NEWEST =
  'select session_id, session_key, status, updated_at from session_windows where updated_at >= ? order by updated_at desc limit 8'
/** Rows that have grown cold are compressed. One that holds more than is unpacked is left out: it is not damaged. */
const ROWS =
  'select seq, event_json, event_zstd from transcript_events where session_id = ? and (event_json is not null or event_utf8_bytes <= 262144) order by seq desc limit 60'
/** Releases before the compression have no such columns. */
const PLAIN_ROWS =
  'select seq, event_json from transcript_events where session_id = ? and event_json is not null order by seq desc limit 60'

/** The sessions that were written inside the window, of every agent: rows of SQLite since 2026.8.1, files before. */
export async function readSessions(
  context: Context,
  stateDir: string,
  agents: readonly string[],
  running: boolean,
): Promise<SessionsAnswer> {
  const read = await Promise.all(
    agents.slice(0, 50).map((agent) => readAgent(context, stateDir, agent, running)),
  )
  return {
    sessions: read.flatMap((one) => (typeof one === 'string' ? [] : one)),
    problems: read.filter((one) => typeof one === 'string'),
  }
}

async function readAgent(
  context: Context,
  stateDir: string,
  agent: string,
  running: boolean,
): Promise<readonly SessionEnd[] | string> {
  const { host, window, signal } = context
  const path = `${stateDir}/agents/${agent}/agent/openclaw-agent.sqlite`
  const ask = (queries: { sql: string; params: (string | number)[]; zstd?: string[] }[]) =>
    host.sqlite.query(
      { path, copy: !running, queries: queries.map((one) => ({ ...one, maxRows: 60 })), deadlineMs: 3_000 },
      signal,
    )
  const newest = await ask([{ sql: NEWEST, params: [window.since] }])
  if (!newest.ok)
    return newest.problem === 'absent' ? readFiles(context, stateDir, agent) : `${path}: ${newest.message}`
  const windows = newest.results[0] ?? []
  if (windows.length === 0) return []
  const ofAll = (sql: string, zstd: string[]) =>
    ask(windows.map((one) => ({ sql, params: [String(one.session_id)], zstd })))
  const packed = await ofAll(ROWS, ['event_zstd'])
  const rows = !packed.ok && packed.problem === 'sql' ? await ofAll(PLAIN_ROWS, []) : packed
  if (!rows.ok) return `${path}: ${rows.message}`
  return windows.map((one, index) => {
    const lines = (rows.results[index] ?? [])
      .toReversed()
      .map((row) => ({ number: Number(row.seq), text: String(row.event_json ?? row.event_zstd ?? '') }))
    return sessionEnd(
      agent,
      textOf(one.session_key, 200) ?? 'unnamed',
      `${path} session ${one.session_id}`,
      textOf(one.status, 20),
      Number(one.updated_at),
      lines,
    )
  })
}

/** Releases before 2026.8.1 keep one file for each session. */
async function readFiles(
  { host, window }: Context,
  stateDir: string,
  agent: string,
): Promise<readonly SessionEnd[]> {
  const directory = `${stateDir}/agents/${agent}/sessions`
  const listed = await host.files.list({ path: directory })
  if (!listed.ok) return []
  const recent = listed.entries.filter(
    (file) => file.kind === 'file' && file.name.endsWith('.jsonl') && file.mtimeMs >= window.since,
  )
  const newest = recent.toSorted((a, b) => b.mtimeMs - a.mtimeMs).slice(0, 8)
  const read = await Promise.all(
    newest.map((file) => host.logs.tail({ path: `${directory}/${file.name}`, bytes: 256 << 10 })),
  )
  return read.flatMap((file, index): SessionEnd[] => {
    if (!file.ok) return []
    const entry = newest[index]
    const lines = file.text.split('\n').slice(file.start > 0 ? 1 : 0, -1)
    const numbered = lines.filter((line) => line.trim() !== '').map((text, number) => ({ number, text }))
    return [
      sessionEnd(
        agent,
        `agent:${agent}:${entry?.name ?? ''}`,
        `${directory}/${entry?.name}`,
        null,
        entry?.mtimeMs ?? 0,
        numbered,
      ),
    ]
  })
}

function sessionEnd(
  agent: string,
  key: string,
  source: string,
  status: string | null,
  changedAt: number,
  lines: readonly { readonly number: number; readonly text: string }[],
): SessionEnd {
  const entries = lines.map(({ number, text }) => ({ number, entry: parseEntry(text, plainDialect) }))
  return {
    agent,
    key,
    source,
    status,
    changedAt,
    entries: entries.flatMap(({ entry }) => entry ?? []),
    damaged: entries.flatMap(({ number, entry }) => (entry ? [] : [number])),
  }
}
