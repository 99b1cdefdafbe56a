import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startCli } from '../support/cli.ts'
import { customGateway, daemonRuns, type Serving, serveHealthy, statusAt } from '../support/gateways.ts'
import { diagnoseHostile, leftOf, startUpMs, within } from '../support/hostile.ts'
import { makeSandbox } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

const sandbox = makeSandbox()
let healthy: Serving
let startUp = 0

beforeAll(async () => {
  healthy = await serveHealthy()
  startUp = await startUpMs()
})
afterAll(async () => {
  await healthy.stop()
  sandbox.remove()
})

/** What a service manager's command may do instead of answering. */
const COMMANDS: Readonly<Record<string, string>> = {
  'prints garbage': 'head -c 200000 /dev/urandom',
  'prints terminal sequences': `printf '\\033]0;owned\\007\\033[2J\\302\\233mMainPID=1\\nLoadState=loaded\\n'`,
  'prints 10,000 levels of brackets': `head -c 10000 /dev/zero | tr '\\0' '['`,
  'prints one line of 3 MB': `head -c 3000000 /dev/zero | tr '\\0' 'x'`,
  'floods both streams': 'yes >&2 & yes',
  hangs: 'sleep 60',
  'ignores TERM': `trap '' TERM INT HUP; while :; do sleep 1; done`,
  'leaves a grandchild that holds the pipe': 'sleep 60 & exit 0',
  'leaves a stubborn grandchild in a session of its own': `setsid sh -c "trap '' TERM HUP; sleep 60" & sleep 60`,
  'stops itself': 'kill -STOP $$',
  'ends by a signal': 'kill -SEGV $$',
  'reads from the terminal': 'read -r answer < /dev/stdin; sleep 0; exit 3',
}

const program = (name: string, body: string) => sandbox.put(`bin/${name}`, `#!/bin/sh\n${body}\n`, 0o755)

describe.concurrent.each(Object.entries(COMMANDS))('a command that %s', (name, body) => {
  const file = program(name.replaceAll(/\W+/g, '-'), body)

  test('is no answer, ends in time, and leaves the other layers be', async () => {
    const unit = { check: 'service-unit', manager: 'systemd-user', unit: 'mine.service', systemctl: file }
    const config = sandbox.config(
      { gateways: { mine: customGateway({ process: [unit], 'cli-status': [statusAt(healthy.url)] }) } },
      `${crypto.randomUUID()}.json`,
    )
    const { report, durationMs, exitCode } = await diagnoseHostile(sandbox, config)
    expect(report.layers[1]?.status).toMatch(/^(unknown|failed)$/)
    expect(report.layers[2]).toMatchObject({ status: 'ok' })
    expect([1, 3]).toContain(exitCode)
    expect(durationMs).toBeLessThan(within(10_000, startUp))
  })
})

test.each(['ignores TERM', 'leaves a stubborn grandchild in a session of its own'])(
  'a command that %s does not outlive us, however we end',
  async (name) => {
    const file = program('stubborn', COMMANDS[name] ?? '')
    const unit = { check: 'service-unit', manager: 'systemd-user', unit: 'mine.service', systemctl: file }
    const config = (above: object) =>
      sandbox.config({ gateways: { mine: customGateway({ ...above, process: [unit] }) } }, 'stubborn.json')
    const start = (above: object) => {
      const run = crypto.randomUUID()
      const env = { ...sandbox.env, FIRSTFAULT_TEST_RUN: run }
      return { run, cli: startCli(['diagnose', '--json', '--config', config(above)], { env }) }
    }

    const interrupted = start({})
    await until(() => leftOf(interrupted.run).length > 1, { ms: 10_000 })
    interrupted.cli.child.kill('SIGINT')
    expect(await interrupted.cli.ended).toMatchObject({ exitCode: 130 })
    await until(() => leftOf(interrupted.run).length === 0, { ms: 2_000 })

    // The layer above fails while the command still runs.
    const stopped = start({ substrate: [{ check: 'kubernetes-pods', kubeconfig: '/none', context: 'none' }] })
    await stopped.cli.ended
    await until(() => leftOf(stopped.run).length === 0, { ms: 2_000 })
  },
)

test('a command that is missing, or may not be run, is our ignorance', async () => {
  const plain = sandbox.put('bin/plain', 'no program\n', 0o644)
  for (const systemctl of [plain, '/no/such/program', sandbox.root]) {
    const unit = { check: 'service-unit', manager: 'systemd-user', unit: 'mine.service', systemctl }
    const config = sandbox.config({ gateways: { mine: customGateway({ process: [unit] }) } }, 'missing.json')
    const { report, exitCode } = await diagnoseHostile(sandbox, config)
    expect(exitCode).toBe(3)
    expect(report.layers[1]?.unchecked[0]?.reason).toContain(systemctl)
  }
})

test('an argument is never read as a command', async () => {
  const marker = `${sandbox.root}/ran`
  const unit = { check: 'service-unit', manager: 'systemd-user', unit: `a$(touch ${marker})` }
  const config = sandbox.config({ gateways: { mine: customGateway({ process: [unit] }) } }, 'unit.json')
  const refused = startCli(['diagnose', '--json', '--config', config], { env: sandbox.env })
  expect(await refused.ended).toMatchObject({ exitCode: 2 })
  const words = `no-such-daemon'"; touch ${marker}; $(touch ${marker})`
  const odd = sandbox.config(
    { gateways: { mine: customGateway({ process: [daemonRuns(words)] }) } },
    'odd.json',
  )
  expect((await diagnoseHostile(sandbox, odd)).exitCode).toBe(1)
  const { existsSync } = await import('node:fs')
  expect(existsSync(marker)).toBe(false)
})
