import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sqlite } from '../../src/host/machine/sqlite.ts'
import type { SqliteValue } from '../../src/host/sqlite.ts'

let directory: string
let writer: DatabaseSync
const path = () => join(directory, 'state.db')

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firstfault-test-db-'))
  writer = new DatabaseSync(path())
  writer.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0')
  writer.exec('CREATE TABLE t (id INTEGER, name TEXT, data BLOB)')
  writer.exec("INSERT INTO t VALUES (1, 'one', x'0102'), (9007199254740993, 'big', NULL)")
})
afterEach(async () => {
  if (writer.isOpen) writer.close()
  await rm(directory, { recursive: true, force: true })
})

const ask = (
  sql: string,
  more: { path?: string; copy?: boolean; params?: SqliteValue[]; maxRows?: number; deadlineMs?: number } = {},
) => {
  const { path: where = path(), copy = false, deadlineMs = 2000, ...query } = more
  const request = { path: where, copy, queries: [{ sql, ...query }], deadlineMs }
  return sqlite.query(request, new AbortController().signal)
}

/** Every file of the directory with its bytes. */
async function contents(): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort()
  const bytes = await Promise.all(names.map((name) => readFile(join(directory, name), 'base64')))
  return Object.fromEntries(names.map((name, index) => [name, bytes[index] ?? '']))
}

const copies = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('firstfault-db-')).length

it('sees what a running writer has committed, also what is only in the WAL', async () => {
  expect(await ask('SELECT * FROM t ORDER BY id')).toEqual({
    ok: true,
    results: [
      [
        { id: 1, name: 'one', data: 'AQI=' },
        { id: '9007199254740993', name: 'big', data: null },
      ],
    ],
  })
  expect(await ask('SELECT name FROM t WHERE id = ?', { params: [1] })).toEqual({
    ok: true,
    results: [[{ name: 'one' }]],
  })
  expect(await ask('SELECT id FROM t', { maxRows: 1 })).toEqual({ ok: true, results: [[{ id: 1 }]] })
})

it('leaves the directory of a copied database as it was, byte for byte, and removes the copy', async () => {
  // What a killed writer leaves behind: a database whose newest rows are in the WAL, and no index of it.
  const dead = join(directory, 'dead')
  await mkdir(dead)
  for (const part of ['', '-wal'])
    await writeFile(join(dead, `state.db${part}`), await readFile(path() + part))
  writer.close()
  directory = dead
  const before = await contents()
  expect(Object.keys(before)).toEqual(['state.db', 'state.db-wal'])
  const left = await copies()
  expect(await ask('SELECT count(*) AS n FROM t', { copy: true })).toEqual({
    ok: true,
    results: [[{ n: 2 }]],
  })
  await symlink(join(dead, 'state.db'), join(dead, '..', 'link.db'))
  const link = join(dead, '..', 'link.db')
  expect(await ask('SELECT id FROM t', { copy: true, path: link, maxRows: 1 })).toMatchObject({
    results: [[{ id: 1 }]],
  })
  expect(await contents()).toEqual(before)
  expect(await copies()).toBe(left)
  directory = join(dead, '..')
})

it('throws for a statement that may change something, and is opened read-only besides', async () => {
  await expect(ask('DELETE FROM t')).rejects.toThrow(TypeError)
  expect(await ask('PRAGMA user_version = 7')).toMatchObject({ ok: false })
  expect(await ask('WITH x AS (SELECT 1) DELETE FROM t')).toMatchObject({ ok: false })
  expect(await ask('SELECT count(*) AS n FROM t')).toMatchObject({ results: [[{ n: 2 }]] })
})

it('stops between two rows when the time is up', async () => {
  const endless = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n'
  const begun = performance.now()
  expect(await ask(endless, { deadlineMs: 100, maxRows: 1e9 })).toMatchObject({
    ok: false,
    problem: 'timeout',
  })
  expect(performance.now() - begun).toBeLessThan(1000)
})

it('says locked when a writer of a database without WAL holds it', async () => {
  writer.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
  expect(await ask('SELECT * FROM t')).toMatchObject({ ok: false, problem: 'locked' })
})

it('says what else is wrong', async () => {
  expect(await ask('SELECT * FROM missing')).toMatchObject({
    problem: 'sql',
    message: 'no such table: missing',
  })
  expect(await ask('SELECT 1', { path: join(directory, 'none.db') })).toMatchObject({ problem: 'absent' })
  expect(await ask('SELECT 1', { path: directory })).toMatchObject({ problem: 'not-a-database' })
  await writeFile(join(directory, 'text.db'), 'not a database at all, only a line of text\n'.repeat(50))
  for (const copy of [false, true]) {
    const answer = await ask('SELECT * FROM sqlite_master', { path: join(directory, 'text.db'), copy })
    expect(answer).toMatchObject({ problem: 'not-a-database' })
  }
})

it('does not copy what is too large', async () => {
  await writeFile(join(directory, 'huge.db'), '')
  await truncate(join(directory, 'huge.db'), 600 * 1024 * 1024)
  expect(await ask('SELECT 1', { path: join(directory, 'huge.db'), copy: true })).toMatchObject({
    problem: 'too-large',
  })
})

it.skipIf(process.getuid?.() === 0)('says denied when this user may not read it', async () => {
  await chmod(path(), 0o000)
  expect(await ask('SELECT 1')).toMatchObject({ problem: 'denied' })
})

it('says absent for a link that leads nowhere', async () => {
  await symlink(join(directory, 'gone'), join(directory, 'link.db'))
  expect(await ask('SELECT 1', { path: join(directory, 'link.db') })).toMatchObject({ problem: 'absent' })
})

it('makes no files beside a database that nobody has open, whatever the caller thinks', async () => {
  writer.close()
  const before = await contents()
  expect(Object.keys(before)).toEqual(['state.db'])
  expect(await ask('SELECT name FROM t WHERE id = 1')).toEqual({ ok: true, results: [[{ name: 'one' }]] })
  expect(await contents()).toEqual(before)
})

it('unpacks compressed columns, and only what stays small', async () => {
  const insert = writer.prepare('INSERT INTO t VALUES (?, ?, ?)')
  insert.run(3, 'small', zstdCompressSync('{"type":"message"}'))
  insert.run(4, 'bomb', zstdCompressSync(Buffer.alloc(5_000_000)))
  const sql = 'SELECT id, data FROM t WHERE id IN (1, 3, 4) ORDER BY id'
  const request = { path: path(), copy: false, queries: [{ sql, zstd: ['data'] }], deadlineMs: 2000 }
  const answer = await sqlite.query(request, new AbortController().signal)
  expect(answer).toEqual({
    ok: true,
    results: [
      [
        { id: 1, data: null },
        { id: 3, data: '{"type":"message"}' },
        { id: 4, data: null },
      ],
    ],
  })
})
