import { mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logs } from '../../src/host/machine/logs.ts'
import { gather } from '../../src/logs/gather.ts'
import { linesFormat } from '../../src/logs/lines-format.ts'

const format = linesFormat({ zone: 'utc' })
const signal = new AbortController().signal
const always = { since: 0, until: Number.MAX_SAFE_INTEGER, lines: 100 }

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firstfault-gather-'))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

async function file(name: string, text: string): Promise<string> {
  const path = join(directory, name)
  await writeFile(path, text)
  return path
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => `line ${index} ${'.'.repeat(90)}`).join('\n')

describe('gather', () => {
  it('counts the last records', async () => {
    const path = await file('small', numbered(300))
    const read = await gather(logs, { path, format, window: always }, signal)
    expect(read).toMatchObject({ ok: true, countedFrom: 200, whole: true })
  })

  it('counts only what counts, and reads on until there is enough of it', async () => {
    const path = await file('noise', numbered(20_000).replaceAll(/line (\d*[1-9]) /g, 'noise $1 '))
    const counts = (record: { head: string }) => record.head.startsWith('line')
    const read = await gather(logs, { path, format, window: { ...always, lines: 500 }, counts }, signal)
    if (!read.ok) throw new Error(read.message)
    expect(read.records.slice(read.countedFrom).filter(counts)).toHaveLength(500)
    expect(read.records.length).toBeLessThan(20_000)
  })

  it('reads on for context that is needed, and not past 8 MB', async () => {
    const path = await file('context', `start here\n${numbered(20_000)}`)
    const enough = (records: readonly { head: string }[]) => records.some((one) => one.head === 'start here')
    const read = await gather(logs, { path, format, window: always, enough }, signal)
    expect(read).toMatchObject({ ok: true, whole: true })
    await truncate(path, 300 << 20)
    const asked: number[] = []
    const spy = {
      ...logs,
      tail: (request: Parameters<typeof logs.tail>[0]) => {
        asked.push(request.bytes)
        return logs.tail(request)
      },
    }
    await gather(spy, { path, format, window: always, enough }, signal)
    expect(Math.max(...asked)).toBe(8 << 20)
  })

  it('stops at records that are before the window', async () => {
    const lines = ['2026-03-09T10:00:00Z old', '2026-03-09T12:00:00Z new', 'rest of it'].join('\n')
    const path = await file('timed', lines)
    const window = { since: Date.UTC(2026, 2, 9, 11), until: Date.UTC(2026, 2, 9, 13), lines: 100 }
    expect(await gather(logs, { path, format, window }, signal)).toMatchObject({ countedFrom: 1 })
  })

  it('scans a large file for the needles when all records count', async () => {
    const path = await file('large', `the needle is old\n${numbered(90_000)}\nthe needle is new`)
    const window = { ...always, lines: 0 }
    const read = await gather(logs, { path, format, window, needles: ['needle'] }, signal)
    if (!read.ok) throw new Error(read.message)
    expect(read.countedFrom).toBe(0)
    expect(read.records.filter((record) => record.head.includes('needle'))).toHaveLength(2)
  })

  it('says why a file cannot be read', async () => {
    const link = join(directory, 'link')
    await symlink(join(directory, 'small'), link)
    const ask = (path: string) => gather(logs, { path, format, window: always }, signal)
    expect(await ask(link)).toMatchObject({ ok: false, problem: 'link' })
    expect(await ask(directory)).toMatchObject({ ok: false, problem: 'not-a-file' })
    expect(await ask(join(directory, 'none'))).toMatchObject({ ok: false, problem: 'absent' })
  })
})
