import { describe, expect, it } from 'vitest'
import { serviceUnit } from '../../../checks/process/service-unit.ts'
import type { ProcessInfo } from '../../../src/host/processes.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { type Launchd, launchctl, printed } from '../../support/launchd.ts'
import { daemonProcess, processTable } from '../../support/processes.ts'

interface Case {
  readonly launchd: Launchd
  readonly processes?: readonly ProcessInfo[]
  readonly settings?: Readonly<Record<string, unknown>>
  readonly asked?: string[]
}

async function look({ launchd, processes = [], settings = {}, asked = [] }: Case) {
  const given = {
    manager: 'launchd',
    unit: 'com.joel.gateway',
    command: ['/packages/gateway/src/'],
    ...settings,
  }
  const host = fakeHost({ exec: launchctl(launchd, asked), processes: processTable(processes) })
  return runCheck(serviceUnit.make(serviceUnit.schema.parse(given)), host)
}

const codes = async (one: Case) =>
  (await look(one)).findings.map(({ severity, code }) => `${severity} ${code}`)
const up = [daemonProcess()]
const young = (seconds: number) => [daemonProcess({ startedAt: NOW - seconds * 1_000 })]
const gui = (change: Parameters<typeof printed>[0] = {}) => ({ 'gui/501': printed(change) })
const down = { state: 'not running', pid: null, exit: '1' }

describe('a launchd service', () => {
  it('is fine when it runs and is not disabled', async () => {
    const outcome = await look({ launchd: { print: gui() }, processes: up })
    expect(outcome).toMatchObject({
      findings: [],
      unchecked: [],
      detail: 'com.joel.gateway running, pid 812, up 3 h',
    })
  })

  it.each<[string, Case, string[]]>([
    [
      'disabled and dead',
      { launchd: { disabled: { 'gui/501': 'disabled' } } },
      ['fault process.service-disabled'],
    ],
    [
      'disabled and dead on an old macOS',
      { launchd: { disabled: { 'gui/501': 'true' } } },
      ['fault process.service-disabled'],
    ],
    [
      'disabled, registered and dead',
      { launchd: { print: gui(down), disabled: { 'gui/501': 'disabled' } } },
      ['fault process.service-disabled'],
    ],
    ['missing and nothing runs', { launchd: {} }, ['fault process.service-missing']],
    ['missing, but a daemon runs', { launchd: {}, processes: up }, ['warning process.unsupervised']],
    [
      'disabled, but a daemon runs',
      { launchd: { print: gui(), disabled: { 'gui/501': 'disabled' } }, processes: up },
      ['warning process.unsupervised'],
    ],
    [
      'idle, with a daemon beside it',
      { launchd: { print: gui(down) }, processes: up },
      ['warning process.unsupervised'],
    ],
    [
      'enabled explicitly',
      { launchd: { print: gui(), disabled: { 'gui/501': 'enabled' } }, processes: up },
      [],
    ],
    ['nobody logged in', { launchd: { gone: ['gui/501'] } }, ['fault process.domain-missing']],
    ['registered and dead', { launchd: { print: gui(down) } }, ['fault process.not-running']],
    ['gone since it was printed', { launchd: { print: gui() } }, ['fault process.not-running']],
    [
      'down after many failed starts',
      { launchd: { print: gui({ ...down, runs: 9 }) } },
      ['fault process.crash-loop'],
    ],
    [
      'down after many clean ends',
      { launchd: { print: gui({ ...down, runs: 9, exit: '0' }) } },
      ['fault process.not-running'],
    ],
    [
      'up again after a crash',
      { launchd: { print: gui({ runs: 9, exit: '1' }) }, processes: young(5) },
      ['fault process.crash-loop'],
    ],
    [
      'killed again and again',
      { launchd: { print: gui({ runs: 9, exit: null, signal: 'Killed: 9' }) }, processes: young(5) },
      ['fault process.crash-loop'],
    ],
    [
      'restarted again and again with exit 0',
      { launchd: { print: gui({ runs: 9, exit: '0' }) }, processes: young(5) },
      ['warning process.restarted-often'],
    ],
    [
      'up for a while after crashes',
      { launchd: { print: gui({ runs: 9, exit: '1' }) }, processes: young(600) },
      ['warning process.restarted-often'],
    ],
    [
      'restarted often, but long ago',
      { launchd: { print: gui({ runs: 90, exit: '1' }) }, processes: up },
      [],
    ],
    ['restarted seldom', { launchd: { print: gui({ runs: 4, exit: '1' }) }, processes: young(5) }, []],
    [
      'registered in two domains',
      { launchd: { print: { ...gui(), system: printed({ pid: null, state: 'waiting' }) } }, processes: up },
      ['warning process.service-twice'],
    ],
  ])('%s', async (_, one, expected) => {
    expect(await codes(one)).toEqual(expected)
  })

  it('is looked for in the system domain too, whose own override counts', async () => {
    const launchd = { print: { system: printed() }, disabled: { 'gui/501': 'disabled' as const } }
    expect(await codes({ launchd, processes: up })).toEqual([])
  })

  it('is asked about with commands that only look, in the domain of the user who is meant', async () => {
    const asked: string[] = []
    await look({ launchd: { print: gui() }, processes: up, asked, settings: { domains: ['gui'] } })
    expect(asked.toSorted()).toEqual([
      'launchctl print gui/501/com.joel.gateway',
      'launchctl print-disabled gui/501',
    ])
  })

  it.each([
    ['no launchctl', { problem: { ok: false, problem: 'missing', message: 'launchctl is not installed' } }],
    ["output that is not launchd's", { print: { 'gui/501': 'hello\n' } }],
  ] as const)('is not judged with %s', async (_, launchd) => {
    const outcome = await look({ launchd })
    expect(outcome.findings).toEqual([])
    expect(outcome.unchecked).toHaveLength(1)
  })

  it('takes no unit name that a command could read as an option', () => {
    expect(serviceUnit.schema.safeParse({ manager: 'launchd', unit: '--help' }).success).toBe(false)
    expect(serviceUnit.schema.safeParse({ manager: 'launchd', unit: 'a b' }).success).toBe(false)
  })
})

describe('a systemd unit', () => {
  it("of another user is asked for by root through that user's manager, in UTC", async () => {
    const requests: unknown[] = []
    const host = fakeHost({
      env: {
        who: () => ({ uid: 1000, name: 'joel', home: '/home/joel', euid: 0, sudo: true }),
        get: () => null,
      },
      exec: {
        run: async (request) => {
          requests.push(request)
          return { ok: false, problem: 'missing', message: 'systemctl is not installed' }
        },
      },
    })
    const outcome = await runCheck(
      serviceUnit.make(serviceUnit.schema.parse({ manager: 'systemd-user', unit: 'g.service' })),
      host,
    )
    expect(requests).toMatchObject([{ file: 'systemctl', env: { TZ: 'UTC' } }])
    expect((requests[0] as { args: string[] }).args.slice(0, 4)).toEqual([
      '--user',
      '--machine=joel@',
      'show',
      'g.service',
    ])
    expect(outcome.unchecked[0]).toContain('systemctl is not installed')
  })
})
