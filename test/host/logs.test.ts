import { appendFile, open, symlink, truncate, writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { logs } from '../../src/host/machine/logs.ts'
import { readAt } from '../../src/host/machine/open.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()
const LINES = 'first\nsecond\nthird\n'

describe('logs.tail', () => {
  it.each([
    [6, 'third\n', 13],
    [7, 'third\n', 13],
    [12, 'third\n', 13],
    [13, 'second\nthird\n', 6],
    [1000, LINES, 0],
    // Shorter than the last line: cut rather than empty.
    [3, 'rd\n', 16],
  ])('of %i bytes begins at a line', async (bytes, text, start) => {
    await writeFile(at('log'), LINES)
    const tail = await logs.tail({ path: at('log'), bytes })
    expect(tail).toMatchObject({ ok: true, text, start, end: 19, size: 19 })
  })

  it('goes on backwards from `before`', async () => {
    await writeFile(at('log'), LINES)
    expect(await logs.tail({ path: at('log'), bytes: 8, before: 13 })).toMatchObject({
      text: 'second\n',
      start: 6,
    })
    expect(await logs.tail({ path: at('log'), bytes: 8, before: 0 })).toMatchObject({
      text: '',
      start: 0,
      end: 0,
    })
  })

  it('keeps a last line that is still being written', async () => {
    await writeFile(at('log'), `${LINES}fou`)
    expect(await logs.tail({ path: at('log'), bytes: 5 })).toMatchObject({ text: 'fou', start: 19 })
  })

  it('of a sparse file of 64 GB reads the asked bytes only', async () => {
    await writeFile(at('huge'), '')
    await truncate(at('huge'), 2 ** 36)
    await appendFile(at('huge'), '\nlast line\n')
    const before = process.memoryUsage().arrayBuffers
    const tail = await logs.tail({ path: at('huge'), bytes: 1000 })
    expect(tail).toMatchObject({ text: 'last line\n', start: 2 ** 36 + 1, size: 2 ** 36 + 11 })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  })

  it('does not follow a link, and says what is missing', async () => {
    await symlink(at('log'), at('link'))
    expect(await logs.tail({ path: at('link'), bytes: 10 })).toMatchObject({ ok: false, problem: 'link' })
    expect(await logs.tail({ path: at('none'), bytes: 10 })).toMatchObject({ ok: false, problem: 'absent' })
  })
})

describe('logs.read', () => {
  it.each([
    [0, 1000, LINES, 0],
    [0, 8, 'first\n', 0],
    [6, 13, 'second\nthird\n', 6],
    // From the middle of a line on: the next whole one.
    [2, 1000, 'second\nthird\n', 6],
    // A line longer than the stretch is cut.
    [6, 3, 'sec', 6],
    [19, 10, '', 19],
    [500, 10, '', 19],
  ])('from %i, %i bytes', async (from, bytes, text, start) => {
    await writeFile(at('log'), LINES)
    const read = await logs.read({ path: at('log'), from, bytes })
    expect(read).toMatchObject({ ok: true, text, start, end: start + text.length, size: 19 })
  })

  it('leaves an unfinished last line for later', async () => {
    await writeFile(at('log'), `${LINES}fou`)
    expect(await logs.read({ path: at('log'), from: 13, bytes: 100 })).toMatchObject({
      text: 'third\n',
      end: 19,
    })
    expect(await logs.read({ path: at('log'), from: 19, bytes: 100 })).toMatchObject({ text: '', end: 19 })
    await appendFile(at('log'), 'rth\n')
    expect(await logs.read({ path: at('log'), from: 19, bytes: 100 })).toMatchObject({
      text: 'fourth\n',
      end: 26,
    })
  })
})

describe('readAt', () => {
  it('gives what is left when the file was truncated after its size was asked', async () => {
    await writeFile(at('shrinking'), LINES)
    const handle = await open(at('shrinking'), 'r')
    try {
      const { size } = await handle.stat()
      await truncate(at('shrinking'), 5)
      expect((await readAt(handle, 0, size)).toString()).toBe('first')
      expect(await readAt(handle, 10, size - 10)).toHaveLength(0)
    } finally {
      await handle.close()
    }
  })
})
