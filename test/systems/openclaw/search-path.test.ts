import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ServiceState } from '../../../checks/process/service-state.ts'
import type { Context } from '../../../src/core/check.ts'
import { machine } from '../../../src/host/machine/index.ts'
import type { ProcessInfo } from '../../../src/host/processes.ts'
import { completed, findSearchPath, isThere } from '../../../src/systems/openclaw/search-path.ts'
import { openclawDefaults } from '../../../src/systems/openclaw/settings.ts'
import { privateDirectory } from '../../host/directory.ts'
import { fakeHost, type PartialHost } from '../../support/fake-host.ts'

const at = privateDirectory()

test('a gateway completes the PATH that it was started with', () => {
  const path = completed({ PATH: '/a:relative::/b', XDG_BIN_HOME: '/x' }, '/home/joel', '/opt/node/bin/node')
  expect(path.slice(0, 5)).toEqual(['/opt/node/bin', '/usr/bin', '/bin', '/a', '/b'])
  expect(path).toContain('/home/joel/.local/bin')
  expect(path).toContain('/x')
  expect(completed({ PATH: '/a', HOME: '/home/other' }, '/home/joel', null)).toContain('/home/other/.bun/bin')
  expect(completed({ PATH: '/a', OPENCLAW_PATH_BOOTSTRAPPED: '1' }, '/home/joel', '/n/node')).toEqual(['/a'])
})

test('a program is a file that may be run', async () => {
  mkdirSync(at('bin/claude-directory'), { recursive: true })
  writeFileSync(at('bin/claude'), '', { mode: 0o755 })
  writeFileSync(at('bin/text'), '', { mode: 0o644 })
  const look = (program: string) => isThere(machine(), program, [at('none'), at('bin')], at(''))
  expect(await look('claude')).toBe(true)
  expect(await look('claude-directory')).toBe(false)
  expect(await look('gemini')).toBe(false)
  expect(await look(join(at('bin'), 'claude'))).toBe(true)
  expect(await look('~/bin/claude')).toBe(true)
  expect(await look('./claude')).toBeNull()
})

const process: ProcessInfo = {
  pid: 812,
  ppid: 1,
  uid: 501,
  command: 'openclaw-gateway',
  startedAt: null,
  state: 'S',
}
const service = { manager: 'launchd', service: 'gui/501/ai.openclaw.gateway', pid: 812 } as ServiceState
const definition = { ok: true as const, values: { PATH: '/service' }, paths: ['/n/node'] }

async function path(given: PartialHost, running: ProcessInfo | null, state: ServiceState | null) {
  const host = fakeHost({
    ...given,
    env: { get: () => '/ours', who: () => ({ uid: 501, name: 'joel', home: '/h', euid: 501, sudo: false }) },
    files: { real: async () => ({ ok: true, path: '/n/node' }) },
  })
  const context = { host, signal: new AbortController().signal } as Context
  const instance = {
    path: '',
    lock: null,
    process: running,
    stranger: null,
    blocked: null,
    run: null,
    beside: false,
  }
  const found = await findSearchPath(context, openclawDefaults(host), instance, state)
  return [
    found.own,
    found.source,
    found.directories.includes('/service'),
    found.directories.includes('/ours'),
  ]
}

const denied = async () => ({ ok: false as const, problem: 'denied' as const, message: 'no' })

test('the process tells it, else its service, else it is only ours', async () => {
  const environment = async () => ({ ok: true as const, values: { PATH: '/process' } })
  const asked = async () => definition
  expect(await path({ processes: { environment, service: asked } }, process, service)).toEqual([
    true,
    'PATH of process 812',
    false,
    false,
  ])
  const hidden = { processes: { environment: denied, service: asked } }
  const itsService = [true, 'PATH of the service gui/501/ai.openclaw.gateway', true, false]
  expect(await path(hidden, process, service)).toEqual(itsService)
  expect(await path(hidden, null, { ...service, pid: null })).toEqual(itsService)
  const ours = [false, "this user's PATH", false, true]
  // It runs beside its service: that one's PATH is not the process's.
  expect(await path(hidden, process, { ...service, pid: 7 })).toEqual(ours)
  expect(await path(hidden, null, null)).toEqual(ours)
})
