import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pidFile } from '../../../checks/process/pid-file.ts'
import { parsePid } from '../../../checks/process/pid-file-judge.ts'
import { plainProcess } from '../../../checks/process/plain-process.ts'
import { portOwner } from '../../../checks/process/port-owner.ts'
import type { Check, Outcome } from '../../../src/core/check.ts'
import type { Listener } from '../../../src/host/ports.ts'
import type { ProcessInfo } from '../../../src/host/processes.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { fileTree, type StandInFile } from '../../support/file-tree.ts'
import { daemonProcess, processTable } from '../../support/processes.ts'

const command = ['/packages/gateway/src/']
const codes = ({ findings }: Outcome) => findings.map(({ severity, code }) => `${severity} ${code}`)
const up = daemonProcess()
const young = daemonProcess({ startedAt: NOW - 5_000 })
const stranger = daemonProcess({ pid: 99, command: '/usr/bin/python3 -m http.server' })

describe('plain-process', () => {
  const look = (processes: readonly ProcessInfo[], uid?: number) =>
    runCheck(plainProcess.make({ command, uid }), fakeHost({ processes: processTable(processes) }))

  it.each<[string, readonly ProcessInfo[], string[]]>([
    ['alive', [up], []],
    ['absent', [stranger], ['fault process.not-running']],
    ['stopped by a signal', [daemonProcess({ state: 'T' })], ['fault process.frozen']],
    ['a zombie', [daemonProcess({ state: 'Z' })], ['fault process.frozen']],
    ['run by another user', [daemonProcess({ uid: 0 })], ['warning process.wrong-user']],
    ['a frozen worker beside a working one', [daemonProcess({ pid: 813, state: 'T' }), up], []],
    [
      'a wrapper of another user around it',
      [daemonProcess({ pid: 811, uid: 0 }), daemonProcess({ ppid: 811 })],
      [],
    ],
  ])('%s', async (_, processes, expected) => {
    expect(codes(await look(processes))).toEqual(expected)
  })

  it('takes the user from the settings where they name one', async () => {
    expect(codes(await look([up], 0))).toEqual(['warning process.wrong-user'])
    expect((await look([up])).detail).toBe('pid 812, up 3 h')
  })

  it('is unchecked without a process table, and never quotes arguments', async () => {
    const denied = fakeHost({
      processes: { find: async () => ({ ok: false, problem: 'denied', message: 'no' }) },
    })
    expect((await runCheck(plainProcess.make({ command }), denied)).unchecked).toHaveLength(1)
    const secret = daemonProcess({ state: 'T', command: `bun ${command[0]} --token s3cr3t` })
    expect(JSON.stringify(await look([secret]))).not.toContain('s3cr3t')
  })
})

describe('pid-file', () => {
  const path = '/run/g.pid'
  const look = (file: StandInFile | null, processes: readonly ProcessInfo[], words = command) =>
    runCheck(
      pidFile.make({ path, command: words, graceMs: 60_000 }),
      fakeHost({ files: fileTree(file ? { [path]: file } : {}), processes: processTable(processes) }),
    )

  it.each<[string, StandInFile | null, readonly ProcessInfo[], string[]]>([
    ['the daemon', { text: '812\n' }, [up], []],
    ['a dead process, while the daemon runs', { text: '700\n' }, [up], ['warning process.pid-file-stale']],
    [
      'another program, while the daemon runs',
      { text: '99' },
      [up, stranger],
      ['warning process.pid-file-stale'],
    ],
    ['another program, and no daemon runs', { text: '99' }, [stranger], ['fault process.not-running']],
    ['a dead process, and no daemon runs', { text: '700' }, [], ['fault process.not-running']],
    ['nothing, because it is missing', null, [up], ['warning process.pid-file-missing']],
    ['nothing, because it is missing and nothing runs', null, [], ['fault process.not-running']],
    ['nothing, because it is damaged', { text: 'x\u0000' }, [up], ['warning process.pid-file-stale']],
    ['the run before, while the daemon starts', { text: '700' }, [young], ['warning process.starting']],
    ['nothing yet, while the daemon starts', null, [young], ['warning process.starting']],
    [
      'the daemon, but another user wrote it',
      { text: '812', uid: 666 },
      [up],
      ['warning process.file-foreign-owner'],
    ],
  ])('names %s', async (_, file, processes, expected) => {
    expect(codes(await look(file, processes))).toEqual(expected)
  })

  it('takes any live process without words, and does not read what it may not', async () => {
    expect(codes(await look({ text: '99' }, [stranger], []))).toEqual([])
    expect((await look({ text: '', problem: 'link' }, [up])).unchecked).toEqual([`${path}: link`])
  })

  it('reads process ids only', () => {
    expect(parsePid('87618\n')).toBe(87_618)
    expect(parsePid(' 812 pi\n')).toBe(812)
    for (const text of ['', '0', '1', '-5', '+7', '1e3', '0x10', '99999999999', '４２'])
      expect(parsePid(text)).toBeNull()
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const pid = parsePid(text)
        expect(pid === null || (Number.isSafeInteger(pid) && pid > 1)).toBe(true)
      }),
    )
  })
})

describe('port-owner', () => {
  const at = (process: ProcessInfo | null, address = '127.0.0.1'): Listener => ({
    address,
    port: 3018,
    process,
  })
  const make = (words: readonly string[]): Check =>
    portOwner.make({ port: 3018, command: [...words], graceMs: 60_000 })
  const look = (listeners: readonly Listener[], processes: readonly ProcessInfo[], words = command) =>
    runCheck(
      make(words),
      fakeHost({
        ports: { listeners: async () => ({ ok: true, listeners }) },
        processes: processTable(processes),
      }),
    )

  it.each<[string, readonly Listener[], readonly ProcessInfo[], string[]]>([
    ['the daemon', [at(up)], [up], []],
    ['the daemon on IPv4 and IPv6', [at(up, '0.0.0.0'), at(up, '::')], [up], []],
    ['a child of the daemon', [at(daemonProcess({ pid: 900, ppid: 812, command: 'worker' }))], [up], []],
    ['another program', [at(stranger)], [up], ['fault process.port-foreign']],
    ['another program, and no daemon runs', [at(stranger)], [], ['fault process.port-foreign']],
    [
      'another program on a nearer address',
      [at(up, '0.0.0.0'), at(stranger)],
      [up],
      ['warning process.port-foreign'],
    ],
    ['nobody', [], [up], ['fault process.port-closed']],
    ['nobody yet', [], [young], ['warning process.starting']],
    ['nobody, and no daemon runs', [], [], ['fault process.not-running']],
  ])('held by %s', async (_, listeners, processes, expected) => {
    expect(codes(await look(listeners, processes))).toEqual(expected)
  })

  it('says that it cannot see whose listener it is', async () => {
    expect((await look([at(null)], [up])).unchecked[0]).toContain('user joel may not see')
    expect(await look([at(null)], [], [])).toMatchObject({ findings: [], unchecked: [] })
  })

  it('names the address and the program of a stranger', async () => {
    const { findings } = await look([at(stranger, '::1')], [up])
    expect(findings[0]).toMatchObject({
      summary: 'python3 (pid 99, uid 501) listens on port 3018, not the daemon',
      params: { port: 3018, pid: 99, name: 'python3' },
      evidence: [{ text: '[::1]:3018 pid 99 python3' }],
    })
  })
})
