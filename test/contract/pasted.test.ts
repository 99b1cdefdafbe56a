import { afterAll, describe, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { customGateway, daemonRuns } from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'

const sandbox = makeSandbox()
afterAll(() => sandbox.remove())

/** What people paste of an OpenClaw gateway, and a code that it must lead to. */
const PASTED: readonly (readonly [string, string])[] = [
  [
    '2026-11-20T23:17:16.010+00:00 [ws] ⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=Requested agent harness "claude-cli" is not registered. runId=r',
    'error-log.harness-missing',
  ],
  ['gateway timeout after 90000ms', 'stdout-flow.retry-storm'],
  ['unauthorized: gateway token mismatch (provide gateway auth token)', 'cli-status.token-mismatch'],
  ['Something went wrong while processing your request. Please try again.', 'cli-status.harness-unowned'],
]

describe.each(PASTED)('%s', (text, code) => {
  test('is explained as an argument and from standard input, with the remedy of its system', async () => {
    const given = await runCli(['explain', text, '--json'], { env: sandbox.env })
    const piped = await runCli(['explain', '-', '--json'], { env: sandbox.env, input: `${text}\n` })
    expect(given).toMatchObject({ exitCode: 0, stderr: '' })
    expect(piped.stdout).toBe(given.stdout)
    const { codes } = JSON.parse(given.stdout)
    expect(codes.map((one: { code: string }) => one.code)).toContain(code)
  })

  test('is the symptom of a walk', async () => {
    const config = sandbox.config({ gateways: { mine: customGateway({ process: [daemonRuns()] }) } })
    const run = await runCli(['diagnose', '--config', config, '--symptom', text, '--json'], {
      env: sandbox.env,
    })
    expect(documentIn('report', run.stdout).symptom?.codes).toContainEqual(
      expect.objectContaining({ code, found: false }),
    )
  })
})

test('the remedy is that of the system whose message it is', async () => {
  const { stdout } = await runCli(
    ['explain', '[openclaw] Reason: Requested agent harness "x" is not registered.'],
    {
      env: sandbox.env,
    },
  )
  expect(stdout).toContain('openclaw plugins enable')
})
