import { afterAll, describe, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { customGateway, daemonRuns } from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'

const sandbox = makeSandbox()
afterAll(() => sandbox.remove())

const config = sandbox.config({ gateways: { mine: customGateway({ process: [daemonRuns()] }) } })
const run = (args: readonly string[]) => runCli(args, { env: sandbox.env })

/** Wrong command lines, and a word of the complaint. */
const WRONG: readonly (readonly [args: string, names: string])[] = [
  ['nope', 'nope'],
  ['diagnose --nope', '--nope'],
  ['diagnose mine extra', 'extra'],
  ['diagnose --format xml', 'xml'],
  ['diagnose --e2e twice', 'twice'],
  ['diagnose --fail-on note', 'note'],
  ['diagnose --system hal', 'hal'],
  ['diagnose --hours 0', '--hours'],
  ['diagnose --hours -1', '--hours'],
  ['diagnose --hours 1e3', '--hours'],
  ['diagnose --hours 99999999', '--hours'],
  ['diagnose --lines -1', '--lines'],
  ['diagnose --lines 1.5', '--lines'],
  ['diagnose --timeout 0s', '--timeout'],
  ['diagnose --timeout 60', '--timeout'],
  ['diagnose --wait soon', '--wait'],
  ['diagnose --since yesterday', '--since'],
  ['diagnose --since 2026-13-40', '--since'],
  ['diagnose --until 5', '--until'],
  ['diagnose --since 9999999w', '1970'],
  ['diagnose --since 1h --until 2h', 'before it begins'],
  ['diagnose --only memory', 'memory'],
  ['diagnose --skip redis,', '--skip'],
  ['diagnose --read-only --e2e drain', '--read-only'],
  ['diagnose --record a --replay b', '--replay'],
  ['diagnose mine --all-gateways', '--all-gateways'],
  ['diagnose --out=', '--out'],
  ['diagnose theirs', 'theirs'],
  ['explain no-such-thing-at-all', 'catalogue'],
  ['layers --nope', '--nope'],
]

describe.each(WRONG)('firstfault %s', (line, names) => {
  const args = [...line.split(' '), ...(line.startsWith('diagnose') ? ['--config', config] : [])]

  test('is a usage error in words, with nothing on stdout', async () => {
    const { exitCode, stdout, stderr } = await run(args)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(names)
    expect(stderr.split('\n').length).toBeLessThan(8)
  })

  test('is one error document under --json', async () => {
    const { exitCode, stdout, stderr } = await run([...args, '--json'])
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: '' })
    const { error } = documentIn('error', stdout)
    expect(error.message).toContain(names)
    expect(error.hint).not.toBe('')
  })
})

test('a window that is wrong is told of before any gateway is looked for', async () => {
  const { stdout } = await run(['diagnose', '--hours', '0', '--json'])
  expect(documentIn('error', stdout).error).toMatchObject({ code: 'usage' })
})

test('no gateway at all says what was looked for, and ends with 2', async () => {
  const { exitCode, stdout } = await run(['diagnose', '--system', 'joelclaw', '--format', 'json'])
  expect(exitCode).toBe(2)
  expect(documentIn('error', stdout).error.message).toMatch(/Looked for: .*joelclaw/)
})

test('--json after -- is a word, not a flag', async () => {
  const { exitCode, stdout, stderr } = await run(['diagnose', '--config', config, '--', '--json'])
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
  expect(stderr).toContain('--json')
})

test('--help and --version end with 0', async () => {
  expect(await run(['--version'])).toMatchObject({ exitCode: 0, stderr: '' })
  const help = await run(['diagnose', '--help'])
  expect(help.exitCode).toBe(0)
  for (const words of ['--keep-going', '--fail-on', 'Exit codes']) expect(help.stdout).toContain(words)
})
