import { describe, expect, test } from 'vitest'
import { judgeHeld, judgeLocks } from '../../../checks/session-transcript/openclaw-held.ts'
import type { HeldSession } from '../../../src/systems/openclaw/parked.ts'
import { isLeaked, parseSessionLock, type SessionLock } from '../../../src/systems/openclaw/session-locks.ts'
import { joinSights } from '../../../src/systems/openclaw/turns.ts'

const NOW = Date.parse('2026-11-21T05:00:00Z')
const MINUTE = 60_000
const process = (startedAt: number) => ({ pid: 43, ppid: 1, uid: 0, command: 'node', startedAt, state: 'S' })

describe('lock files of releases before 2026.8', () => {
  test.each([
    ['{"pid":59865,"createdAt":"2026-11-21T04:00:00.000Z","starttime":1253626}', 59865, NOW - 60 * MINUTE],
    ['{"pid":59865}', 59865, 7],
    ['{"pid":"59865"}', null, 7],
    ['{"pid":-1}', null, 7],
    ['{"pid":1.5}', null, 7],
    ['not json', null, 7],
    ['', null, 7],
  ])('%s', (text, pid, createdAt) => expect(parseSessionLock(text, 7)).toEqual({ pid, createdAt }))

  const lock: SessionLock = {
    path: '/s/agents/main/sessions/abc.jsonl.lock',
    agent: 'main',
    pid: 43,
    createdAt: NOW - 10 * MINUTE,
    process: null,
  }

  test.each([
    ['its process has ended', {}, true],
    ['its process is alive', { process: process(NOW - 20 * MINUTE) }, false],
    ['its pid was taken later', { process: process(NOW - MINUTE) }, true],
    ['when its process began is not known', { process: { ...process(0), startedAt: null } }, false],
    ['its process could not be asked', { process: 'unknown' as const }, false],
    ['it names nobody and is old', { pid: null }, true],
    ['it names nobody and is just being written', { pid: null, createdAt: NOW - 1_000 }, false],
  ])('%s', (_, more, leaked) => expect(isLeaked({ ...lock, ...more }, NOW)).toBe(leaked))

  test('it is a fault once a message has failed on that lock', () => {
    const turn = (file: string) =>
      joinSights([
        {
          session: 'agent:main:main',
          state: 'failed',
          reason: 'session-locked',
          text: `session file locked (timeout 10000ms): pid=43 ${file}`,
          at: NOW - MINUTE,
          evidence: { source: 'log', text: '', at: null, line: null },
        },
      ])
    expect(judgeLocks([lock], [], NOW)[0]?.severity).toBe('warning')
    expect(judgeLocks([lock], turn('/s/abc.jsonl.lock'), NOW)[0]?.severity).toBe('fault')
    expect(judgeLocks([lock], turn('/s/other.jsonl.lock'), NOW)[0]?.severity).toBe('warning')
  })
})

describe('sessions that take no messages', () => {
  const view = { now: NOW, since: NOW - 60 * MINUTE, startedAt: NOW - 30 * MINUTE, recoveryMs: 2 * MINUTE }
  const session: HeldSession = {
    key: 'agent:main:telegram:direct:7',
    agent: 'main',
    kind: 'parked',
    reason: 'attempt budget exhausted',
    channel: 'telegram',
    changedAt: NOW - 40 * MINUTE,
    waiting: 0,
    path: 'db',
  }
  const judged = (more: Partial<HeldSession>, other: Partial<typeof view> = {}) =>
    judgeHeld([{ ...session, ...more }], { ...view, ...other }).map(
      ({ code, severity }) => `${code} ${severity}`,
    )

  test('a parked chat of the window is a fault, one without a channel a warning, an old one a note', () => {
    expect(judged({})).toEqual(['session-transcript.session-parked fault'])
    expect(judged({ changedAt: NOW - 600 * MINUTE })).toEqual(['session-transcript.session-parked note'])
    expect(judged({ channel: null })).toEqual(['session-transcript.session-parked warning'])
    expect(judged({ kind: 'paused' })).toEqual(['session-transcript.session-parked fault'])
  })

  test('a run of an earlier process holds its session', () => {
    expect(judged({ kind: 'running' })).toEqual(['session-transcript.lock-leaked warning'])
    expect(judged({ kind: 'running', waiting: 2 })).toEqual(['session-transcript.lock-leaked fault'])
    expect(judged({ kind: 'running', changedAt: NOW - 600 * MINUTE })).toEqual([])
    expect(judged({ kind: 'running', changedAt: NOW - 600 * MINUTE, waiting: 1 })).toHaveLength(1)
  })

  test('a run of this process, one of a moment after the start, and one without a gateway do not count', () => {
    expect(judged({ kind: 'running', changedAt: NOW - MINUTE })).toEqual([])
    expect(judged({ kind: 'running' }, { startedAt: NOW - MINUTE })).toEqual([])
    expect(judgeHeld([{ ...session, kind: 'running' }], { ...view, startedAt: null })).toEqual([])
  })
})
