import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'
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
const servers: Serving[] = []
let config = ''

/** One gateway per verdict, all in one configuration. */
beforeAll(async () => {
  const healthy = await serveHealthy()
  const closed = await serve((_, response) => response.writeHead(401).end())
  servers.push(healthy, closed)
  const log = sandbox.put('gateway.log', `${new Date().toISOString()} disk almost full\n`)
  const warns = {
    check: 'log-rules',
    path: log,
    rules: [{ code: 'error-log.disk', summary: 'the disk fills up', match: 'disk almost full' }],
  }
  const ok = { 'cli-status': [statusAt(healthy.url)] }
  config = sandbox.config({
    gateways: {
      healthy: customGateway(ok),
      degraded: customGateway({ ...ok, 'error-log': [warns] }),
      unknown: customGateway({ 'cli-status': [statusAt(closed.url)], 'error-log': [warns] }),
      failed: customGateway({ ...ok, process: [daemonRuns()] }),
    },
  })
})

afterAll(async () => {
  for (const server of servers) await server.stop()
  sandbox.remove()
})

const diagnose = (...args: string[]) =>
  runCli(['diagnose', ...args, '--config', config], { env: sandbox.env })

const EXIT = { healthy: 0, degraded: 0, unknown: 3, failed: 1 } as const
const STRICT = { healthy: 0, degraded: 1, unknown: 1, failed: 1 } as const

describe.each(Object.keys(EXIT) as (keyof typeof EXIT)[])('a gateway whose verdict is %s', (verdict) => {
  test.each(['text', 'short', 'json'])('has the same exit code as %s', async (format) => {
    const run = await diagnose(verdict, '--format', format)
    expect(run).toMatchObject({ exitCode: EXIT[verdict], signal: null })
    expect(run.stdout).toMatch(/\S\n$/)
    if (format !== 'json') expect(() => JSON.parse(run.stdout)).toThrow()
    else expect(documentIn('report', run.stdout)).toMatchObject({ verdict, interrupted: false })
  })

  test('has the exit code of its warnings under --fail-on warning, in every format', async () => {
    const runs = await Promise.all(
      ['text', 'short', 'json'].map((format) =>
        diagnose(verdict, '--fail-on', 'warning', '--format', format),
      ),
    )
    expect(runs.map((run) => run.exitCode)).toEqual(Array(3).fill(STRICT[verdict]))
  })
})

test('the report has ten layers in order, durations and one first fault', async () => {
  const report = documentIn('report', (await diagnose('failed', '--json')).stdout)
  expect(report.layers.map((layer) => layer.layer)).toEqual([
    'substrate',
    'process',
    'cli-status',
    'error-log',
    'stdout-flow',
    'e2e-queue',
    'session-transcript',
    'otel',
    'model-api',
    'redis',
  ])
  expect(report.firstFault).toMatchObject({ layer: 'process', code: 'process.not-running' })
  expect(report.layers[2]).toMatchObject({ status: 'skipped', because: 'process', findings: [] })
  expect(report.layers[0]).toMatchObject({ status: 'skipped', because: 'not-configured' })
  expect(Date.parse(report.window.until) - Date.parse(report.window.since)).toBe(3_600_000)
})

test('--json is --format json, and stdout holds nothing else', async () => {
  const [short, long] = await Promise.all([
    diagnose('degraded', '--json'),
    diagnose('degraded', '--format=json'),
  ])
  const shape = (text: string) => JSON.stringify(documentIn('report', text)).replace(/\d+/g, '0')
  expect(shape(short.stdout)).toBe(shape(long.stdout))
})

test('under --keep-going what comes after the first fault is marked', async () => {
  const report = documentIn('report', (await diagnose('failed', '--json', '--keep-going')).stdout)
  expect(report.layers[1]).not.toHaveProperty('after')
  expect(report.layers[2]).toMatchObject({ status: 'ok', after: 'process' })
})

test('--out takes the document, stdout stays empty, and the file is its owner’s alone', async () => {
  const { statSync, readFileSync, readdirSync } = await import('node:fs')
  for (const format of ['text', 'short', 'json']) {
    const out = `${sandbox.root}/report.${format}`
    const run = await diagnose('failed', '--format', format, '--out', out)
    expect(run).toMatchObject({ exitCode: 1, stdout: '' })
    expect(readFileSync(out, 'utf8').length).toBeGreaterThan(20)
    expect(statSync(out).mode & 0o777).toBe(0o600)
  }
  documentIn('report', readFileSync(`${sandbox.root}/report.json`, 'utf8'))
  expect(readdirSync(sandbox.root).filter((name) => name.includes('partial'))).toEqual([])
})

test('several gateways are a usage error that lists their names', async () => {
  const run = await diagnose('--json')
  expect(run.exitCode).toBe(2)
  const { error } = documentIn('error', run.stdout)
  expect(error.code).toBe('several-gateways')
  for (const name of Object.keys(EXIT)) expect(error.message).toContain(name)
})

test('--all-gateways walks each, and the worst verdict gives the exit code', async () => {
  const run = await diagnose('--all-gateways', '--json')
  expect(run.exitCode).toBe(1)
  const { reports } = documentIn('reports', run.stdout)
  expect(reports.map((report) => [report.gateway.name, report.verdict])).toEqual(
    Object.keys(EXIT).map((name) => [name, name]),
  )
  for (const format of ['text', 'short'])
    expect((await diagnose('--all-gateways', '--format', format)).exitCode).toBe(1)
})
