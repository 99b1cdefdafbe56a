import { json } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { FAMILIES, prometheusText, type Sample, sum } from '../../src/monitor/metrics.ts'
import { launchdPlist, systemdUnit } from '../../src/monitor/unit.ts'
import { runCli } from '../support/cli.ts'
import { type Serving, serve } from '../support/gateways.ts'
import { type WatchedGateway, watchedGateway } from './gateway.ts'

const opened: (Serving | WatchedGateway)[] = []

afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop()
})

async function collector(): Promise<{ url: string; got: { path: string; body: Record<string, unknown> }[] }> {
  const got: { path: string; body: Record<string, unknown> }[] = []
  const serving = await serve(async (request, response) => {
    got.push({ path: request.url ?? '', body: (await json(request)) as Record<string, unknown> })
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  opened.push(serving)
  return { url: serving.url, got }
}

test("every round is an event of the seed's component and action at the gateway's ingest", async () => {
  const { url, got } = await collector()
  const gateway = await watchedGateway({ watch: { ingest: `${url}/observability/emit` } })
  opened.push(gateway)
  await gateway.run()
  gateway.status = 'well'
  await gateway.run()
  expect(got.map((one) => one.path)).toEqual(['/observability/emit', '/observability/emit'])
  expect(got[0]?.body).toMatchObject({
    source: 'worker',
    component: 'check-gateway-health',
    action: 'gateway.health.checked',
    level: 'warn',
    success: false,
    metadata: { criticalFailures: ['cli-status'], streaks: { general: 1 }, actions: ['alert general'] },
  })
  expect(got[1]?.body).toMatchObject({ level: 'info', success: true })
  expect(Number(got[0]?.body.timestamp)).toBeGreaterThan(1_700_000_000_000)
})

test('an ingest that is not there changes nothing but a line on stderr', async () => {
  const gateway = await watchedGateway({ watch: { ingest: 'http://127.0.0.1:9' } })
  opened.push(gateway)
  const run = await gateway.run()
  expect(run).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('telemetry did not take the event'),
  })
})

test('spans of the walk and metrics of the round go to an OTLP collector, where one is set', async () => {
  const { url, got } = await collector()
  const gateway = await watchedGateway()
  opened.push(gateway)
  await gateway.run([], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: url } })
  expect(new Set(got.map((one) => one.path))).toEqual(new Set(['/v1/traces', '/v1/metrics']))
  const metrics = JSON.stringify(got.filter((one) => one.path === '/v1/metrics'))
  for (const name of ['firstfault.verdict', 'firstfault.streak', 'firstfault.walks'])
    expect(metrics).toContain(`"${name}"`)
  expect(JSON.stringify(got.filter((one) => one.path === '/v1/traces'))).toContain('layer cli-status')
})

test('the Prometheus text escapes labels, names each family once, and sums what is the same', () => {
  const sample = (value: number, gateway: string): Sample => {
    return { name: 'firstfault_walks_total', labels: { gateway }, value }
  }
  expect(prometheusText(sum([sample(1, 'a"\n\\b'), sample(2, 'c'), sample(3, 'c')]))).toBe(
    `# HELP firstfault_walks_total ${FAMILIES.firstfault_walks_total.help}
# TYPE firstfault_walks_total counter
firstfault_walks_total{gateway="a\\"\\n\\\\b"} 1
firstfault_walks_total{gateway="c"} 5
`,
  )
})

test('the unit names our program and the flags that were given, with absolute paths', async () => {
  const flags = ['joelclaw', '--enable-restart', '--cooldown', '20m', '--state', 'kept', '--config', 'c.yaml']
  const [systemd, launchd] = await Promise.all(
    ['systemd', 'launchd'].map((format) =>
      runCli(['monitor', 'unit', ...flags, '--format', format], { cwd: '/tmp' }),
    ),
  )
  expect(systemd?.stdout).toMatch(
    /^ExecStart=\S+node \S+\/bin\/run\.js monitor joelclaw .*--enable-restart --cooldown 20m .*--state \/tmp\/kept/m,
  )
  expect(systemd?.stdout).toContain('--config /tmp/c.yaml')
  expect(launchd?.stdout).toContain('<string>--enable-restart</string>')
  const words = [...(launchd?.stdout ?? '').matchAll(/^ {4}<string>(.*)<\/string>$/gm)].map(
    ([, word]) => word,
  )
  expect(words.slice(2, 4)).toEqual(['monitor', 'joelclaw'])
})

test('words of a unit stay what they are', () => {
  const service = { command: ['/bin/x', 'a b', '50%', '$HOME', 'q"\\', '<&>'], gateway: 'g&' }
  expect(systemdUnit(service)).toContain('ExecStart=/bin/x "a b" "50%%" "$$HOME" "q\\"\\\\" "<&>"')
  expect(launchdPlist(service)).toContain('<string>&#60;&#38;&#62;</string>')
})
