import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli, startCli } from '../support/cli.ts'
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

const sandbox = makeSandbox()
const { env } = sandbox
let healthy: Serving
let config = ''

beforeAll(async () => {
  healthy = await serveHealthy()
  config = sandbox.config({
    gateways: { mine: customGateway({ process: [daemonRuns()], 'cli-status': [statusAt(healthy.url)] }) },
  })
})
afterAll(async () => {
  await healthy.stop()
  sandbox.remove()
})

const diagnose = (...args: string[]) => diagnoseWith(config, ...args)

async function diagnoseWith(path: string, ...args: string[]) {
  const run = await runCli(['diagnose', '--json', '--config', path, ...args], { env })
  return { exitCode: run.exitCode, report: documentIn('report', run.stdout) }
}

describe('layers', () => {
  test('--only looks at nothing else', async () => {
    const { exitCode, report } = await diagnose('--only', 'cli-status,redis')
    expect(exitCode).toBe(0)
    expect(report.layers.map((layer) => layer.because ?? layer.status)).toEqual([
      'not-configured',
      'not-selected',
      'ok',
      ...Array(7).fill('not-configured'),
    ])
  })

  test('--skip leaves one out, which does not weaken the verdict', async () => {
    const { exitCode, report } = await diagnose('--skip', 'process')
    expect(exitCode).toBe(0)
    expect(report).toMatchObject({ verdict: 'healthy', firstFault: null })
    expect(report.layers[1]).toMatchObject({ status: 'skipped', because: 'not-selected' })
  })
})

describe('an accepted finding', () => {
  const accepting = (entry: object) =>
    sandbox.config(
      {
        gateways: { mine: customGateway({ process: [daemonRuns()], 'cli-status': [statusAt(healthy.url)] }) },
        accept: [{ code: 'process.not-running', reason: 'moving house', until: '2999-01-01', ...entry }],
      },
      `${crypto.randomUUID()}.json`,
    )

  test('does not stop the walk and is listed', async () => {
    const { exitCode, report } = await diagnoseWith(accepting({}))
    expect(exitCode).toBe(0)
    expect(report).toMatchObject({ verdict: 'healthy', firstFault: null, nextActions: [] })
    expect(report.suppressed).toMatchObject([
      {
        layer: 'process',
        reason: 'moving house',
        until: '2999-01-01',
        finding: { code: 'process.not-running', severity: 'fault' },
      },
    ])
    expect(report.layers[2]).toMatchObject({ status: 'ok' })
  })

  test('counts again when its time is over, on another gateway, and for another code', async () => {
    for (const entry of [{ until: '2020-01-01' }, { gateway: 'theirs' }, { code: 'process.frozen' }])
      expect(await diagnoseWith(accepting(entry))).toMatchObject({
        exitCode: 1,
        report: { suppressed: [] },
      })
  })
})

describe('the window', () => {
  test('--since and --until override --hours', async () => {
    const args = ['--hours', '9', '--since', '2026-03-09T18:00:00Z', '--until', '2026-03-09T20:30:00+01:00']
    const { report } = await diagnose(...args)
    expect(report.window).toEqual({
      since: '2026-03-09T18:00:00.000Z',
      until: '2026-03-09T19:30:00.000Z',
      lines: 100,
    })
  })

  test('durations count back from now, and --hours from the end', async () => {
    const [{ report: one }, { report: two }] = await Promise.all([
      diagnose('--since', '10h', '--until', '8h', '--lines', '0'),
      diagnose('--until', '1d', '--hours', '0.5'),
    ])
    const span = ({ window }: typeof one) => Date.parse(window.until) - Date.parse(window.since)
    expect(span(one)).toBe(7_200_000)
    expect(one.window.lines).toBe(0)
    expect(span(two)).toBe(1_800_000)
  })
})

describe('--wait', () => {
  test('walks again until the fault is gone', async () => {
    let asked = 0
    const comingUp = await serve((_, response) => {
      asked += 1
      response.writeHead(asked > 1 ? 200 : 503, { 'content-type': 'application/json' }).end('{"ok":true}')
    })
    const path = sandbox.config(
      { gateways: { mine: customGateway({ 'cli-status': [statusAt(comingUp.url)] }) } },
      'wait.json',
    )
    const run = await runCli(['diagnose', '--json', '--config', path, '--wait', '30s'], { env })
    await comingUp.stop()
    expect(run.exitCode).toBe(0)
    expect(documentIn('report', run.stdout)).toMatchObject({ verdict: 'healthy' })
    expect(asked).toBeGreaterThan(1)
    expect(run.durationMs).toBeLessThan(15_000)
  })

  test('gives the fault when the time is up', async () => {
    const run = await runCli(['diagnose', '--json', '--config', config, '--wait', '2s'], { env })
    expect(run.exitCode).toBe(1)
    expect(documentIn('report', run.stdout).firstFault).toMatchObject({ layer: 'process' })
    expect(run.durationMs).toBeGreaterThan(1_000)
  })

  test('is ended by Ctrl-C in a pause', async () => {
    const running = startCli(['diagnose', '--json', '--config', config, '--wait', '60s'], { env })
    await running.says('redis ')
    await sleep(100)
    const begun = performance.now()
    running.child.kill('SIGINT')
    const run = await running.ended
    expect(run.exitCode).toBe(130)
    expect(performance.now() - begun).toBeLessThan(1_000)
    expect(documentIn('report', run.stdout)).toMatchObject({ interrupted: true, verdict: 'failed' })
  })
})
