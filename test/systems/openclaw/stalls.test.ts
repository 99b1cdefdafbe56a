import { describe, expect, test } from 'vitest'
import { judgeStalls } from '../../../checks/stdout-flow/openclaw-lanes.ts'
import { openclawFormat } from '../../../src/systems/openclaw/log-records.ts'
import { stallsInLog } from '../../../src/systems/openclaw/stalls-in-log.ts'
import { joinSights, type Turn } from '../../../src/systems/openclaw/turns.ts'
import { record } from '../../lab/openclaw/log.ts'

const NOW = Date.parse('2026-11-21T05:00:00Z')
const SECOND = 1_000
const KEY = 'agent:main:main'
const stallsOf = (message: string, at = NOW - 10 * SECOND) =>
  stallsInLog(openclawFormat.records(record('diagnostic', 'WARN', message, at)), 'gateway.log')
const session = (kind: string, queued: number) =>
  `${kind} session: sessionId=8cce36c9 sessionKey=${KEY} state=idle age=145s queueDepth=${queued} reason=active_model_call_without_progress classification=long_running activeWorkKind=model_call lastProgress=model_call:started lastProgressAge=145s recovery=none`
const judged = (message: string, at?: number, turns: readonly Turn[] = [], startedAt = NOW - 3_600_000) =>
  judgeStalls(stallsOf(message, at), turns, { now: NOW, startedAt }).map(
    ({ code, severity }) => `${code} ${severity}`,
  )
const ended = (at: number, session: string): readonly Turn[] =>
  joinSights([
    { runId: 'r', session, state: 'ok', at, evidence: { source: 'db', text: 'ok', at: null, line: null } },
  ])

describe("the gateway's words about sessions and lanes", () => {
  test('a session with what it works on and what waits behind it', () => {
    expect(stallsOf(session('long-running', 1))).toMatchObject([
      { kind: 'long', name: KEY, ageMs: 145_000, queued: 1, why: 'active_model_call_without_progress' },
    ])
  })

  test('a wait in a lane, with and without what is behind it', () => {
    const waited = 'lane wait exceeded: lane=main waitedMs=552704 queueAhead=2'
    expect(stallsOf(waited)).toMatchObject([{ kind: 'waited', name: 'main', ageMs: 552_704, queued: 0 }])
    expect(stallsOf(`${waited} activeAhead=1 activeNow=0 queueBehind=4`)).toMatchObject([{ queued: 4 }])
  })

  test('other words are none', () => {
    expect(stallsOf('stuck session recovery unavailable: Error')).toEqual([])
    expect(stallsOf(`I told you: ${session('stuck', 3)}`)).toEqual([])
  })
})

describe('sessions that stand', () => {
  test.each([
    ['stuck with a message behind it', session('stuck', 1), ['stdout-flow.session-stuck fault']],
    ['stalled with a message behind it', session('stalled', 2), ['stdout-flow.session-stuck fault']],
    ['stalled alone', session('stalled', 0), ['stdout-flow.session-stuck warning']],
    ['long, and known to go on', session('long-running', 1), ['stdout-flow.session-stuck warning']],
    [
      'tasks wait and none runs',
      'drainLane blocked: lane=main draining=true active=0 queue=3',
      ['stdout-flow.lane-waiting fault'],
    ],
    [
      'a long wait',
      'lane wait exceeded: lane=main waitedMs=61000 queueAhead=2',
      ['stdout-flow.lane-waiting warning'],
    ],
    ['a short wait', 'lane wait exceeded: lane=main waitedMs=2704 queueAhead=2', []],
  ])('%s', (_, message, expected) => expect(judged(message)).toEqual(expected))

  test('one that did something since moves again; another session says nothing of it', () => {
    expect(judged(session('stalled', 1), undefined, ended(NOW - SECOND, KEY))).toEqual([])
    expect(judged(session('stalled', 1), undefined, ended(NOW - SECOND, 'agent:ops:main'))).toHaveLength(1)
    expect(judged(session('stalled', 1), undefined, ended(NOW - 60 * SECOND, KEY))).toHaveLength(1)
  })

  test('one that is not told of again has moved, and one of an earlier process is gone', () => {
    expect(judged(session('stalled', 1), NOW - 300 * SECOND)).toEqual([])
    expect(judged(session('stalled', 1), undefined, [], NOW - SECOND)).toEqual([])
  })
})
