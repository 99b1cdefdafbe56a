import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Context } from '../../../src/core/check.ts'
import type { ExecRequest } from '../../../src/host/exec.ts'
import { recordOf } from '../../../src/logs/record.ts'
import { consolePart, journalPart, type ReadPart } from '../../../src/systems/openclaw/log-parts.ts'
import { withoutCopies } from '../../../src/systems/openclaw/without-copies.ts'
import { journalctl } from '../../lab/openclaw/commands/journalctl.ts'
import { fakeHost, NOW } from '../../support/fake-host.ts'

const record = (at: number | null, head: string, name: string | null = 'gateway') =>
  recordOf([head], 1, { at, name })
const part = (records: ReadPart['records']): ReadPart => ({
  ok: true,
  source: 'journal',
  records,
  countedFrom: 0,
  mtimeMs: 0,
})
const headsOf = (parts: readonly ReadPart[]) =>
  parts.flatMap(({ records }) => records.map(({ head }) => head))

describe('what a console says beyond the files', () => {
  const filed = [record(1_000, 'starting...'), record(5_000, 'ready')]

  test('is all of it where there is no file', () => {
    const lines = part([record(1_001, 'starting...'), record(null, 'raw', null)])
    expect(withoutCopies(lines, [])).toEqual([lines])
  })

  test('is what lies after the end of the files', () => {
    const lines = part([record(1_001, 'starting...'), record(5_001, 'ready'), record(9_000, 'starting...')])
    expect(headsOf(withoutCopies(lines, filed))).toEqual(['starting...'])
  })

  test('are also raw words at the end, unless the file has them, and lines without a time after them', () => {
    const lines = part([
      record(null, 'before any time', null),
      record(5_001, 'ready', null),
      record(5_200, 'Error: boom', null),
      record(null, '    at main', null),
      record(5_300, 'a copy in other words'),
    ])
    expect(headsOf(withoutCopies(lines, filed))).toEqual(['Error: boom', '    at main'])
  })

  test('is counted from where the part was', () => {
    const lines = { ...part([1_000, 7_000, 8_000, 9_000].map((at) => record(at, `${at}`))), countedFrom: 2 }
    expect(withoutCopies(lines, filed)[0]).toMatchObject({ countedFrom: 1, records: [{}, {}, {}] })
  })

  test('never is a record that the file has word by word', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1 }), (times) => {
        const records = times.toSorted((a, b) => a - b).map((at) => record(at, `at ${at}`))
        return headsOf(withoutCopies(part(records), records)).length === 0
      }),
    ))
})

describe('the journal of a unit', () => {
  const lines = [
    { at: NOW - 50_000, text: 'openclaw.service: Started.', from: 'systemd' as const },
    { at: NOW - 40_000, text: `${new Date(NOW - 41_000).toISOString()} [gateway] starting...` },
    { at: NOW - 30_000, text: 'openclaw: Node 20.20.2: node:sqlite is unavailable' },
  ]

  function contextOf(who: { uid: number; euid: number }) {
    const asked: ExecRequest[] = []
    const host = fakeHost({
      env: { who: () => ({ name: 'joel', home: '/home/joel', sudo: false, ...who }) },
      exec: {
        run: async (request) => {
          asked.push(request)
          const stdout = journalctl({ unit: 'openclaw.service', user: true, lines }, request.args)
          return { ok: true, exitCode: 0, stdout, stderr: '' }
        },
      },
    })
    const window = { since: NOW - 3_600_000, until: NOW, lines: 100 }
    return { asked, context: { host, window, now: NOW, signal: new AbortController().signal } as Context }
  }
  const unit = { unit: 'openclaw.service', scope: 'user' } as const

  test('has the own time of a record, else that of the journal, and not the words of systemd', async () => {
    const { context } = contextOf({ uid: 501, euid: 501 })
    const read = await journalPart(context, unit, NOW)
    expect(read.ok && read.records.map(({ at, head, name }) => ({ at, head, name }))).toEqual([
      { at: NOW - 41_000, head: 'starting...', name: 'gateway' },
      { at: NOW - 30_000, head: 'openclaw: Node 20.20.2: node:sqlite is unavailable', name: null },
    ])
  })

  test('is that of the user whose gateway is meant', async () => {
    const own = contextOf({ uid: 501, euid: 501 })
    await journalPart(own.context, unit, NOW)
    expect(own.asked[0]?.args.slice(0, 2)).toEqual(['--user', '--unit=openclaw.service'])
    const root = contextOf({ uid: 501, euid: 0 })
    await journalPart(root.context, unit, NOW)
    expect(root.asked[0]?.args.slice(0, 2)).toEqual(['_SYSTEMD_USER_UNIT=openclaw.service', '_UID=501'])
  })

  test('counts from where the window begins; older lines are context', () => {
    const { context } = contextOf({ uid: 501, euid: 501 })
    const old = { at: NOW - 7_200_000, text: 'old' }
    expect(consolePart(context, 'x', [old, { at: NOW - 1_000, text: 'new' }])).toMatchObject({
      countedFrom: 1,
    })
  })
})
