import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { ownFamily, processes } from '../../src/host/machine/processes.ts'
import { parsePs } from '../../src/host/machine/processes-darwin.ts'
import { parseProcess } from '../../src/host/machine/processes-linux.ts'
import { children } from './children.ts'

const start = children()
const never = new AbortController().signal
const WAIT = 'console.log(1); setInterval(() => {}, 1000)'

describe('processes', () => {
  it('finds a process by words of its command', async () => {
    const marker = randomUUID()
    const before = Date.now()
    const child = await start(WAIT, marker, 'other word')
    const found = await processes.find({ includes: [marker, 'other word'] }, never)
    if (!found.ok) throw new Error(found.message)
    expect(found.processes).toHaveLength(1)
    expect(found.processes[0]).toMatchObject({ pid: child.pid, ppid: process.pid, uid: process.getuid?.() })
    // The start is known to about a second.
    expect(Math.abs((found.processes[0]?.startedAt ?? 0) - before)).toBeLessThan(5000)
    expect(await processes.find({ includes: [marker, randomUUID()] }, never)).toEqual({
      ok: true,
      processes: [],
    })
  })

  it('does not find ourselves', async () => {
    const all = await processes.find({ includes: [] }, never)
    if (!all.ok) throw new Error(all.message)
    expect(all.processes.map((one) => one.pid)).not.toContain(process.pid)
    expect(all.processes.length).toBeGreaterThan(0)
  })

  it('gets one, also ourselves, and says when there is none', async () => {
    expect(await processes.get({ pid: process.pid }, never)).toMatchObject({
      ok: true,
      process: { ppid: process.ppid },
    })
    const child = await start(WAIT)
    expect(await processes.get({ pid: child.pid }, never)).toMatchObject({
      ok: true,
      process: { pid: child.pid },
    })
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
    expect(await processes.get({ pid: child.pid }, never)).toMatchObject({ ok: false, problem: 'absent' })
    for (const pid of [0, -1, 1.5, Number.NaN])
      expect(await processes.get({ pid }, never)).toMatchObject({ ok: false, problem: 'absent' })
  })
})

describe('ownFamily', () => {
  const one = (pid: number, ppid: number, command: string) => ({
    pid,
    ppid,
    uid: 1,
    command,
    startedAt: null,
    state: 'S',
  })

  it('holds us and the parents that only run us, but not the gateway that called us', () => {
    const all = [
      one(1, 0, '/sbin/launchd'),
      one(10, 1, 'bun /srv/gateway/daemon.ts'),
      one(11, 10, 'sh -c firstfault diagnose gateway'),
      one(12, 11, 'node /opt/tool/bin/run.js diagnose gateway'),
      one(13, 1, 'node other.js'),
    ]
    expect(ownFamily(all, 12, '/opt/tool/bin/run.js')).toEqual(new Set([11, 12]))
  })

  it('ends where processes name each other as parents', () => {
    expect(ownFamily([one(2, 3, 'a'), one(3, 2, 'b')], 2, '')).toEqual(new Set([2]))
  })
})

describe('parseProcess', () => {
  const stat = (name: string) =>
    `42 (${name}) S 7 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 11 0 250 1000 100 18446744073709551615`
  const texts = {
    pid: 42,
    status: 'Name:\tx\nTgid:\t42\nUid:\t501\t0\t0\t0\n',
    args: 'node\0a b\0',
    bootedAt: 1_000_000,
  }

  it('survives a name with parentheses and spaces', () => {
    const parsed = parseProcess({ ...texts, stat: stat('a) R (b c') })
    expect(parsed).toEqual({
      pid: 42,
      ppid: 7,
      uid: 501,
      command: 'node a b',
      startedAt: 1_002_500,
      state: 'S',
    })
  })

  it('takes the name where there are no arguments', () => {
    expect(parseProcess({ ...texts, args: '', stat: stat('kworker') })?.command).toBe('kworker')
  })

  it('is null for a thread and for damaged text', () => {
    expect(parseProcess({ ...texts, status: 'Tgid:\t41\nUid:\t501\n', stat: stat('x') })).toBeNull()
    expect(parseProcess({ ...texts, stat: '' })).toBeNull()
    expect(parseProcess({ ...texts, status: '', stat: stat('x') })).toBeNull()
  })
})

describe('parsePs', () => {
  it('reads what macOS ps prints', () => {
    const sample = [
      '    1     0     0 Ss   Mon Nov  2 08:15:09 2026     /sbin/launchd',
      '  812     1   501 S    Fri Nov 20 21:04:00 2026     /opt/homebrew/bin/bun run /Users/joel/gateway/daemon.ts --flag a:b  ',
      '  813   812    -2 Z+   Fri Nov 20 21:04:01 2026     (sleep)',
      'garbage',
      '',
    ].join('\n')
    expect(parsePs(sample)).toEqual([
      {
        pid: 1,
        ppid: 0,
        uid: 0,
        command: '/sbin/launchd',
        startedAt: Date.parse('2026-11-02T08:15:09Z'),
        state: 'S',
      },
      {
        pid: 812,
        ppid: 1,
        uid: 501,
        command: '/opt/homebrew/bin/bun run /Users/joel/gateway/daemon.ts --flag a:b',
        startedAt: Date.parse('2026-11-20T21:04:00Z'),
        state: 'S',
      },
      {
        pid: 813,
        ppid: 812,
        uid: -2,
        command: '(sleep)',
        startedAt: Date.parse('2026-11-20T21:04:01Z'),
        state: 'Z',
      },
    ])
  })
})
