import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type RunningCli, runCli, startCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import {
  customGateway,
  daemonRuns,
  type Serving,
  serve,
  serveHealthy,
  statusAt,
} from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'
import { type Listening, startTcp } from '../support/tcp.ts'
import { until } from '../support/until.ts'

const sandbox = makeSandbox()
const { env } = sandbox
let mute: Serving
let healthy: Serving
let silent: Listening
/** Requests that the mute server holds. */
let held = 0

beforeAll(async () => {
  mute = await serve(() => {
    held += 1
  })
  healthy = await serveHealthy()
  silent = await startTcp()
})
afterEach(() => {
  held = 0
})
afterAll(async () => {
  await mute.stop()
  await healthy.stop()
  await silent.stop()
  sandbox.remove()
})

/** A gateway that is looked at for half a minute, with something to say above and below that place. */
const slow = (layers: Record<string, readonly object[]> = {}) =>
  customGateway({
    'cli-status': [statusAt(mute.url, { deadlineMs: 30_000 })],
    redis: [{ check: 'redis-server', host: '127.0.0.1', port: silent.port, deadlineMs: 30_000 }],
    ...layers,
  })
const config = (gateways: object) => sandbox.config({ gateways }, `${crypto.randomUUID()}.json`)

/** Sends the signal when the run waits for the mute server and has come to its layer; gives the result and the ms
 *  from signal to end. */
async function interrupted(running: RunningCli, signal: NodeJS.Signals) {
  await until(() => held > 0, { ms: 10_000, unless: () => running.child.exitCode !== null })
  await running.says('process ')
  const begun = performance.now()
  running.child.kill(signal)
  const result = await running.ended
  return { ...result, endedIn: performance.now() - begun }
}

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s', (signal, code) => {
  test('ends the walk within a second, with a report of what is known', async () => {
    const path = config({ mine: slow({ process: [{ check: 'plain-process', command: ['node'] }] }) })
    const run = await interrupted(startCli(['diagnose', '--config', path, '--json'], { env }), signal)
    expect(run.exitCode).toBe(code)
    expect(run.endedIn).toBeLessThan(1_000)
    const report = documentIn('report', run.stdout)
    expect(report).toMatchObject({ interrupted: true, verdict: 'unknown', firstFault: null })
    expect(report.layers.map(({ layer, status, because }) => [layer, status, because])).toEqual([
      ['substrate', 'skipped', 'not-configured'],
      ['process', 'ok', undefined],
      ['cli-status', 'unknown', undefined],
      ['error-log', 'skipped', 'not-configured'],
      ['stdout-flow', 'skipped', 'not-configured'],
      ['e2e-queue', 'skipped', 'not-configured'],
      ['session-transcript', 'skipped', 'not-configured'],
      ['otel', 'skipped', 'not-configured'],
      ['model-api', 'skipped', 'not-configured'],
      ['redis', 'skipped', 'interrupted'],
    ])
  })

  test.each(['text', 'short'])('has the same exit code as %s', async (format) => {
    const path = config({ mine: slow() })
    const run = await interrupted(
      startCli(['diagnose', '--config', path, '--format', format], { env }),
      signal,
    )
    expect(run.exitCode).toBe(code)
    expect(run.stdout).toMatch(/interrupted|stopped/i)
  })

  test('keeps a fault that is known already', async () => {
    const path = config({ mine: slow({ process: [daemonRuns()] }) })
    const running = startCli(['diagnose', '--config', path, '--json', '--keep-going'], { env })
    const run = await interrupted(running, signal)
    expect(run.exitCode).toBe(code)
    expect(documentIn('report', run.stdout)).toMatchObject({
      interrupted: true,
      verdict: 'failed',
      firstFault: { layer: 'process' },
    })
  })

  test('ends a wait, and the walk of several gateways', async () => {
    const waiting = startCli(['diagnose', '--config', config({ mine: slow() }), '--json', '--wait', '60s'], {
      env,
    })
    expect(await interrupted(waiting, signal)).toMatchObject({ exitCode: code })
    held = 0
    const path = config({ first: slow(), second: slow() })
    const all = await interrupted(
      startCli(['diagnose', '--config', path, '--json', '--all-gateways'], { env }),
      signal,
    )
    expect(all.exitCode).toBe(code)
    const { reports } = documentIn('reports', all.stdout)
    expect(reports).toMatchObject([
      { gateway: { name: 'first' }, interrupted: true },
      { gateway: { name: 'second' }, interrupted: true, verdict: 'unknown' },
    ])
  })
})

test('--timeout ends the walk: what could not be looked at is unknown, never healthy', async () => {
  const start = performance.now()
  const fast = config({ mine: customGateway({ 'cli-status': [statusAt(healthy.url)] }) })
  expect((await runCli(['diagnose', '--config', fast], { env })).exitCode).toBe(0)
  const startUp = performance.now() - start
  const run = await runCli(['diagnose', '--config', config({ mine: slow() }), '--json', '--timeout', '1s'], {
    env,
  })
  expect(run.exitCode).toBe(3)
  const report = documentIn('report', run.stdout)
  expect(report).toMatchObject({ verdict: 'unknown', interrupted: false })
  expect(report.layers[2]).toMatchObject({ status: 'unknown' })
  expect(report.layers[9]).toMatchObject({ status: 'skipped', because: 'deadline' })
  expect(report.durationMs).toBeLessThan(1_100 + startUp)
})

test('a time limit beyond what a timer holds is a long time', async () => {
  const path = config({ mine: customGateway({ 'cli-status': [statusAt(healthy.url)] }) })
  const run = await runCli(['diagnose', '--config', path, '--json', '--timeout', '9999w'], { env })
  expect(run).toMatchObject({ exitCode: 0 })
  expect(run.stderr).not.toContain('Warning')
})
