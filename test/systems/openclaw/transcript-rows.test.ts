import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sqlite } from '../../../src/host/machine/sqlite.ts'
import { transcriptRows } from '../../../src/systems/openclaw/transcript-rows.ts'
import type { Stretch } from '../../../src/transcript/lines.ts'
import { message, writeSessions } from '../../lab/openclaw/databases.ts'
import { fakeHost, NOW } from '../../support/fake-host.ts'
import { makeSandbox, type Sandbox } from '../../support/sandbox.ts'

let sandbox: Sandbox
let path = ''
beforeEach(() => {
  sandbox = makeSandbox()
  path = `${sandbox.root}/openclaw-agent.sqlite`
})
afterEach(() => sandbox.remove())

const signal = new AbortController().signal
const source = () => transcriptRows({ host: fakeHost({ sqlite }), signal }, path, true)

async function stretches(): Promise<readonly Stretch[]> {
  const rows = source()
  const found = await rows.sessions()
  const session = found.ok ? found.sessions[0] : undefined
  if (!session) throw new Error('no session')
  const all: Stretch[] = []
  for await (const stretch of rows.backwards(session)) {
    if (!stretch.ok) throw new Error(stretch.message)
    all.push(stretch)
  }
  return all
}

it('gives the rows of a session from the last stretch to the first, each oldest first', async () => {
  const events = Array.from({ length: 1_500 }, (_, index) => message('user', `${index}`, NOW + index))
  writeSessions(path, [{ key: 'agent:main:main', at: NOW, events }])
  const seen = await stretches()
  expect(seen.map(({ lines }) => lines.length)).toEqual([200, 1_000, 300])
  const texts = seen.toReversed().flatMap(({ lines }) => lines.map((line) => (line.cut ? 'cut' : line.text)))
  expect(texts).toEqual(events)
})

it('a record of a megabyte comes as its beginning and its end', async () => {
  const event = message('user', 'x'.repeat(1 << 20), NOW)
  writeSessions(path, [{ key: 'agent:main:main', at: NOW, events: [event] }])
  const [stretch] = await stretches()
  expect(stretch?.lines).toEqual([{ cut: true, head: event.slice(0, 4_096), tail: event.slice(-4_096) }])
})

it('the sessions come with their keys, the last used first', async () => {
  writeSessions(path, [
    { key: 'agent:main:main', at: NOW, events: [] },
    { key: 'agent:main:telegram:direct:7', at: NOW + 1, status: 'killed', events: [] },
  ])
  const found = await source().sessions()
  expect(found.ok && found.sessions.map(({ key, status }) => `${key} ${status}`)).toEqual([
    'agent:main:telegram:direct:7 killed',
    'agent:main:main done',
  ])
})

it('no database, and one that is none, are told apart', async () => {
  expect(await source().sessions()).toMatchObject({ ok: false, problem: 'absent' })
  sandbox.put('openclaw-agent.sqlite', 'x'.repeat(8_192))
  expect(await source().sessions()).toMatchObject({ ok: false, problem: 'io' })
})

it('a database of another layout is a problem, not an empty conversation', async () => {
  const database = new DatabaseSync(path)
  database.exec('create table other (id integer)')
  database.close()
  expect(await source().sessions()).toMatchObject({ ok: false, problem: 'io' })
})
