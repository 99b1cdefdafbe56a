import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { postgres } from '../../src/host/machine/postgres.ts'
import { postgresPrograms, type RunningPostgres, startPostgres } from '../support/postgres.ts'
import { closedPort, type Listening, startHangup, startTcp } from '../support/tcp.ts'
import { until } from '../support/until.ts'

const PASSWORD = 'p@ss word/1'
const signal = new AbortController().signal
const NAME = 'FF_TEST_DATABASE_URL'

type Query = Parameters<typeof postgres.query>[0]['queries'][number]

async function ask(url: string, query: Query = { sql: 'SELECT 1 AS one' }, deadlineMs = 3000) {
  process.env[NAME] = url
  try {
    return await postgres.query({ url: { env: NAME }, queries: [query], deadlineMs }, signal)
  } finally {
    delete process.env[NAME]
  }
}

const bin = postgresPrograms()

describe.skipIf(bin === null)('a real PostgreSQL', () => {
  let server: RunningPostgres
  const url = (database = 'postgres', password = PASSWORD) =>
    `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${server.port}/${database}`
  beforeAll(async () => {
    server = await startPostgres(bin ?? '', PASSWORD)
    await until(async () => (await ask(url())).ok, { ms: 5000 })
  }, 20_000)
  afterAll(() => server.stop())

  it('gives rows as plain JSON, no more than asked for', async () => {
    const sql = `SELECT i, '2026-01-02T03:04:05Z'::timestamptz AS at, '\\x0102'::bytea AS data, '{"a":1}'::jsonb AS doc,
      9007199254740993::bigint AS big FROM generate_series($1::int, 1000000) AS i`
    const row = { at: '2026-01-02T03:04:05.000Z', data: 'AQI=', doc: { a: 1 }, big: '9007199254740993' }
    expect(await ask(url(), { sql, params: [7], maxRows: 2 })).toEqual({
      ok: true,
      results: [
        [
          { i: 7, ...row },
          { i: 8, ...row },
        ],
      ],
    })
  })

  it('cannot be changed', async () => {
    await expect(ask(url(), { sql: 'CREATE TABLE t (i int)' })).rejects.toThrow(TypeError)
    expect(await ask(url(), { sql: "SELECT current_setting('transaction_read_only') AS it" })).toMatchObject({
      results: [[{ it: 'on' }]],
    })
    // PostgreSQL before 16 lets a read-only transaction make large objects; nothing is committed.
    await ask(url(), { sql: 'SELECT lo_create(4711)' })
    expect(await ask(url(), { sql: 'SELECT oid FROM pg_largeobject_metadata' })).toMatchObject({
      results: [[]],
    })
  })

  it('says auth, no-database, sql and timeout, and never the password', async () => {
    const wrong = await ask(url('postgres', 'wrong-battery'))
    expect(wrong).toMatchObject({ ok: false, problem: 'auth' })
    expect(JSON.stringify(wrong)).not.toContain('wrong-battery')
    expect(await ask(url('missing'))).toMatchObject({ problem: 'no-database' })
    expect(await ask(url(), { sql: 'SELECT * FROM missing' })).toMatchObject({ problem: 'sql' })
    expect(await ask(url(), { sql: 'SELECT pg_sleep(20)' }, 500)).toMatchObject({ problem: 'timeout' })
  })
})

describe('a peer that gives no session', () => {
  let peer: Listening | null = null
  afterEach(async () => {
    await peer?.stop()
    peer = null
  })
  const at = (port: number, host = '127.0.0.1') => `postgres://u:secret-word@${host}:${port}/d`

  /** An ErrorResponse of the PostgreSQL protocol, version 3. */
  const errorResponse = (state: string, message: string): Buffer => {
    const fields = Buffer.from(`SFATAL\0VFATAL\0C${state}\0M${message}\0\0`)
    const head = Buffer.alloc(5)
    head.write('E')
    head.writeInt32BE(fields.length + 4, 1)
    return Buffer.concat([head, fields])
  }

  it('is refused, dns, silent or protocol', async () => {
    expect(await ask(at(await closedPort()))).toMatchObject({ ok: false, problem: 'refused' })
    expect(await ask(at(5432, 'nonexistent.invalid'))).toMatchObject({ problem: 'dns' })
    peer = await startTcp()
    expect(await ask(at(peer.port), undefined, 200)).toMatchObject({ problem: 'silent' })
    await peer.stop()
    peer = await startHangup()
    expect(await ask(at(peer.port))).toMatchObject({ problem: 'protocol' })
    expect(await ask('postgres://u:secret-word@[bad/d')).toMatchObject({ problem: 'protocol' })
  })

  it.each([
    ['28P01', 'auth'],
    ['28000', 'auth'],
    ['57P03', 'refused'],
    ['08P01', 'protocol'],
  ])('with SQLSTATE %s is %s, and what it quotes is concealed', async (state, problem) => {
    peer = await startTcp((socket) =>
      socket.once('data', () => socket.end(errorResponse(state, 'not secret-word'))),
    )
    expect(await ask(at(peer.port))).toEqual({ ok: false, problem, message: 'not [secret]' })
  })

  it('is not asked without a URL', async () => {
    const request = { url: { env: 'FF_TEST_UNSET' }, queries: [], deadlineMs: 100 }
    expect(await postgres.query(request, signal)).toMatchObject({ problem: 'no-secret' })
  })
})
