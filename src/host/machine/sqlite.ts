import { access, constants, realpath, stat } from 'node:fs/promises'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { zstdDecompressSync } from 'node:zlib'
import type { SqlitePort, SqliteValue } from '../sqlite.ts'
import { errorCode, errorText } from './network-error.ts'
import { MAX_COPY, privateCopy, sizeWithWal, wouldBeginWal } from './sqlite-copy.ts'

type Answer = Awaited<ReturnType<SqlitePort['query']>>
type Word = Extract<Answer, { ok: false }>['problem']
type Query = Parameters<SqlitePort['query']>[0]['queries'][number]

/** SQLite through node:sqlite, in this process: a statement cannot be interrupted, only left between two rows, so
 *  callers ask for indexed or small tables. (A worker thread could be ended at any time, but would be a second
 *  entry of the bundle.) */
export const sqlite: SqlitePort = {
  async query({ path, copy, queries, deadlineMs }, signal) {
    for (const { sql } of queries) assertRead(sql)
    signal.throwIfAborted()
    const end = performance.now() + deadlineMs
    const late = () => {
      signal.throwIfAborted()
      return performance.now() > end
    }
    const unreadable = await whyUnreadable(path)
    if (unreadable) return unreadable
    // The WAL lies beside the database itself, not beside a link to it.
    const itself = await realpath(path)
    if (!copy && !(await wouldBeginWal(itself))) return ask(path, queries, late)
    const size = await sizeWithWal(itself)
    if (size > MAX_COPY) return problem('too-large', `${size} bytes, more than are copied (${MAX_COPY})`)
    try {
      const own = await privateCopy(itself)
      try {
        return await ask(own.path, queries, late)
      } finally {
        await own.remove()
      }
    } catch (error) {
      signal.throwIfAborted()
      return fileProblem(error)
    }
  },
}

/** A statement that changes something is a mistake in the program. The database is opened read-only besides. */
function assertRead(sql: string): void {
  if (!/^\s*(SELECT|PRAGMA|WITH)\b/i.test(sql))
    throw new TypeError('only SELECT, WITH and PRAGMA statements are asked')
}

async function whyUnreadable(path: string): Promise<Answer | null> {
  try {
    const found = await stat(path)
    if (!found.isFile()) return problem('not-a-database', 'not a regular file')
    await access(path, constants.R_OK)
    return null
  } catch (error) {
    return fileProblem(error)
  }
}

async function ask(path: string, queries: readonly Query[], late: () => boolean): Promise<Answer> {
  const { DatabaseSync } = await import('node:sqlite')
  let database: DatabaseSync | null = null
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS, allowExtension: false })
    // Someone else's schema must not call functions through its views.
    database.exec('PRAGMA trusted_schema = OFF')
    const results: Readonly<Record<string, SqliteValue>>[][] = []
    for (const query of queries) {
      const rows = rowsOf(database.prepare(query.sql), query, late)
      if (!rows) return problem('timeout', 'the queries took longer than their time')
      results.push(rows)
    }
    return { ok: true, results }
  } catch (error) {
    if (!isSqliteError(error)) throw error
    return problem(wordOf(error.errcode), errorText(error))
  } finally {
    database?.close()
  }
}

/** How long a lock is waited for, ms; it blocks this process. */
const BUSY_MS = 250

/** At most `maxRows` (default 1000) rows; null when the time is up. */
function rowsOf(
  statement: StatementSync,
  query: Query,
  late: () => boolean,
): Record<string, SqliteValue>[] | null {
  statement.setReadBigInts(true)
  const rows: Record<string, SqliteValue>[] = []
  const max = query.maxRows ?? 1000
  for (const row of statement.iterate(...(query.params ?? []))) {
    if (late()) return null
    if (rows.length >= max) break
    rows.push(
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          query.zstd?.includes(name) ? unpacked(value) : plain(value),
        ]),
      ),
    )
  }
  return late() ? null : rows
}

/** Integers beyond 2^53 become decimal strings, blobs base64. */
function plain(value: unknown): SqliteValue {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'string' || typeof value === 'number' ? value : null
}

/** Most bytes that a compressed value may hold. */
const MOST_UNPACKED = 256 << 10

function unpacked(value: unknown): string | null {
  if (!(value instanceof Uint8Array)) return null
  try {
    return zstdDecompressSync(value, { maxOutputLength: MOST_UNPACKED }).toString('utf8')
  } catch {
    return null
  }
}

const isSqliteError = (error: unknown): error is Error & { errcode: number } =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'

/** Result codes of sqlite.org/rescode.html; the low byte is the primary one. */
const WORDS: Readonly<Record<number, Word>> = {
  3: 'denied', // SQLITE_PERM
  5: 'locked', // SQLITE_BUSY
  6: 'locked', // SQLITE_LOCKED
  8: 'denied', // SQLITE_READONLY: the WAL index or a hot journal would have to be written
  11: 'not-a-database', // SQLITE_CORRUPT
  14: 'denied', // SQLITE_CANTOPEN, of a file that is there and readable: its directory may not be written
  23: 'denied', // SQLITE_AUTH
  26: 'not-a-database', // SQLITE_NOTADB
}

const wordOf = (errcode: number): Word => WORDS[errcode & 0xff] ?? 'sql'

function fileProblem(error: unknown): Answer {
  const code = errorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return problem('absent', 'no such file')
  if (code === 'EACCES' || code === 'EPERM') return problem('denied', 'may not be read by this user')
  throw error
}

function problem(word: Word, message: string): Answer {
  return { ok: false, problem: word, message }
}
