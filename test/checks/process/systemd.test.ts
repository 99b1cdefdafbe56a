import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noSystemdManager, parseSystemdShow } from '../../../checks/process/systemd.ts'
import { systemdScope } from '../../../checks/process/systemd-service.ts'

/** What systemd 252 prints for a running unit, with some properties changed. */
function shown(change: Readonly<Record<string, string>> = {}): string {
  const properties = {
    Restart: 'always',
    RestartPreventExitStatus: '78 TERM',
    MainPID: '27',
    Result: 'success',
    NRestarts: '0',
    ExecMainCode: '0',
    ExecMainStatus: '0',
    Id: 'gateway.service',
    LoadState: 'loaded',
    ActiveState: 'active',
    SubState: 'running',
    UnitFileState: 'enabled',
    StateChangeTimestamp: 'Sat 2026-11-21 01:16:27 UTC',
    ActiveEnterTimestamp: 'Sat 2026-11-21 01:16:27 UTC',
    InvocationID: '9ea73a3473b24a688fbc8958ba8e5fa8',
    StartLimitBurst: '3',
    ...change,
  }
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}

const FAILED = {
  ActiveState: 'failed',
  SubState: 'failed',
  MainPID: '0',
  ExecMainCode: '1',
  ExecMainStatus: '1',
  Result: 'exit-code',
}

describe('systemctl show', () => {
  it('reads a running unit', () => {
    expect(parseSystemdShow(shown())).toEqual({
      id: 'gateway.service',
      load: 'loaded',
      active: 'active',
      sub: 'running',
      mainPid: 27,
      restarts: 0,
      result: 'success',
      unitFile: 'enabled',
      lastExit: null,
      startLimit: false,
      activeSince: Date.UTC(2026, 10, 21, 1, 16, 27),
      changedAt: Date.UTC(2026, 10, 21, 1, 16, 27),
      invocation: '9ea73a3473b24a688fbc8958ba8e5fa8',
      user: null,
    })
  })

  it.each([
    ['its own word', { Result: 'start-limit-hit' }, true],
    ['all starts used up, the first failure kept', { NRestarts: '3' }, true],
    ['starts left', { NRestarts: '2' }, false],
    ['an exit code that forbids restarts', { NRestarts: '3', ExecMainStatus: '78' }, false],
    ['no restarts wanted', { NRestarts: '3', Restart: 'no' }, false],
    ['an unlimited count', { NRestarts: '3', StartLimitBurst: '0' }, false],
    ['an older systemd without the property', { NRestarts: '3', StartLimitBurst: '' }, false],
  ])('start limit by %s', (_, change, expected) => {
    expect(parseSystemdShow(shown({ ...FAILED, ...change }))?.startLimit).toBe(expected)
  })

  it.each([
    ['1', '3', { words: 'exit code 3', clean: false }],
    ['1', '0', { words: 'exit code 0', clean: true }],
    ['2', '9', { words: 'signal 9', clean: false }],
    ['2', '15', { words: 'signal 15', clean: true }],
    ['3', '11', { words: 'signal 11', clean: false }],
    ['0', '0', null],
  ])('reads how the main process ended: code %s status %s', (ExecMainCode, ExecMainStatus, expected) => {
    expect(parseSystemdShow(shown({ ...FAILED, ExecMainCode, ExecMainStatus }))?.lastExit).toEqual(expected)
  })

  it('reads seconds since 1970 and takes no local time', () => {
    expect(parseSystemdShow(shown({ ActiveEnterTimestamp: '@1795223788' }))?.activeSince).toBe(
      1_795_223_788_000,
    )
    expect(
      parseSystemdShow(shown({ ActiveEnterTimestamp: 'Sat 2026-11-21 02:16:27 CET' }))?.activeSince,
    ).toBeNull()
  })

  it('gives null for what is no unit', () => {
    for (const text of ['', '\n', 'Failed to connect to bus', 'LoadState=loaded'])
      expect(parseSystemdShow(text)).toBeNull()
  })

  it('never throws, and keeps no value of a property that it was not asked for', () => {
    const secret = fc.stringMatching(/^sk-[A-Za-z0-9]{16,24}$/)
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('Environment', 'Id', 'SubState', 'Result', 'InvocationID', 'Restart'),
        (value, name) => {
          const text = `Environment=TOKEN=${value}\n${shown({ [name]: `${value} ${value}` })}`
          expect(JSON.stringify(parseSystemdShow(text))).not.toContain(value)
        },
      ),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => void parseSystemdShow(text)),
    )
  })
})

describe('the systemd manager', () => {
  it.each([
    'Failed to connect to bus: No such file or directory',
    'Failed to connect to bus: No medium found',
    "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down",
    'Failed to get properties: Transport endpoint is not connected',
  ])('cannot be reached: %s', (stderr) => expect(noSystemdManager(stderr)).toBe(true))

  it('is that of the user whose gateway is meant', () => {
    const who = (uid: number, euid: number) => ({ uid, euid, name: 'joel', home: null, sudo: uid !== euid })
    expect(systemdScope('user', who(1000, 1000))).toEqual(['--user'])
    expect(systemdScope('user', who(1000, 0))).toEqual(['--user', '--machine=joel@'])
    expect(systemdScope('user', who(0, 0))).toEqual(['--user'])
    expect(systemdScope('system', who(1000, 0))).toEqual(['--system'])
  })
})
