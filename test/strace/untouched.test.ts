import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSystem } from '../../src/systems/index.ts'
import type { Prepared } from '../lab/case.ts'
import { cases } from '../lab/cases.ts'
import { type CliResult, runCli } from '../support/cli.ts'
import { customGateway, type Serving, serveHealthy, statusAt } from '../support/gateways.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { type Call, callsIn, peersIn, socketsIn, tracer, writesIn } from './trace.ts'

const why = tracer('/dev/null') ? null : 'strace is not installed, or may not trace here'
if (why) process.stderr.write(`\nSKIPPED: the proof that nothing is changed: ${why}.\n\n`)

interface Traced {
  readonly run: CliResult
  readonly calls: readonly Call[]
  /** The requests that went through Host, from the recording of the same walk. */
  readonly settings: unknown
  readonly requests: readonly { readonly port: string; readonly method: string; readonly request: unknown }[]
}

/** One whole walk under strace, recorded too. */
async function traced(
  sandbox: Sandbox,
  config: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Traced> {
  const [trace, recording] = [`${sandbox.root}/trace`, `${sandbox.root}/walk.jsonl`]
  const run = await runCli(
    ['diagnose', '--json', '--keep-going', '--e2e', 'none', '--config', config, '--record', recording],
    { under: tracer(trace) ?? [], env: { ...sandbox.env, XDG_CACHE_HOME: null, ...env }, boundMs: 60_000 },
  )
  const [header = '{}', ...lines] = readFileSync(recording, 'utf8').trim().split('\n')
  return {
    run,
    calls: callsIn(trace),
    settings: JSON.parse(header),
    requests: lines.map((line) => JSON.parse(line) as Traced['requests'][number]),
  }
}

/** Where a walk may write: our own cache, the recording that was asked for, and what is no file at all. A database
 *  that its writer has open may be joined (WAL readers lock its -shm file), but no such file may be made. */
function allowed(sandbox: Sandbox, home: string, before: ReadonlySet<string>): (call: Call) => boolean {
  const own = [
    `${home}/.cache/firstfault`,
    `${sandbox.home}/.cache`,
    `${sandbox.root}/walk.jsonl`,
    `${sandbox.temp}/`,
  ]
  return ({ path }) =>
    own.some((place) => path.startsWith(place)) ||
    path === `${home}/.cache` ||
    ['/dev/null', '/dev/tty', '/dev/ptmx'].includes(path) ||
    (/-(wal|shm)$/.test(path) && before.has(path))
}

/** Every file below these directories. */
function filesIn(...directories: readonly string[]): ReadonlySet<string> {
  return new Set(
    directories.flatMap((directory) =>
      readdirSync(directory, { recursive: true }).map((name) => join(directory, String(name))),
    ),
  )
}

/** All numbers that the walk was told or asked for: what it may connect to. */
function known({ requests, settings }: Traced): string {
  const text = JSON.stringify([settings, requests.map(({ request }) => request)])
  const files = [...text.matchAll(/"(\/[^"\\]+)"/g)].map((match) => match[1] as string)
  const small = files.filter((path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 1e9) < 20_000)
  return [
    text,
    ...small.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path, 'utf8')),
  ].join('\n')
}

/** Sockets of the system's own name services, and those of the commands that a walk runs. */
const SERVICES = /nscd|systemd\/userdb|io\.systemd|dbus|tmux|^\/run\/systemd\/private/

function expectUntouched(
  walk: Traced,
  sandbox: Sandbox,
  home: string,
  before: ReadonlySet<string> = new Set(),
): void {
  const { calls } = walk
  const fine = allowed(sandbox, home, before)
  expect(
    writesIn(calls)
      .filter((call) => !fine(call))
      .map(({ line }) => line),
  ).toEqual([])
  expect(calls.filter(({ name }) => name === 'mount' || name === 'umount2').map(({ line }) => line)).toEqual(
    [],
  )
  expect(socketsIn(calls).filter((path) => !SERVICES.test(path))).toEqual([])

  const asked = known(walk)
  const unasked = peersIn(calls).filter(
    ({ address, port }) =>
      !/^(127\.|::1$|::ffff:127\.)/.test(address) ||
      // Port 0 of UDP is the resolver asking the kernel for a route; nothing is sent.
      (port !== 0 && !new RegExp(`(?<!\\d)${port}(?!\\d)`).test(asked)),
  )
  expect(unasked).toEqual([])
}

