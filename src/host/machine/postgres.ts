import type { Client } from 'pg'
import type { PostgresPort, PostgresProblem } from '../postgres.ts'
import { conceal } from './conceal.ts'
import { underDeadline } from './deadline.ts'
import { errorCode, errorText, networkWord } from './network-error.ts'
import { resolveSecret } from './secrets.ts'

type Query = Parameters<PostgresPort['query']>[0]['queries'][number]
type Row = Readonly<Record<string, unknown>>

/** PostgreSQL through `pg`: one connection, one read-only transaction. */
export const postgres: PostgresPort = {
  async query({ url, queries, deadlineMs }, signal) {
    for (const { sql } of queries) assertRead(sql)
    const connectionString = await resolveSecret(url)
    if (connectionString === null) return problem('no-secret', 'the database URL has no value')
    const secrets = secretsOf(connectionString)
    const { default: pg } = await import('pg')
    let accepted = false
    const converse = async (ending: AbortSignal) => {
      let client: Client | null = null
      const drop = () => client?.connection?.stream.destroy()
      ending.addEventListener('abort', drop, { once: true })
      try {
        client = new pg.Client({
          connectionString,
          connectionTimeoutMillis: deadlineMs,
          statement_timeout: deadlineMs,
          query_timeout: deadlineMs,
          application_name: 'firstfault',
        })
        // Errors of an idle connection come as events; the promises below tell the same.
        client.on('error', () => {})
        await client.connect()
        accepted = true
        const results = await inTransaction(client, queries)
        await client.end()
        return { ok: true as const, results }
      } catch (error) {
        return problem(wordOf(error, accepted), conceal(errorText(error), secrets))
      } finally {
        drop()
      }
    }
    const late = () =>
      accepted
        ? problem('timeout', `the queries took longer than ${deadlineMs} ms`)
        : problem('silent', `no session within ${deadlineMs} ms`)
    return underDeadline({ ms: deadlineMs, signal }, converse, late)
  },
}

/** A statement that changes something is a mistake in the program; the transaction is read-only besides. */
function assertRead(sql: string): void {
  if (!/^\s*(SELECT|WITH)\b/i.test(sql)) throw new TypeError('only SELECT and WITH statements are asked')
}

/** Through cursors, so that no more rows are sent than are wanted. */
async function inTransaction(client: Client, queries: readonly Query[]): Promise<Row[][]> {
  await client.query('BEGIN READ ONLY')
  const results: Row[][] = []
  for (const [index, { sql, params, maxRows }] of queries.entries()) {
    await client.query(`DECLARE rows_${index} NO SCROLL CURSOR FOR ${sql}`, [...(params ?? [])])
    const { rows } = await client.query<Row>(`FETCH ${Math.trunc(maxRows ?? 1000)} FROM rows_${index}`)
    results.push(rows.map(plainRow))
  }
  await client.query('ROLLBACK')
  return results
}

const plainRow = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))

/** Times become ISO 8601 text, bytes base64; the rest of what pg gives is JSON already. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (Buffer.isBuffer(value)) return value.toString('base64')
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return Array.isArray(value) ? value.map(plain) : value
}

/** SQLSTATE, PostgreSQL manual, appendix A. */
const STATES: Readonly<Record<string, PostgresProblem['problem']>> = {
  '28P01': 'auth',
  '28000': 'auth',
  '3D000': 'no-database',
  '57014': 'timeout', // cancelled by statement_timeout
  '57P03': 'refused', // starting up or shutting down
  '53300': 'refused', // too many connections
}

function wordOf(error: unknown, accepted: boolean): PostgresProblem['problem'] {
  const code = errorCode(error) ?? ''
  const word = STATES[code]
  if (word) return word
  // Every other SQLSTATE is the server's word on a statement, or before that on the session.
  if (/^[0-9A-Z]{5}$/.test(code) && error instanceof Error && 'severity' in error)
    return accepted ? 'sql' : 'protocol'
  if (/timeout/i.test(errorText(error))) return accepted ? 'timeout' : 'silent'
  const network = networkWord(error)
  if (network === 'refused' || network === 'unreachable') return 'refused'
  if (network === 'dns') return 'dns'
  return network === 'connect-timeout' ? 'silent' : 'protocol'
}

/** The URL and its password, as written and decoded: no message may hold them. */
function secretsOf(connectionString: string): readonly string[] {
  const url = URL.parse(connectionString)
  const passwords = [url?.password, url?.searchParams.get('password')].filter(
    (text) => typeof text === 'string',
  )
  return [connectionString, ...passwords, ...passwords.map(decoded)]
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function problem(word: PostgresProblem['problem'], message: string): PostgresProblem {
  return { ok: false, problem: word, message }
}
