import { describe, expect, it } from 'vitest'
import { judge } from '../../src/logs/judge.ts'
import type { Log } from '../../src/logs/log.ts'
import { recordOf } from '../../src/logs/record.ts'
import type { Rule } from '../../src/logs/rule.ts'
import { type Bounds, before, place, withSpans } from '../../src/logs/span.ts'

const NOW = 1_773_087_600_000
const MINUTE = 60_000
const window = { since: NOW - 60 * MINUTE, until: NOW, lines: 100 }

/** Lines of the form "text" or "text @minutes": the latter holds a time, that many minutes before now. */
function logOf(id: string, lines: readonly string[], bounds: Partial<Bounds> = {}, countedFrom = 0): Log {
  const all: Bounds = { mtimeMs: NOW, runFrom: null, runStartedAt: null, ...bounds }
  const records = lines.map((line, index) => recordOf([line.split(' @')[0] ?? ''], index + 1))
  const times = lines.map((line) => /@(\d+)/.exec(line)?.[1])
  const anchored = new Map(records.map((record, index) => [record as object, times[index]]))
  const anchor = (record: object) => {
    const minutes = anchored.get(record)
    const at = minutes === undefined ? null : NOW - Number(minutes) * MINUTE
    return at === null ? null : { from: at, to: at }
  }
  return {
    id,
    source: `/${id}`,
    records: withSpans(records, anchor, all),
    countedFrom,
    runFrom: all.runFrom,
    whole: true,
  }
}

const rule: Rule = {
  code: 'error-log.prompt-failed',
  log: 'err',
  severity: 'fault',
  summary: 'it broke',
  head: /^broken/,
  clearedBy: [
    { log: 'err', match: /^mended/ },
    { log: 'out', match: /^answered/ },
  ],
}

function verdict(
  own: Partial<Rule>,
  logs: readonly Log[],
  standing: Parameters<typeof judge>[1]['standing'] = {},
) {
  return judge([{ ...rule, ...own }], { logs, window, standing })[0]
}

describe('when a record was written', () => {
  it('is known within what stands around it', () => {
    const { records } = logOf('err', ['a', 'x @30', 'b', 'y @10', 'c'])
    expect(
      records.map(({ span }) => [span.earliest, span.latest].map((time) => time && (NOW - time) / MINUTE)),
    ).toEqual([
      [null, 30],
      [30, 30],
      [30, 10],
      [10, 10],
      [10, 0],
    ])
  })

  it('is in the window only where both ends are, and out of it where one is surely outside', () => {
    const { records } = logOf('err', ['a', 'x @90', 'b', 'y @10', 'c'])
    expect(records.map(({ span }) => place(window, span))).toEqual(['out', 'out', 'unknown', 'in', 'in'])
  })

  it("is not later than the file's last change", () => {
    const { records } = logOf('err', ['a'], { mtimeMs: NOW - 120 * MINUTE })
    expect(place(window, records[0]?.span ?? { earliest: null, latest: null })).toBe('out')
  })

  it('is not believed from the future, and not where times contradict each other', () => {
    const { records } = logOf('err', ['x @1', 'y @30'])
    expect(records[0]?.span).toEqual({ earliest: null, latest: null })
    const future = logOf('err', ['x @0', 'y'], { mtimeMs: NOW - 30 * MINUTE })
    expect(future.records[1]?.span.earliest).toBeNull()
  })

  it('is bounded by the start of the run on both sides', () => {
    const { records } = logOf('err', ['old', 'new'], { runFrom: 1, runStartedAt: NOW - 20 * MINUTE })
    expect(records[0]?.span.latest).toBe(NOW - 20 * MINUTE)
    expect(records[1]?.span.earliest).toBe(NOW - 20 * MINUTE)
    expect(before(records[0]?.span as never, records[1]?.span as never)).toBe(true)
  })
})