/** Every command that a walk ran, as one line each. */
const commandsIn = ({ requests }: Traced): readonly string[] =>
  requests
    .filter(({ port }) => port === 'exec')
    .map(({ request }) => {
      const { file, args } = request as { file: string; args: readonly string[] }
      return [file.split('/').at(-1), ...args].join(' ')
    })

describe.skipIf(why !== null)('a walk of a gateway of one’s own', () => {
  const sandbox = makeSandbox()
  let healthy: Serving
  beforeAll(async () => {
    healthy = await serveHealthy()
  })
  afterAll(async () => {
    await healthy.stop()
    sandbox.remove()
  })

  test('writes nothing and reaches only what it was told to', async () => {
    const log = sandbox.put('gateway.log', `${new Date().toISOString()} all is well\n`)
    const rules = [{ code: 'error-log.x', summary: 'x', match: 'never' }]
    const config = sandbox.config({
      gateways: {
        mine: customGateway({
          process: [
            { check: 'plain-process', command: ['node'] },
            { check: 'port-owner', port: healthy.port },
            { check: 'service-unit', manager: 'systemd-user', unit: 'none.service' },
            { check: 'pid-file', path: log },
          ],
          'cli-status': [statusAt(healthy.url)],
          'error-log': [{ check: 'log-rules', path: log, rules }],
          'model-api': [
            { check: 'model-endpoint', provider: 'anthropic', family: 'anthropic', url: healthy.url },
          ],
          redis: [{ check: 'redis-server', host: '127.0.0.1', port: 1 }],
        }),
      },
    })
    const walk = await traced(sandbox, config)
    expect(walk.run.exitCode).toBe(1)
    expect(walk.calls.length).toBeGreaterThan(20)
    expectUntouched(walk, sandbox, sandbox.home)
  })

  test('is seen to write when it does', async () => {
    const out = `${sandbox.root}/report.json`
    const config = sandbox.config({ gateways: { mine: customGateway({}) } }, 'empty.json')
    const trace = `${sandbox.root}/control`
    await runCli(['diagnose', '--config', config, '--out', out], {
      under: tracer(trace) ?? [],
      env: sandbox.env,
    })
    expect(existsSync(out)).toBe(true)
    expect(writesIn(callsIn(trace)).filter(({ path }) => path.startsWith(out)).length).toBeGreaterThan(1)
  })
})

describe.skipIf(why !== null).each(Object.keys(cases))('a walk of %s', (name) => {
  const sandbox = makeSandbox()
  let prepared: Prepared | null = null
  afterAll(async () => {
    await prepared?.stop()
    sandbox.remove()
  })

  test('writes nothing, reaches only what Host was asked for, and makes no forbidden probe', async () => {
    // A negative is a gateway that works: all of its layers are looked at.
    const one = cases[name]?.find(({ kind }) => kind === 'negative')
    if (!one) throw new Error(`no case of ${name} is a negative`)
    prepared = await one.prepare()
    const env = prepared.env ?? {}
    const before = filesIn(dirname(prepared.config), env.HOME ?? dirname(prepared.config))
    const walk = await traced(sandbox, prepared.config, env)
    expect([0, 1, 3]).toContain(walk.run.exitCode)
    expectUntouched(walk, sandbox, env.HOME ?? sandbox.home, before)

    const forbidden = (await loadSystem(name))?.forbidden ?? []
    expect(forbidden.length).toBeGreaterThan(0)
    const commands = commandsIn(walk)
    for (const { probe } of forbidden)
      expect(commands.filter((command) => command.startsWith(probe))).toEqual([])
  }, 120_000)
})
