import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { customGateway, type Serving, serveHealthy, statusAt } from '../support/gateways.ts'
import { nobody } from '../support/hostile.ts'
import { makeSandbox } from '../support/sandbox.ts'

const sandbox = makeSandbox()
let healthy: Serving
let config = ''

beforeAll(async () => {
  healthy = await serveHealthy()
  config = sandbox.config({ gateways: { mine: customGateway({ 'cli-status': [statusAt(healthy.url)] }) } })
})
afterAll(async () => {
  await healthy.stop()
  execFileSync('chmod', ['-R', 'u+rwx', sandbox.root])
  sandbox.remove()
})

const walk = ['diagnose', '--json', '--config']

describe('places of ours that are not to be had', () => {
  test.each([
    ['no HOME at all', { HOME: null, XDG_CACHE_HOME: null }],
    ['a HOME that does not exist', { HOME: '/no/such/home', XDG_CACHE_HOME: null }],
    ['a HOME that is no path', { HOME: 'relative', XDG_CACHE_HOME: null }],
    ['a cache directory that cannot be made', { XDG_CACHE_HOME: '/proc/no/such/place' }],
    ['a cache directory that is a file', { XDG_CACHE_HOME: '/etc/passwd' }],
    ['no temporary directory', { TMPDIR: '/no/such/tmp' }],
    ['an empty PATH', { PATH: '' }],
  ])('%s changes nothing', async (_, own) => {
    const run = await runCli([...walk, config], { env: { ...sandbox.env, ...own } })
    expect(run).toMatchObject({ exitCode: 0 })
    expect(run.stderr).not.toMatch(/\bE[A-Z]{4,}\b|Warning:|\n\s+at /)
  })

  test('without HOME and without a configuration nothing is found, and it says so', async () => {
    const run = await runCli(['diagnose', '--system', 'joelclaw', '--json'], { env: { HOME: null } })
    expect(run.exitCode).toBe(2)
    expect(documentIn('error', run.stdout).error.code).toBe('no-gateway')
  })
})

test('no code is loaded from the places where oclif would keep plugins', async () => {
  const marker = `${sandbox.root}/plugged`
  const entry = {
    name: 'evil',
    type: 'user',
    root: `${sandbox.home}/.local/share/firstfault/node_modules/evil`,
  }
  const plugins = { name: 'firstfault', oclif: { schema: 1, plugins: [entry] }, dependencies: { evil: '1' } }
  sandbox.put('home/.local/share/firstfault/package.json', JSON.stringify(plugins))
  const own = { name: 'evil', version: '1.0.0', main: 'index.js', oclif: { hooks: { init: './index.js' } } }
  sandbox.put('home/.local/share/firstfault/node_modules/evil/package.json', JSON.stringify(own))
  sandbox.put(
    'home/.local/share/firstfault/node_modules/evil/index.js',
    `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '')`,
  )
  await runCli([...walk, config], { env: sandbox.env, cwd: sandbox.root })
  expect(existsSync(marker)).toBe(false)
})

describe('the compile cache', () => {
  const cached = async (own: Readonly<Record<string, string>> = {}) =>
    runCli(['--version'], { env: { ...sandbox.env, XDG_CACHE_HOME: null, ...own } })

  test('is a directory of our own alone', async () => {
    await cached()
    expect(statSync(`${sandbox.home}/.cache/firstfault`).mode & 0o777).toBe(0o700)
    expect(readdirSync(`${sandbox.home}/.cache/firstfault`)).not.toEqual([])
  })

  test('is not used where others may write', async () => {
    const open = `${sandbox.root}/open`
    mkdirSync(`${open}/firstfault`, { recursive: true })
    chmodSync(`${open}/firstfault`, 0o777)
    await cached({ XDG_CACHE_HOME: open })
    expect(readdirSync(`${open}/firstfault`)).toEqual([])
  })

  test.skipIf(nobody() === null)('is not put into another user’s home', async () => {
    const theirs = `${sandbox.root}/theirs`
    mkdirSync(`${theirs}/.cache`, { recursive: true })
    chownSync(theirs, 65_534, 65_534)
    chownSync(`${theirs}/.cache`, 65_534, 65_534)
    await cached({ HOME: theirs })
    expect(existsSync(`${theirs}/.cache/firstfault`)).toBe(false)
  })
})

