import { execFileSync } from 'node:child_process'
import { chmod, mkdir, symlink, truncate, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { beforeAll, describe, expect, it } from 'vitest'
import { files } from '../../src/host/machine/files.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()

describe('files.read', () => {
  beforeAll(async () => {
    await writeFile(at('plain'), 'häßlich\n')
    await symlink(at('plain'), at('link'))
    await symlink(at('circle'), at('circle'))
    await mkdir(at('directory'))
    execFileSync('mkfifo', [at('fifo')])
  })

  it('gives the text, its size and its owner', async () => {
    const read = await files.read({ path: at('plain') })
    expect(read).toMatchObject({
      ok: true,
      text: 'häßlich\n',
      size: 10,
      truncated: false,
      uid: process.getuid?.(),
    })
  })

  it('cuts at maxBytes and never inside a character', async () => {
    expect(await files.read({ path: at('plain'), maxBytes: 2 })).toMatchObject({ text: 'h', truncated: true })
    expect(await files.read({ path: at('plain'), maxBytes: 3 })).toMatchObject({
      text: 'hä',
      truncated: true,
    })
    expect(await files.read({ path: at('plain'), maxBytes: 10 })).toMatchObject({ truncated: false })
  })

  it('follows a link only when it is told to', async () => {
    expect(await files.read({ path: at('link') })).toMatchObject({ ok: false, problem: 'link' })
    expect(await files.read({ path: at('link'), followLinks: true })).toMatchObject({
      ok: true,
      text: 'häßlich\n',
    })
    expect(await files.read({ path: at('circle'), followLinks: true })).toMatchObject({ problem: 'link' })
  })

  it('does not block on a FIFO that nobody writes to', async () => {
    expect(await files.read({ path: at('fifo') })).toMatchObject({ ok: false, problem: 'not-a-file' })
  })

  it.each([
    ['directory', 'not-a-file'],
    ['missing', 'absent'],
    ['plain/below', 'absent'],
  ])('of %s says %s', async (name, problem) => {
    expect(await files.read({ path: at(name) })).toMatchObject({ ok: false, problem })
  })

  it('of a path with a NUL byte is a problem and does not throw', async () => {
    expect(await files.read({ path: at('nul\0') })).toMatchObject({ ok: false, problem: 'io' })
  })

  it('reads sparse gigabytes only up to maxBytes', async () => {
    await writeFile(at('sparse'), 'head')
    await truncate(at('sparse'), 2 ** 33)
    const read = await files.read({ path: at('sparse'), maxBytes: 4 })
    expect(read).toMatchObject({ text: 'head', size: 2 ** 33, truncated: true })
  })

  // Root may read everything: for root the words "denied" are checked in file-problem.test.ts alone.
  it.skipIf(process.getuid?.() === 0)('of an unreadable file says denied', async () => {
    await writeFile(at('closed'), 'x')
    await chmod(at('closed'), 0)
    expect(await files.read({ path: at('closed') })).toMatchObject({ ok: false, problem: 'denied' })
  })

  it.runIf(process.platform === 'linux')('reads files whose size is 0 until they end', async () => {
    const read = await files.read({ path: '/proc/self/status' })
    expect(read).toMatchObject({ ok: true, size: 0, text: expect.stringContaining(`Pid:\t${process.pid}\n`) })
  })
})

describe('files', () => {
  it('stat tells kinds apart, of the path itself unless links are followed', async () => {
    await chmod(at('plain'), 0o640)
    expect(await files.stat({ path: at('plain') })).toMatchObject({ kind: 'file', mode: 0o640, size: 10 })
    expect(await files.stat({ path: at('link') })).toMatchObject({ kind: 'link' })
    expect(await files.stat({ path: at('link'), followLinks: true })).toMatchObject({ kind: 'file' })
    expect(await files.stat({ path: at('fifo') })).toMatchObject({ kind: 'fifo' })
    expect(await files.stat({ path: at('missing') })).toMatchObject({ ok: false, problem: 'absent' })
  })

  it('stat and read of a socket do not take it for a file', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(at('socket'), resolve))
    try {
      expect(await files.stat({ path: at('socket') })).toMatchObject({ kind: 'socket' })
      expect(await files.read({ path: at('socket') })).toMatchObject({ problem: 'not-a-file' })
    } finally {
      server.close()
    }
  })

  it('list names kinds and stops at max', async () => {
    await mkdir(at('many'))
    await Promise.all(Array.from({ length: 130 }, (_, n) => writeFile(at(`many/${n}`), 'x'.repeat(n % 3))))
    const all = await files.list({ path: at('many') })
    if (!all.ok) throw new Error(all.message)
    expect(all.entries.map((entry) => entry.name).toSorted()).toEqual(
      Array.from({ length: 130 }, (_, n) => String(n)).toSorted(),
    )
    expect(all.entries.find((entry) => entry.name === '2')).toMatchObject({ kind: 'file', size: 2 })
    expect(all.truncated).toBe(false)
    const some = await files.list({ path: at('many'), max: 100 })
    expect(some).toMatchObject({ truncated: true, entries: { length: 100 } })
    expect(await files.list({ path: at('missing') })).toMatchObject({ ok: false, problem: 'absent' })
  })

  it('real resolves links, access and disk answer for what is there', async () => {
    const [plain, link] = await Promise.all([at('plain'), at('link')].map((path) => files.real({ path })))
    expect(link).toEqual(plain)
    expect(await files.access({ path: at('plain'), mode: 'read' })).toEqual({ ok: true })
    expect(await files.access({ path: at('plain'), mode: 'execute' })).toMatchObject({ problem: 'denied' })
    expect(await files.access({ path: at('missing'), mode: 'read' })).toMatchObject({ problem: 'absent' })
    const disk = await files.disk({ path: at('plain') })
    if (!disk.ok) throw new Error(disk.message)
    expect(disk.totalBytes).toBeGreaterThanOrEqual(disk.freeBytes)
    expect(disk.totalBytes).toBeGreaterThan(0)
  })
})
