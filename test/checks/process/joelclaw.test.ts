import { describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/check.ts'
import type { Listener } from '../../../src/host/ports.ts'
import type { ProcessInfo } from '../../../src/host/processes.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import type { JoelclawSettings } from '../../../src/systems/joelclaw/settings.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { fileTree, type StandInFile } from '../../support/file-tree.ts'
import { answered, healthBody, joelclawWith } from '../../support/joelclaw.ts'
import { type Launchd, launchctl, printed } from '../../support/launchd.ts'
import { daemonProcess, processTable } from '../../support/processes.ts'

const up = daemonProcess()
const young = daemonProcess({ startedAt: NOW - 5_000 })
const stranger = daemonProcess({ pid: 99, command: '/usr/bin/python3 -m http.server' })
const listening = (process: ProcessInfo | null): Listener => ({ address: '*', port: 3018, process })
const registered: Launchd = { print: { 'gui/501': printed() } }
const unregistered: Launchd = {}
const dead: Launchd = { print: { 'gui/501': printed({ state: 'not running', pid: null, exit: '1' }) } }

/** The files of a daemon that started well. */
const FILES: Readonly<Record<string, StandInFile>> = {
  '/home/joel': { text: '' },
  '/home/joel/.joelclaw/gateway': { text: '' },
  '/home/joel/.joelclaw/gateway/.pi/settings.json': { text: '{}' },
  '/home/joel/.joelclaw/gateway/.pi/extensions/gateway': { text: '' },
  '/home/joel/.joelclaw/gateway.session': { text: 'new-session\n' },
  '/tmp/joelclaw/gateway.pid': { text: '812\n' },
  '/tmp/joelclaw/gateway.ws.port': { text: '3018\n' },
}

interface Machine {
  readonly launchd?: Launchd
  readonly manager?: JoelclawSettings['service']['manager']
  readonly processes?: readonly ProcessInfo[]
  readonly listeners?: readonly Listener[]
  /** Laid over the files above; null takes one away. */
  readonly files?: Readonly<Record<string, StandInFile | null>>
  /** Null: nobody answers. */
  readonly health?: string | null
}

/** Runs the whole layer and gives the outcome of each check by id. */
async function layer(machine: Machine): Promise<ReadonlyMap<string, Outcome>> {
  const {
    launchd = registered,
    manager = 'launchd',
    processes = [up],
    health = healthBody({}, { sessionId: 'new-session' }),
  } = machine
  const { settings } = joelclawWith()
  const files = Object.entries({ ...FILES, ...machine.files }).filter(
    (entry): entry is [string, StandInFile] => entry[1] !== null,
  )
  const host = fakeHost({
    exec: launchctl(launchd),
    files: fileTree(Object.fromEntries(files)),
    processes: processTable(processes),
    ports: {
      listeners: async () => ({
        ok: true,
        listeners: machine.listeners ?? processes.slice(0, 1).map(listening),
      }),
    },
    http: {
      request: async () =>
        health === null ? { ok: false, problem: 'refused', message: 'refused' } : answered(health),
    },
  })
  const { process } = joelclaw.layers({ ...settings, service: { ...settings.service, manager } })
  if (!('checks' in process)) throw new Error('the process layer has no checks')
  const outcomes = await Promise.all(
    process.checks.map(async (check) => [check.id, await runCheck(check, host)] as const),
  )
  return new Map(outcomes)
}

async function codes(machine: Machine): Promise<readonly string[]> {
  const outcomes = [...(await layer(machine)).values()]
  expect(outcomes.flatMap((outcome) => outcome.unchecked)).toEqual([])
  return outcomes.flatMap((outcome) => outcome.findings.map(({ severity, code }) => `${severity} ${code}`))
}

const marker = (change: Readonly<Record<string, unknown>>) => ({
  text: JSON.stringify({
    status: 'completed',
    requestedAt: NOW - 4 * 3_600_000,
    completedAt: NOW - 3.5 * 3_600_000,
    previousPid: 700,
    newPid: 812,
    ...change,
  }),
})
const OPERATOR = '/tmp/joelclaw/gateway.operator-restart.json'
const LIFECYCLE = '/tmp/joelclaw/gateway.lifecycle.json'

describe('the process layer of joelclaw', () => {
  it('is fine with a healthy daemon', async () => {
    const outcomes = await layer({})
    expect(await codes({})).toEqual([])
    expect([...outcomes.values()].flatMap(({ detail }) => detail ?? [])).toEqual([
      'com.joel.gateway running, pid 812, up 3 h',
      'port 3018',
    ])
  })

  it.each<[string, Machine, string[]]>([
    // The four patterns that every operator of this gateway meets.
    [
      'disabled and dead',
      { launchd: { disabled: { 'gui/501': 'disabled' } }, processes: [] },
      ['fault process.service-disabled'],
    ],
    ['missing and nothing runs', { launchd: unregistered, processes: [] }, ['fault process.service-missing']],
    [
      'pid file of an earlier run',
      { files: { '/tmp/joelclaw/gateway.pid': { text: '700' } } },
      ['warning process.pid-file-stale'],
    ],
    ['alive, but not registered', { launchd: unregistered }, ['warning process.unsupervised']],
    [
      'alive, but disabled',
      { launchd: { ...registered, disabled: { 'gui/501': 'disabled' } } },
      ['warning process.unsupervised'],
    ],

    ['registered and dead', { launchd: dead, processes: [], health: null }, ['fault process.not-running']],
    [
      'crashing',
      { launchd: { print: { 'gui/501': printed({ runs: 12, exit: '1' }) } }, processes: [young] },
      ['fault process.crash-loop'],
    ],
    [
      'restarted by a checker',
      { launchd: { print: { 'gui/501': printed({ runs: 12, exit: '0' }) } }, processes: [young] },
      ['warning process.restarted-often'],
    ],
    ['frozen', { processes: [daemonProcess({ state: 'T' })] }, ['fault process.frozen']],
    ['run by root', { processes: [daemonProcess({ uid: 0 })] }, ['warning process.wrong-user']],
    ['running twice', { processes: [up, daemonProcess({ pid: 900 })] }, ['warning process.several-daemons']],
    [
      'pid file of another program',
      { files: { '/tmp/joelclaw/gateway.pid': { text: '99' } }, processes: [up, stranger] },
      ['warning process.pid-file-stale'],
    ],
    ['pid file gone', { files: { '/tmp/joelclaw/gateway.pid': null } }, ['warning process.pid-file-missing']],
    ['up, nobody listens', { listeners: [] }, ['fault process.port-closed']],
    [
      'starting',
      { processes: [young], listeners: [], files: { '/tmp/joelclaw/gateway.pid': null }, health: null },
      ['warning process.starting'],
    ],
    ['port taken by another program', { listeners: [listening(stranger)] }, ['fault process.port-foreign']],
    [
      'port taken by another program, which keeps the daemon down',
      { launchd: dead, processes: [], listeners: [listening(stranger)] },
      ['fault process.not-running', 'fault process.port-foreign'],
    ],
    [
      'extension missing, daemon up',
      { files: { '/home/joel/.joelclaw/gateway/.pi/extensions/gateway': null } },
      ['warning process.required-file-missing'],
    ],
    [
      'settings missing, daemon down',
      { launchd: dead, processes: [], files: { '/home/joel/.joelclaw/gateway/.pi/settings.json': null } },
      ['fault process.required-file-missing', 'fault process.not-running'],
    ],
    [
      'extension in the wrong place',
      { files: { '/home/joel/.pi/agent/extensions/gateway': { text: '' } } },
      ['warning process.extension-misplaced'],
    ],
    [
      'session rotated',
      { files: { '/home/joel/.joelclaw/gateway.session': { text: 'old-session' } } },
      ['note process.session-id-stale'],
    ],
    [
      'start script still running',
      {
        launchd: { print: { 'gui/501': printed({ pid: 811 }) } },
        processes: [
          daemonProcess({ pid: 811, command: '/bin/bash gateway-start.sh', startedAt: NOW - 5_000 }),
        ],
        listeners: [],
        health: null,
      },
      ['warning process.starting'],
    ],
    [
      'daemon begotten by the start script',
      {
        launchd: { print: { 'gui/501': printed({ pid: 811 }) } },
        processes: [
          daemonProcess({ ppid: 811 }),
          daemonProcess({ pid: 811, command: '/bin/bash gateway-start.sh' }),
        ],
      },
      [],
    ],
    [
      'source open in an editor',
      { processes: [up, daemonProcess({ pid: 77, command: 'vim /x/packages/gateway/src/daemon.ts' })] },
      [],
    ],
    [
      'newer daemon',
      { processes: [daemonProcess({ command: 'bun run /x/packages/gateway/src/transport-daemon.ts' })] },
      [],
    ],
  ])('%s', async (_, machine, expected) => {
    expect(await codes(machine)).toEqual(expected)
  })

  it('is blocked at its start by a Redis that was down then, but not by one that was lost later', async () => {
    const without = { '/tmp/joelclaw/gateway.pid': null }
    const health = (since: number) =>
      healthBody({
        mode: 'redis_degraded',
        reason: 'reconnect_scheduled',
        since: new Date(since).toISOString(),
      })
    const started = up.startedAt as number
    expect(await codes({ files: without, health: health(started + 1_000) })).toEqual([
      'fault process.start-stuck',
    ])
    expect(await codes({ files: without, health: health(started + 3_600_000) })).toEqual([
      'warning process.pid-file-missing',
    ])
  })

  it('recognises its own listener by what it says where the owner is hidden', async () => {
    expect(await codes({ listeners: [listening(null)] })).toEqual([])
    const silent = await layer({ listeners: [listening(null)], health: null })
    expect(silent.get('process/port')?.unchecked[0]).toContain('user joel may not see')
  })

  it('goes by process and pid file where no service manager is used', async () => {
    expect(await codes({ manager: 'none', launchd: unregistered })).toEqual([])
    expect(await codes({ manager: 'none', processes: [] })).toEqual(['fault process.not-running'])
    const outcomes = await layer({ manager: 'none' })
    expect(outcomes.get('process/service')?.skipped).toContain('no service manager')
    expect(outcomes.get('process/daemon')?.detail).toBe('pid 812, up 3 h')
  })

  it('cannot judge the service without launchctl, and still sees that nothing runs', async () => {
    const launchd: Launchd = {
      problem: { ok: false, problem: 'missing', message: 'launchctl is not installed' },
    }
    const outcomes = await layer({ launchd, processes: [] })
    expect(outcomes.get('process/service')?.unchecked[0]).toContain('launchctl is not installed')
    expect(outcomes.get('process/daemon')?.findings.map((one) => one.code)).toEqual(['process.not-running'])
  })
})

describe('restart markers of newer builds', () => {
  it.each<[string, Readonly<Record<string, StandInFile>>, string[]]>([
    ['completed with the process that runs', { [OPERATOR]: marker({}) }, []],
    [
      'requested a moment ago',
      { [OPERATOR]: marker({ status: 'requested', requestedAt: NOW - 10_000 }) },
      [],
    ],
    [
      'requested and never completed',
      { [OPERATOR]: marker({ status: 'requested', requestedAt: NOW - 600_000 }) },
      ['warning process.restart-unfinished'],
    ],
    [
      'requested before the present start',
      { [OPERATOR]: marker({ status: 'requested' }) },
      ['note process.restart-unfinished'],
    ],
    [
      'failed within the window',
      { [LIFECYCLE]: marker({ status: 'failed', requestedAt: NOW - 600_000 }) },
      ['warning process.restart-failed'],
    ],
    ['failed long ago', { [LIFECYCLE]: marker({ status: 'failed' }) }, ['note process.restart-failed']],
    ['another process since, long ago', { [OPERATOR]: marker({ newPid: 811 }) }, ['note process.relaunched']],
    [
      'the newer marker counts',
      { [OPERATOR]: marker({ newPid: 811, completedAt: NOW - 5 * 3_600_000 }), [LIFECYCLE]: marker({}) },
      [],
    ],
  ])('%s', async (_, files, expected) => {
    expect(await codes({ files })).toEqual(expected)
  })

  it('warn of a relaunch within the window', async () => {
    const recent = daemonProcess({ startedAt: NOW - 600_000 })
    expect(await codes({ processes: [recent], files: { [OPERATOR]: marker({ newPid: 811 }) } })).toEqual([
      'warning process.relaunched',
    ])
  })

  it('are not guessed from other content', async () => {
    for (const text of ['', 'null', '[]', '{"status":"done"}', '{']) {
      const outcomes = await layer({ files: { [OPERATOR]: { text } } })
      expect(outcomes.get('process/restarts')?.unchecked).toEqual([`${OPERATOR}: holds no restart marker`])
    }
  })
})
