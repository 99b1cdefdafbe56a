import type { Context } from '../../core/check.ts'
import type { FileProblem } from '../../host/files.ts'
import type { SqliteValue } from '../../host/sqlite.ts'
import type { Line, Stretch } from '../../transcript/lines.ts'
import type { Session, TranscriptSource } from '../../transcript/source.ts'
import { textOf } from './lenient.ts'

/** A session of an agent's database, with what only a database says of it. */
export interface StoredSession extends Session {
  readonly key: string
  /** `running`, `done`, `failed`, `killed`, `timeout`; null where its run never began. */
  readonly status: string | null
}

export interface StoredSessions extends TranscriptSource {
  sessions(): Promise<
    | { readonly ok: true; readonly sessions: readonly StoredSession[]; readonly invalid: readonly [] }
    | FileProblem
  >
}

/** Rows of a stretch: few at first, because most reviews need no more. Without a writer each stretch costs a copy of
 *  the database. */
const STEPS: readonly number[] = [200, 1_000]
/** A longer record keeps only its beginning and its end; characters. */
const LONGEST = 256 << 10
const ENDS = 4 << 10
const DEADLINE_MS = 3_000

const NEWEST =
  'select session_id, session_key, status, started_at, created_at, updated_at from session_windows order by updated_at desc limit 8'
/** Rows that were compressed are cold and hold no event_json. */
const ROWS = `select seq, case when length(event_json) <= ${LONGEST} then event_json end as whole,
  substr(event_json, 1, ${ENDS}) as head, substr(event_json, -${ENDS}) as tail, length(event_json) as size
  from transcript_events where session_id = ? and event_json is not null and seq < ? order by seq desc limit ?`

/** The sessions of one agent's database (releases since 2026.8.1), read from their last row to their first. `writer`:
 *  a gateway has the database open. */
export function transcriptRows(
  { host, signal }: Pick<Context, 'host' | 'signal'>,
  path: string,
  writer: boolean,
): StoredSessions {
  const ask = async (sql: string, params: readonly SqliteValue[], maxRows: number) => {
    const queries = [{ sql, params, maxRows }]
    const answer = await host.sqlite.query({ path, copy: !writer, queries, deadlineMs: DEADLINE_MS }, signal)
    return answer.ok ? (answer.results[0] ?? []) : fileProblem(answer)
  }
  return {
    place: path,
    sessions: async () => {
      const rows = await ask(NEWEST, [], 8)
      return 'ok' in rows
        ? rows
        : { ok: true, sessions: rows.map((row) => sessionOf(path, row)), invalid: [] }
    },
    async *backwards({ id }) {
      let before = Number.MAX_SAFE_INTEGER
      for (let step = 0; ; step++) {
        const max = STEPS[Math.min(step, STEPS.length - 1)] ?? 200
        const rows = await ask(ROWS, [id, before, max], max)
        if ('ok' in rows) {
          yield rows
          return
        }
        yield stretchOf(rows)
        if (rows.length < max) return
        before = Number(rows.at(-1)?.seq)
      }
    },
  }
}

type Row = Readonly<Record<string, SqliteValue>>

function sessionOf(path: string, row: Row): StoredSession {
  const id = textOf(row.session_id, 200) ?? ''
  return {
    id,
    source: `${path} session ${id}`,
    startedAt: Number(row.started_at ?? row.created_at) || null,
    changedAt: Number(row.updated_at) || 0,
    key: textOf(row.session_key, 200) ?? '',
    status: textOf(row.status, 20),
  }
}

/** Rows come newest first; a stretch is oldest first. */
function stretchOf(rows: readonly Row[]): Stretch {
  const lines = rows.toReversed().map(({ whole, head, tail }): Line => {
    if (whole !== null) return { cut: false, text: String(whole) }
    return { cut: true, head: String(head), tail: String(tail) }
  })
  const bytes = rows.reduce((sum, { size }) => sum + Number(size), 0)
  return { ok: true, lines, bytes, openEnd: false }
}

function fileProblem({ problem, message }: { problem: string; message: string }): FileProblem {
  const word = problem === 'absent' || problem === 'denied' ? problem : 'io'
  return { ok: false, problem: word, message }
}