describe('a hit', () => {
  it.each<
    [string, Partial<Rule>, readonly Log[], Record<string, 'current' | 'over' | 'unknown'>, string, string]
  >([
    [
      'is a fault when it surely lies in the window',
      {},
      [logOf('err', ['x @30', 'broken'])],
      {},
      'fault',
      'it broke',
    ],
    [
      'is a warning when its time is unknown',
      {},
      [logOf('err', ['broken'])],
      {},
      'warning',
      'it broke (time unknown)',
    ],
    [
      'is what the rule says when its time is unknown',
      { unknownTime: 'note' },
      [logOf('err', ['broken'])],
      {},
      'note',
      'it broke (time unknown)',
    ],
    [
      'is a note when a recovery follows in the same log',
      {},
      [logOf('err', ['x @30', 'broken', 'mended'])],
      {},
      'note',
      'it broke (over: it recovered after that)',
    ],
    [
      'stands when the recovery came before it',
      {},
      [logOf('err', ['x @30', 'mended', 'broken'])],
      {},
      'fault',
      'it broke',
    ],
    [
      'is a note when a recovery in another log is surely later',
      {},
      [logOf('err', ['x @30', 'broken', 'y @20']), logOf('out', ['answered @10'])],
      {},
      'note',
      'it broke (over: it recovered after that)',
    ],
    [
      "stands when the other log's recovery is surely earlier",
      {},
      [logOf('err', ['x @30', 'broken']), logOf('out', ['answered @40'])],
      {},
      'fault',
      'it broke',
    ],
    [
      'is a warning when that order is not known',
      {},
      [logOf('err', ['x @30', 'broken']), logOf('out', ['answered @10'])],
      {},
      'warning',
      'it broke (perhaps over: a recovery is in sight, its order is not known)',
    ],
    [
      'is a note before the last start',
      {},
      [logOf('err', ['x @30', 'broken', 'start'], { runFrom: 2 })],
      {},
      'note',
      'it broke (before the last start)',
    ],
    [
      'keeps what a restart does not mend',
      { afterRestart: 'fault' },
      [logOf('err', ['x @30', 'broken', 'start'], { runFrom: 2 })],
      {},
      'fault',
      'it broke (before the last start)',
    ],
    [
      'holds in the present run where the rule says so',
      { holdsInRun: true },
      [logOf('err', ['start', 'broken'], { runFrom: 0 })],
      {},
      'fault',
      'it broke (time unknown)',
    ],
    [
      'is a note when it is not fresh',
      { freshForMs: MINUTE },
      [logOf('err', ['x @30', 'broken', 'y @20'])],
      {},
      'note',
      'it broke (not seen lately)',
    ],
    [
      'is a note when it is seldom',
      { minCount: 2 },
      [logOf('err', ['x @30', 'broken'])],
      {},
      'note',
      'it broke (seldom)',
    ],
    [
      'counts when it is often enough',
      { minCount: 2 },
      [logOf('err', ['x @30', 'broken', 'broken'])],
      {},
      'fault',
      'it broke',
    ],
    [
      'is over when the live status says so',
      { authority: 'a' },
      [logOf('err', ['x @30', 'broken'])],
      { a: 'over' },
      'note',
      'it broke (over: the live status no longer shows it)',
    ],
    [
      'is current when the live status says so',
      { authority: 'a' },
      [logOf('err', ['broken'])],
      { a: 'current' },
      'fault',
      'it broke',
    ],
    [
      'of an earlier run is not judged by the present one',
      { authority: 'a' },
      [logOf('err', ['broken', 'start'], { runFrom: 1 })],
      { a: 'current' },
      'note',
      'it broke (before the last start)',
    ],
  ])('%s', (_, own, logs, standing, severity, summary) => {
    expect(verdict(own, logs, standing)).toMatchObject({ severity, summary })
  })

  it('outside the window or the count is none', () => {
    expect(verdict({}, [logOf('err', ['broken', 'x @90', 'y @10'])])).toBeUndefined()
    expect(verdict({}, [logOf('err', ['x @30', 'broken', 'y', 'z'], {}, 2)])).toBeUndefined()
  })

  it('belongs to the first rule that matches; the worst of one code speaks', () => {
    const rules: Rule[] = [{ ...rule, code: 'error-log.auth-failed', head: /^broken auth/ }, rule]
    const found = judge(rules, {
      logs: [logOf('err', ['x @30', 'broken auth', 'broken', 'broken auth'])],
      window,
      standing: {},
    })
    expect(found.map(({ code, count }) => [code, count])).toEqual([
      ['error-log.auth-failed', 2],
      ['error-log.prompt-failed', 1],
    ])
    expect(found[0]?.evidence.map((one) => one.line)).toEqual([2, 4])
  })

  it('is judged in good time when there are very many', () => {
    const lines = Array.from({ length: 30_000 }, () => 'broken')
    const from = performance.now()
    expect(verdict({}, [logOf('err', ['x @30', ...lines]), logOf('out', lines)])?.count).toBe(30_000)
    expect(performance.now() - from).toBeLessThan(2_000)
  })
})
