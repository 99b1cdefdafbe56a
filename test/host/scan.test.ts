import { writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { logs } from '../../src/host/machine/logs.ts'
import { withRegular } from '../../src/host/machine/open.ts'
import { type ScanRequest, scanFile } from '../../src/host/machine/scan.ts'
import { privateDirectory } from './directory.ts'

const at = privateDirectory()
const never = new AbortController().signal

async function scan(request: Omit<ScanRequest, 'path'>, blockBytes?: number) {
  const found = await withRegular(at('log'), (opened) =>
    scanFile(opened, { path: at('log'), ...request }, never, blockBytes),
  )
  if (!found.ok) throw new Error(found.message)
  return found
}

describe('logs.scan', () => {
  it('counts lines, not needles, and gives whole lines around them', async () => {
    await writeFile(at('log'), 'one\nERR a ERR\ntwo\nthree\nfour\nERR b\nfive\n')
    const found = await scan({ needles: ['ERR'], around: 4, maxHits: 10 })
    expect(found.hits).toBe(2)
    expect(found.stretches).toEqual([
      { text: 'one\nERR a E', start: 0 },
      { text: 'ERR b\n', start: 29 },
    ])
  })

  it('keeps the last maxHits and joins what touches', async () => {
    await writeFile(at('log'), Array.from({ length: 9 }, (_, n) => `ERR ${n}\n`).join(''))
    const found = await scan({ needles: ['ERR'], around: 3, maxHits: 2 })
    expect(found).toMatchObject({ hits: 9, stretches: [{ text: 'ERR 7\nERR 8\n', start: 42 }] })
    expect(await scan({ needles: ['ERR'], around: 3, maxHits: 0 })).toMatchObject({ hits: 9, stretches: [] })
  })

  it('takes needles literally, with their case, as UTF-8', async () => {
    await writeFile(at('log'), 'a.c\nabc\nA.C\n\\d [x] (y) {2} -/ $\nGrüße\n')
    const count = async (needle: string) => (await scan({ needles: [needle], around: 0, maxHits: 1 })).hits
    expect(await count('a.c')).toBe(1)
    expect(await count('\\d [x] (y) {2} -/ $')).toBe(1)
    expect(await count('üß')).toBe(1)
    expect(await count('')).toBe(0)
    expect(await count('a.c\nabc')).toBe(0)
  })

  it('begins at `from`', async () => {
    await writeFile(at('log'), 'ERR\nERR\nERR\n')
    expect((await scan({ needles: ['ERR'], around: 0, maxHits: 9, from: 4 })).hits).toBe(2)
    expect((await scan({ needles: ['ERR'], around: 0, maxHits: 9, from: 400 })).hits).toBe(0)
  })

  it('stops between blocks when it is told to', async () => {
    await writeFile(at('log'), 'ERR\n'.repeat(10))
    const stopped = await logs.scan(
      { path: at('log'), needles: ['ERR'], around: 0, maxHits: 1 },
      AbortSignal.abort(),
    )
    expect(stopped).toMatchObject({ ok: false, problem: 'io', message: expect.stringContaining('stopped') })
  })

  it('finds what a naive search finds, wherever the blocks end', async () => {
    // Few different bytes make matches across block ends likely.
    const letters = (max: number) =>
      fc.string({ unit: fc.constantFrom('a', 'b', 'ü'), minLength: 1, maxLength: max })
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ü', '\n'), maxLength: 120 })
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.array(letters(4), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 40 }),
        async (content, needles, blockBytes) => {
          await writeFile(at('log'), content)
          const found = await scan({ needles, around: 1000, maxHits: 1000 }, blockBytes)
          const lines = content.split('\n').filter((line) => needles.some((needle) => line.includes(needle)))
          expect(found.hits).toBe(lines.length)
          expect(found.stretches.map((stretch) => stretch.text)).toEqual(lines.length > 0 ? [content] : [])
          const bare = await scan({ needles, around: 0, maxHits: 1000 }, blockBytes)
          for (const { text: part, start } of bare.stretches) {
            expect(Buffer.from(content).subarray(start).toString().startsWith(part)).toBe(true)
            expect(needles.some((needle) => part.includes(needle))).toBe(true)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})
