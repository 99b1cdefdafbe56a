import { appendFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { logs } from '../../src/host/machine/logs.ts'
import { type Line, linesBackwards } from '../../src/transcript/lines.ts'
import { privateDirectory } from '../host/directory.ts'

const at = privateDirectory()

async function all(
  path: string,
  steps?: readonly number[],
): Promise<{ lines: readonly Line[]; bytes: number }> {
  let lines: readonly Line[] = []
  let bytes = 0
  for await (const stretch of linesBackwards(logs, path, steps)) {
    if (!stretch.ok) throw new Error(stretch.message)
    lines = [...stretch.lines, ...lines]
    bytes += stretch.bytes
  }
  return { lines, bytes }
}

const texts = (lines: readonly Line[]) =>
  lines.map((line) => (line.cut ? `cut ${line.head.length}` : line.text))

it('gives every line of a file once, in order', async () => {
  const wanted = Array.from(
    { length: 20_000 },
    (_, index) => `{"line":${index},"pad":"${'x'.repeat(index % 90)}"}`,
  )
  await writeFile(at('many'), `${wanted.join('\n')}\n`)
  expect(texts((await all(at('many'))).lines)).toEqual(wanted)
})

it('puts a line together that is longer than the stretches, and reads hardly a byte twice', async () => {
  const long = `{"text":"${'y'.repeat(1_500_000)}"}`
  await writeFile(at('long'), `first\n${long}\nlast`)
  const { lines, bytes } = await all(at('long'))
  expect(texts(lines)).toEqual(['first', long, 'last'])
  expect(bytes).toBeLessThan(long.length * 1.1 + 64)
})

it('cuts a line of 20 MB and keeps its two ends', async () => {
  const size = 20 << 20
  await writeFile(at('huge'), `before\n{"head":1,"text":"${'z'.repeat(size)}","tail":2}\nafter\n`)
  const { lines, bytes } = await all(at('huge'))
  const [before, huge, after] = lines
  expect([before, after]).toEqual([
    { cut: false, text: 'before' },
    { cut: false, text: 'after' },
  ])
  expect(huge?.cut && huge.head.startsWith('{"head":1')).toBe(true)
  expect(huge?.cut && huge.tail.endsWith('"tail":2}')).toBe(true)
  expect(JSON.stringify(huge).length).toBeLessThan(20_000)
  expect(bytes).toBeLessThan(size * 1.05)
})

it('says when the last line has no end yet', async () => {
  await writeFile(at('open'), 'one\ntwo\n{"half":')
  const stretch = await linesBackwards(logs, at('open')).next()
  expect(stretch.value).toMatchObject({ openEnd: true })
  await appendFile(at('open'), '1}\n')
  expect((await linesBackwards(logs, at('open')).next()).value).toMatchObject({ openEnd: false })
})

it('passes on why a file cannot be read', async () => {
  const { value } = await linesBackwards(logs, at('absent')).next()
  expect(value).toMatchObject({ ok: false, problem: 'absent' })
})

it('gives the same lines whatever the stretches are', async () => {
  const line = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '{', '"'), minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      fc.boolean(),
      async (wanted, scale, ended) => {
        await writeFile(at('random'), wanted.join('\n') + (ended && wanted.length > 0 ? '\n' : ''))
        const { lines } = await all(at('random'), [scale])
        // Inside a cut character the reader may see U+FFFD; the number of lines and their ASCII are the same.
        const ascii = (text: string) => text.replace(/[^\x20-\x7e]+/g, '')
        expect(texts(lines).map(ascii)).toEqual(wanted.map(ascii))
      },
    ),
    { numRuns: 150 },
  )
})
