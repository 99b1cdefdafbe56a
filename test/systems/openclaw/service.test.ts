import { describe, expect, test } from 'vitest'
import type { Context } from '../../../src/core/check.ts'
import type { ExecRequest } from '../../../src/host/exec.ts'
import { askService, serviceNames } from '../../../src/systems/openclaw/service.ts'
import { openclawDefaults } from '../../../src/systems/openclaw/settings.ts'
import { fakeHost } from '../../support/fake-host.ts'

type Platform = 'darwin' | 'linux' | 'other'

/** Asks on a machine of that platform; gives the answer and every command that was run. */
async function ask(
  platform: Platform,
  loaded: Readonly<Record<string, string>>,
  own: { profile?: string; manager?: 'auto' | 'systemd-user' } = {},
) {
  const ran: string[] = []
  const host = fakeHost({
    env: { platform: () => platform },
    exec: {
      run: async ({ file, args }: ExecRequest) => {
        ran.push([file, ...args].join(' '))
        const target = args.find(
          (arg) => Object.hasOwn(loaded, arg) || Object.hasOwn(loaded, `${args[0]} ${arg}`),
        )
        const stdout = loaded[`${args[0]} ${target}`] ?? loaded[target ?? '']
        if (stdout) return { ok: true, exitCode: 0, stdout, stderr: '' }
        if (args[0] === 'print')
          return {
            ok: true,
            exitCode: 113,
            stdout: '',
            stderr: 'Could not find service "x" in domain for gui',
          }
        const nothing = 'LoadState=not-found\nActiveState=inactive\nSubState=dead\n'
        return { ok: true, exitCode: 0, stdout: args.includes('show') ? nothing : '', stderr: '' }
      },
    },
  })
  const defaults = openclawDefaults(host)
  const settings = {
    ...defaults,
    profile: own.profile ?? null,
    service: { ...defaults.service, manager: own.manager ?? 'auto' },
  }
  const context = { host, signal: new AbortController().signal } as Context
  return { answer: await askService(context, settings), ran }
}

const RUNNING = '{\n\tstate = running\n\tpid = 7\n\truns = 1\n}\n'
const WAITING = '{\n\tstate = not running\n\truns = 1\n}\n'
const UP = 'Id=x\nLoadState=loaded\nActiveState=active\nSubState=running\nMainPID=7\n'
const DOWN = 'Id=x\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nMainPID=0\n'
const serviceOf = ({ answer }: Awaited<ReturnType<typeof ask>>) =>
  answer?.ok ? answer.state.service : answer

describe('the manager that is asked when none is configured', () => {
  test('on a Mac is launchd alone', async () => {
    const asked = await ask('darwin', { 'gui/501/ai.openclaw.gateway': RUNNING })
    expect(serviceOf(asked)).toBe('gui/501/ai.openclaw.gateway')
    expect(asked.ran.filter((line) => !line.startsWith('launchctl print'))).toEqual([])
  })

  test("on Linux is systemd, the user's and the machine's", async () => {
    const asked = await ask('linux', { 'openclaw.service': UP })
    expect(serviceOf(asked)).toBe('openclaw.service')
    expect(asked.ran.filter((line) => !/^systemctl --(user|system) show/.test(line))).toEqual([])
  })

  test('elsewhere is none, and a service that nobody knows is none', async () => {
    expect(await ask('other', {})).toEqual({ answer: null, ran: [] })
    expect((await ask('linux', {})).answer).toBeNull()
    expect((await ask('darwin', {})).answer).toBeNull()
  })
})

describe('the name that is meant where none is configured', () => {
  test.each([
    ['the first label', { 'gui/501/ai.openclaw.work': RUNNING }, 'gui/501/ai.openclaw.work'],
    ['the second label', { 'gui/501/ai.openclaw.gateway.work': WAITING }, 'gui/501/ai.openclaw.gateway.work'],
    [
      'of two labels the one that runs',
      { 'gui/501/ai.openclaw.work': WAITING, 'gui/501/ai.openclaw.gateway.work': RUNNING },
      'gui/501/ai.openclaw.gateway.work',
    ],
  ])('%s', async (_, loaded, service) => {
    expect(serviceOf(await ask('darwin', loaded, { profile: 'work' }))).toBe(service)
  })

  test('of two units is the one that is up', async () => {
    expect(serviceOf(await ask('linux', { 'openclaw-gateway.service': DOWN, 'openclaw.service': UP }))).toBe(
      'openclaw.service',
    )
  })

  test('of a unit that nobody knows, under a manager that is configured, is the usual one', async () => {
    const asked = await ask('linux', {}, { manager: 'systemd-user', profile: 'work' })
    expect(serviceOf(asked)).toBe('openclaw-gateway-work.service')
  })

  test('is the configured one alone', () => {
    const defaults = openclawDefaults(fakeHost())
    const service = { ...defaults.service, label: 'com.me.claw', unit: 'claw.service' }
    expect(serviceNames({ ...defaults, service })).toEqual({
      labels: ['com.me.claw'],
      units: ['claw.service'],
    })
  })
})
