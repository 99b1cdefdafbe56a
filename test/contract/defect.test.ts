import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { customGateway, type Serving, serveHealthy, statusAt } from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'

const sandbox = makeSandbox()
const WORDS = 'words that the broken runtime cannot bear'
let healthy: Serving
let config = ''

/** A runtime with a defect, as a module that is loaded before our program: some texts cannot be taken in. */
const sabotage = sandbox.put(
  'sabotage.mjs',
  `const sound = String.prototype.toWellFormed
String.prototype.toWellFormed = function () {
  if (this.includes(${JSON.stringify(WORDS)})) throw new TypeError('no token: sk-' + 'ant-api03-${'x'.repeat(40)}')
  return sound.call(this)
}\n`,
)

beforeAll(async () => {
  healthy = await serveHealthy()
  const path = sandbox.put('gateway.log', `${new Date().toISOString()} ${WORDS}\n`)
  const rules = [{ code: 'error-log.words', summary: 'found {words}', match: '(?P<words>words that .*)' }]
  config = sandbox.config({
    gateways: {
      mine: customGateway({
        'cli-status': [statusAt(healthy.url)],
        'error-log': [{ check: 'log-rules', path, rules }],
      }),
    },
  })
})
afterAll(async () => {
  await healthy.stop()
  sandbox.remove()
})

const broken = { ...sandbox.env, NODE_OPTIONS: `--import=${sabotage}` }
const args = ['diagnose', '--config', '']

describe('a defect of our own', () => {
  test('ends with 70 and one error document that says what was known', async () => {
    const run = await runCli(args.with(2, config).concat('--json'), { env: broken })
    expect(run).toMatchObject({ exitCode: 70, signal: null })
    const { error } = documentIn('error', run.stdout)
    expect(error.code).toBe('defect')
    expect(error.message).toMatch(/firstfault itself failed: .* Known before it failed: .*cli-status ok/)
    expect(error.message).not.toContain('sk-ant')
    expect(error.hint).toContain('not of the gateway')
    expect(run.stderr).not.toMatch(/\n\s+at /)
  })

  test.each(['text', 'short'])('ends with 70 as %s, on stderr', async (format) => {
    const run = await runCli(args.with(2, config).concat('--format', format), { env: broken })
    expect(run).toMatchObject({ exitCode: 70, stdout: '' })
    expect(run.stderr).toContain('firstfault itself failed')
    expect(run.stderr).not.toMatch(/sk-ant|\n\s+at /)
  })

  test('is not there without it', async () => {
    const run = await runCli(args.with(2, config).concat('--json'), { env: sandbox.env })
    expect(run.exitCode).toBe(0)
    expect(documentIn('report', run.stdout)).toMatchObject({ verdict: 'degraded' })
  })
})
