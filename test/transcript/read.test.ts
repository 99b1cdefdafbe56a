import { appendFile, mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { HOUR } from '../../src/core/window.ts'
import { files } from '../../src/host/machine/files.ts'
import { logs } from '../../src/host/machine/logs.ts'
import { conversationOf } from '../../src/transcript/conversation.ts'
import { plainDialect } from '../../src/transcript/dialect.ts'
import { transcriptDirectory } from '../../src/transcript/directory.ts'
import { readTranscript, type Transcript } from '../../src/transcript/read.ts'
import { privateDirectory } from '../host/directory.ts'
import { fakeHost } from '../support/fake-host.ts'
import { PiScript } from '../support/pi-session.ts'

const at = privateDirectory()
afterEach(() => vi.useRealTimers())

const NOON = Date.UTC(2026, 2, 9, 12)
let count = 0
const fresh = async () => {
  const path = at(`sessions-${count++}`)
  await mkdir(path)
  return path
}

async function read(
  path: string,
  more: { now?: number; hours?: number; lines?: number; liveId?: string } = {},
) {
  const { now = Date.now(), hours = 1, lines = 0, liveId = null } = more
  const window = { since: now - hours * HOUR, until: now, lines }
  const source = transcriptDirectory(fakeHost({ files, logs }), path)
  return readTranscript({
    source,
    dialect: plainDialect,
    window,
    liveId,
    signal: new AbortController().signal,
  })
}

const transcript = async (...args: Parameters<typeof read>): Promise<Transcript> => {
  const answer = await read(...args)
  if (answer.kind !== 'read') throw new Error(JSON.stringify(answer))
  return answer
}

/** Gives a file the time of the fake clock: the SDK's rule goes by it. */
const touch = (path: string) => utimes(path, Date.now() / 1000, Date.now() / 1000)

describe('a transcript of the real SessionManager', () => {
  it('is read with its tools, errors, models and compactions', async () => {
    const path = await fresh()
    const pi = new PiScript(path, NOON)
      .user('list the files')
      .after(2_000)
      .calls(['t1', 'bash', { command: 'ls' }])
    pi.after(900)
      .result('t1', 'bash')
      .after(1_000)
      .error('529 {"type":"error"}')
      .after(2_000)
      .answer('There are three.')
    pi.manager.appendCompaction('summary', pi.manager.getEntries()[1]?.id ?? '', 131_000)
    pi.after(60_000).user('and now?')
    const { parts } = await transcript(path)
    const { entries, exchanges, open } = conversationOf({ parts })
    expect(entries.map((entry) => entry.kind)).toEqual([
      'header',
      'model-change',
      'user',
      'assistant',
      'tool-result',
      'assistant',
      'assistant',
      'compaction',
      'user',
    ])
    expect(exchanges[0]).toMatchObject({
      ending: 'answered',
      startedAt: NOON,
      endedAt: NOON + 5_900,
      retries: [{ error: '529 {"type":"error"}' }],
    })
    expect(open).toMatchObject([{ kind: 'user-message', since: NOON + 65_900, text: 'and now?' }])
  })

  it('follows the branch that the SDK stands on', async () => {
    const path = await fresh()
    const pi = new PiScript(path, NOON).user('one').answer('one')
    const fork = pi.manager.getLeafId() ?? ''
    pi.after(1_000).user('left').calls(['t', 'bash'])
    pi.manager.branch(fork)
    pi.after(1_000).user('right').answer('right')
    const { exchanges, open } = conversationOf(await transcript(path))
    expect(exchanges.map((one) => [one.question?.text, one.current])).toEqual([
      ['one', true],
      ['left', false],
      ['right', true],
    ])
    expect(open).toEqual([])
  })

  it('does not exist before the first answer', async () => {
    const path = await fresh()
    const old = new PiScript(path, NOON).user('old').answer('old')
    await touch(old.file)
    const mute = new PiScript(path, NOON + 60_000).user('hello?')
    expect((await transcript(path, { liveId: mute.id })).choice).toMatchObject({
      missing: true,
      session: { id: old.id },
    })
    mute.answer('yes')
    expect((await transcript(path, { liveId: mute.id })).choice).toMatchObject({
      missing: false,
      session: { id: mute.id },
    })
  })
})

describe('which file', () => {
  it('is the one last written among those with a header', async () => {
    const path = await fresh()
    const pi = new PiScript(path, NOON).user('one').answer('one')
    await touch(pi.file)
    await writeFile(`${path}/broken.jsonl`, 'not a header\n')
    await writeFile(`${path}/other.json`, '{}')
    await mkdir(`${path}/directory.jsonl`)
    const { choice, invalid } = await transcript(path)
    expect(choice.session.source).toBe(pi.file)
    expect(invalid).toEqual([`${path}/broken.jsonl`])
  })

  it("is the live session's, also when another one was written later", async () => {
    const path = await fresh()
    const live = new PiScript(path, NOON).user('one').answer('one')
    await touch(live.file)
    const other = new PiScript(path, NOON + 1_000).user('two').answer('two')
    await touch(other.file)
    expect((await transcript(path, { liveId: live.id })).choice).toMatchObject({
      session: { id: live.id },
      newer: { id: other.id },
    })
  })

  it('is none in an empty directory, and a problem without one', async () => {
    expect(await read(await fresh(), { now: NOON })).toMatchObject({ kind: 'none' })
    expect(await read(at('absent'), { now: NOON })).toMatchObject({
      kind: 'problem',
      problem: { problem: 'absent' },
    })
  })
})

describe('what is read', () => {
  it('goes back to the beginning of the exchange that the window cuts, and no further', async () => {
    const path = await fresh()
    const pi = new PiScript(path, NOON)
      .user('old')
      .answer('old')
      .after(3 * HOUR)
      .user('cut')
      .after(HOUR + 60_000)
      .answer('late')
    const { parts } = await transcript(path)
    expect(parts[0]?.entries.flatMap((entry) => (entry.kind === 'user' ? entry.text : []))).toEqual(['cut'])
    expect(pi.id).toBe(parts[0]?.session.id)
  })

  it('takes a part of a long idle session: its last exchange', async () => {
    const path = await fresh()
    new PiScript(path, NOON)
      .user('one')
      .answer('one')
      .after(60_000)
      .user('two')
      .answer('two')
      .after(10 * HOUR)
    expect(conversationOf(await transcript(path)).exchanges.map((one) => one.question?.text)).toEqual(['two'])
  })

  it('is bounded by the number of entries', async () => {
    const path = await fresh()
    const pi = new PiScript(path, NOON)
    for (let index = 0; index < 50; index++) pi.after(1_000).user(`${index}`).answer(`${index}`)
    expect(conversationOf(await transcript(path, { lines: 6 })).entries.length).toBe(8)
  })

  it('leaves out what is younger than the window', async () => {
    const path = await fresh()
    new PiScript(path, NOON)
      .user('then')
      .answer('then')
      .after(5 * HOUR)
      .user('now')
      .answer('now')
    const then = await transcript(path, { now: NOON + 60_000 })
    expect(conversationOf(then).exchanges.map((one) => one.question?.text)).toEqual(['then'])
  })

  it('goes over into the session before, and puts the exchange together that spans both', async () => {
    const path = await fresh()
    const before = new PiScript(path, NOON)
      .user('zero')
      .answer('zero')
      .after(1_000)
      .user('one')
      .calls(['t', 'bash'])
      .result('t', 'bash')
    await touch(before.file)
    new PiScript(path, NOON + 60_000).answer('one, in the new session').after(1_000).user('two').answer('two')
    const { exchanges, rotations } = conversationOf(await transcript(path))
    expect(exchanges.map((one) => [one.question?.text, one.ending])).toEqual([
      ['zero', 'answered'],
      ['one', 'answered'],
      ['two', 'answered'],
    ])
    expect(exchanges[1]?.messages.at(-1)?.text).toBe('one, in the new session')
    expect(rotations.length).toBe(1)
  })
})

describe('damage', () => {
  async function damaged(change: (text: string) => string | Buffer) {
    const path = await fresh()
    const pi = new PiScript(path, NOON).user('one').answer('one').after(1_000).user('two').answer('two')
    await writeFile(pi.file, change(await readFile(pi.file, 'utf8')))
    return { path, answer: await transcript(path) }
  }

  it('is counted and skipped', async () => {
    const { answer } = await damaged((text) =>
      text.replace('\n{"type":"message"', '\n{"type":"mess\u0000age\n{"type":"message"'),
    )
    expect(answer.parts[0]).toMatchObject({ damaged: 1, halfWritten: false })
    expect(conversationOf(answer).exchanges.map((one) => one.ending)).toEqual(['answered', 'answered'])
  })

  it('of the last line is no damage: it is being written', async () => {
    const { answer } = await damaged((text) => text.slice(0, -40))
    expect(answer.parts[0]).toMatchObject({ damaged: 0, halfWritten: true })
    expect(conversationOf(answer).open).toMatchObject([{ kind: 'user-message', text: 'two' }])
  })

  it('by bytes that are no UTF-8 costs nothing but these characters', async () => {
    const { answer } = await damaged((text) => {
      const [before = '', ...after] = text.split('"two"')
      return Buffer.concat([
        Buffer.from(`${before}"t`),
        Buffer.from([0xff]),
        Buffer.from(`wo"${after.join('"two"')}`),
      ])
    })
    const questions = conversationOf(answer).exchanges.map((one) => one.question?.text)
    expect(questions).toEqual(['one', 't\ufffdwo'])
    expect(answer.parts[0]?.damaged).toBe(0)
  })

  it('of any kind at any place never throws, and no whole record is lost', async () => {
    const path = await fresh()
    const pi = new PiScript(path, NOON)
    for (let index = 0; index < 12; index++) pi.after(1_000).user(`m${index}`).answer(`a${index}`)
    const whole = await readFile(pi.file)
    const header = whole.indexOf(10) + 1
    const { size } = await stat(pi.file)
    vi.useRealTimers()
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: header, max: size }),
        fc.uint8Array({ maxLength: 60 }),
        async (cut, noise) => {
          await writeFile(pi.file, whole.subarray(0, cut))
          await appendFile(pi.file, noise)
          const text = await readFile(pi.file, 'utf8')
          const naive = text.split('\n').filter((line) => {
            try {
              return typeof JSON.parse(line)?.type === 'string'
            } catch {
              return false
            }
          })
          const answer = await transcript(path, { now: NOON + HOUR, hours: 2 })
          expect(answer.parts[0]?.entries.length).toBe(naive.length)
        },
      ),
      { numRuns: 60 },
    )
  })
})