describe.skipIf(nobody() === null)('whose gateway is looked at', () => {
  const under = nobody() ?? []
  const asNobody = { under, env: { ...sandbox.env, XDG_CACHE_HOME: null } }

  test('an ordinary user’s own', async () => {
    const run = await runCli([...walk, config], asNobody)
    expect(run.exitCode).toBe(0)
    expect(documentIn('report', run.stdout).host.user).toBe('nobody')
  })

  test('under sudo the caller’s, not root’s', async () => {
    const sudo = { SUDO_UID: '65534', SUDO_USER: 'nobody', SUDO_GID: '65534' }
    const run = await runCli([...walk, config], { env: { ...sandbox.env, ...sudo } })
    expect(run.exitCode).toBe(0)
    expect(documentIn('report', run.stdout).host.user).toBe('nobody')
  })

  test('SUDO_UID counts for root alone', async () => {
    const run = await runCli([...walk, config], {
      ...asNobody,
      env: { ...asNobody.env, SUDO_UID: '0', SUDO_USER: 'root' },
    })
    expect(documentIn('report', run.stdout).host.user).toBe('nobody')
  })

  test('a state directory of somebody else is told of, not guessed about', async () => {
    const own = `${sandbox.root}/state`
    mkdirSync(`${own}/.joelclaw`, { recursive: true, mode: 0o700 })
    const settings = {
      home: own,
      service: { manager: 'none' },
      port: 1,
      redis: { host: '127.0.0.1', port: 1 },
    }
    const theirs = sandbox.config({ gateways: { joelclaw: { system: 'joelclaw', settings } } }, 'theirs.json')
    chmodSync(own, 0o700)
    const run = await runCli(
      [...walk, theirs, '--keep-going', '--only', 'error-log,session-transcript,model-api'],
      { ...asNobody, env: { ...asNobody.env, HOME: own } },
    )
    const report = documentIn('report', run.stdout)
    expect(report.host.user).toBe('nobody')
    const said = report.layers.flatMap(({ unchecked }) => unchecked.map(({ reason }) => reason)).join('\n')
    expect(said).toMatch(/may not be (read|looked at)|permission|denied/)
  })

  test('a configuration that the user may not read is named', async () => {
    const path = sandbox.config({ gateways: {} }, 'private.json')
    chmodSync(path, 0o600)
    const run = await runCli([...walk, path], asNobody)
    expect(run.exitCode).toBe(2)
    expect(documentIn('error', run.stdout).error.message).toContain('private.json')
  })

  test('a place that the user may not write ends with 74', async () => {
    for (const flag of ['--out', '--record']) {
      const run = await runCli([...walk, config, flag, `${sandbox.root}/denied`], asNobody)
      expect(run.exitCode, flag).toBe(74)
      expect(existsSync(`${sandbox.root}/denied`)).toBe(false)
    }
  })
})

/** Runs with every disk read-only, in mounts of its own. */
const READ_ONLY = [
  'unshare',
  '-m',
  'bash',
  '-c',
  'mount --bind / / && mount -o remount,bind,ro / && exec "$@"',
  'sealed',
]
const canSeal = (() => {
  try {
    execFileSync(READ_ONLY[0] as string, [...READ_ONLY.slice(1), 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!canSeal)('on a read-only disk', () => {
  const sealed = { under: READ_ONLY, env: { ...sandbox.env, XDG_CACHE_HOME: null } }

  test('the walk is the same', async () => {
    const run = await runCli([...walk, config], sealed)
    expect(run.exitCode).toBe(0)
    documentIn('report', run.stdout)
  })

  test('a document or recording that cannot be written ends with 74', async () => {
    for (const flag of ['--out', '--record']) {
      const run = await runCli([...walk, config, flag, `${sandbox.root}/sealed.json`], sealed)
      expect(run.exitCode, flag).toBe(74)
    }
  })
})

test.skipIf(!canSeal)('a disk that is full ends with 74, and leaves no half document', async () => {
  const place = `${sandbox.root}/full`
  mkdirSync(place)
  const script = `mount -t tmpfs -o size=4k none '${place}' && head -c 4096 /dev/zero > '${place}/filler'; "$@"; code=$?; ls '${place}' >&2; exit $code`
  const under = ['unshare', '-m', 'bash', '-c', script, 'full']
  const run = await runCli([...walk, config, '--out', `${place}/report.json`], { under, env: sandbox.env })
  expect(run.exitCode).toBe(74)
  expect(run.stderr).not.toMatch(/report|partial/)
})
