import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import type { CliResult } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { type Serving, serve } from '../support/gateways.ts'
import { until } from '../support/until.ts'
import { type GatewayOptions, TOKEN, told, type WatchedGateway, watchedGateway } from './gateway.ts'

const opened: WatchedGateway[] = []
const others: { stop(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of [...opened.splice(0), ...others.splice(0)]) await one.stop()
})

async function open(options: GatewayOptions = {}): Promise<WatchedGateway> {
  const gateway = await watchedGateway(options)
  opened.push(gateway)
  return gateway
}

const RESTART = '--enable-restart'
const heads = (gateway: WatchedGateway) => told(gateway).map((one) => one.head)

test('a fault is told once, its end once; the state lives between runs, and no token is anywhere', async () => {
  const gateway = await open()
  const runs = [await gateway.run(), await gateway.run()]
  gateway.status = 'well'
  runs.push(await gateway.run(), await gateway.run())
  expect(heads(gateway)).toEqual(['sample needs attention', 'sample is well again'])
  expect(runs.map((run) => run.exitCode)).toEqual([1, 1, 0, 0])
  const documents = runs.map((run) => documentIn('monitor', run.stdout))
  expect(documents[0]).toMatchObject({
    schema: 'firstfault.monitor/1',
    gateway: { name: 'sample' },
    verdict: 'failed',
    criticalFailures: ['cli-status'],
    notices: [{ kind: 'alert', key: 'general' }],
    deliveries: [{ sink: 'telegram', ok: true }],
    restart: { enabled: false, outcome: null },
    waiting: 0,
  })
  expect(documents[3]).toMatchObject({ verdict: 'healthy', conditions: [], notices: [] })
  expect(gateway.restarts().begun).toBe(0)
  tokenIsNowhere(gateway, runs)
})

/** The token is in nothing that was printed, and in no file that was written. */
function tokenIsNowhere({ sandbox }: WatchedGateway, runs: readonly CliResult[]): void {
  const files = readdirSync(sandbox.root, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  )
  expect(files.some((one) => /^state\.\d+\.json$/.test(one.name))).toBe(true)
  for (const { parentPath, name } of files)
    expect(readFileSync(join(parentPath, name), 'utf8'), name).not.toContain(TOKEN)
  expect(JSON.stringify(runs)).not.toContain(TOKEN)
}

test('a restart that helps is told as such, and no alert is raised', async () => {
  const gateway = await open({ heals: true })
  const run = await gateway.run([RESTART])
  expect(JSON.parse(run.stdout)).toMatchObject({
    verdict: 'healthy',
    restart: { enabled: true, outcome: 'done' },
    notices: [{ kind: 'healed' }],
  })
  expect(heads(gateway)).toEqual(['sample was restarted and is well again'])
})

test('a restart that does not help is an alert, and is not tried again within the cooldown', async () => {
  const gateway = await open()
  await gateway.run([RESTART])
  const again = await gateway.run([RESTART])
  expect(gateway.restarts()).toEqual({ begun: 1, ended: 1 })
  expect(JSON.parse(again.stdout).restart.why).toMatch(/cooldown/)
  expect(gateway.bot.calls[0]?.body.text).toContain('The gateway was restarted.')
})

test('two monitors at once: one restart and one alert', async () => {
  const gateway = await open({ monitor: { leaseMs: 10_000 } })
  await Promise.all([gateway.run([RESTART]), gateway.run([RESTART])])
  expect(gateway.restarts().begun).toBe(1)
  expect(heads(gateway)).toEqual(['sample needs attention'])
})

test.each(['refuses', 'drips'] as const)(
  'a Telegram that %s gets the message from a later run',
  async (mood) => {
    const gateway = await open({ monitor: { sendMs: 300, patienceMs: 0 } })
    gateway.bot.mood = mood
    const run = await gateway.run()
    expect(JSON.parse(run.stdout)).toMatchObject({ deliveries: [{ ok: false }], waiting: 1 })
    tokenIsNowhere(gateway, [run])
    gateway.bot.mood = 'takes'
    await until(
      async () => {
        await gateway.run()
        return heads(gateway).length > 0
      },
      { ms: 15_000 },
    )
    expect(heads(gateway)).toEqual(['sample needs attention'])
  },
)

test('a Telegram that asks for patience gets the message in the same run', async () => {
  const gateway = await open()
  gateway.bot.mood = 'limits-once'
  const run = await gateway.run()
  expect(JSON.parse(run.stdout).deliveries.map((one: { ok: boolean }) => one.ok)).toEqual([false, true])
  expect(run.durationMs).toBeGreaterThan(1_000)
})

test('a webhook gets the whole notice, with an id that stays the same', async () => {
  const got: Record<string, unknown>[] = []
  const keys: unknown[] = []
  const hook: Serving = await serve(async (request, response) => {
    got.push((await json(request)) as Record<string, unknown>)
    keys.push(request.headers['idempotency-key'])
    response.writeHead(got.length === 1 ? 500 : 204).end()
  })
  others.push(hook)
  const gateway = await open({ monitor: { telegram: null, patienceMs: 8_000 } })
  await gateway.run(['--webhook', hook.url])
  expect(got).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
  expect(got[1]).toMatchObject({
    schema: 'firstfault.notice/1',
    kind: 'alert',
    gateway: 'sample',
    trouble: { code: 'cli-status.unhealthy', layer: 'cli-status' },
  })
})

test('it goes on in the foreground, serves metrics on loopback, and ends at once', async () => {
  const gateway = await open()
  const monitor = gateway.start(['--interval', '1s', '--metrics-port', '0'])
  await monitor.says('/metrics')
  const [url = ''] = /http:\S+/.exec(monitor.stderr()) ?? []
  await until(() => heads(gateway).length > 0, { ms: 10_000 })
  const page = async () => (await fetch(url)).text()
  await until(
    async () => (await page()).includes('firstfault_verdict{gateway="sample",verdict="failed"} 1'),
    { ms: 5_000 },
  )
  expect(await page()).toMatch(
    /# TYPE firstfault_streak gauge\nfirstfault_streak\{gateway="sample",condition="general"\} \d/,
  )
  monitor.child.kill('SIGTERM')
  const end = performance.now()
  expect((await monitor.ended).exitCode).toBe(143)
  expect(performance.now() - end).toBeLessThan(2_000)
  const lines = (await monitor.ended).stdout.trim().split('\n')
  expect(lines[0]).toMatch(/sample: failed; .*now: alert general/)
})

test('restarting something unknown how, a password on the command line, and foreign ports are usage errors', async () => {
  const gateway = await open()
  const plain = gateway.sandbox.config({ gateways: { plain: { system: 'custom' } } }, 'plain.json')
  for (const args of [
    [RESTART, '--config', plain],
    ['--redis', 'redis://:secret@localhost'],
    ['--redis', 'http://localhost'],
    ['--cooldown', 'soon'],
    ['--telegram-chat', 'me; rm'],
    ['--webhook', 'ftp://example.com'],
    ['--metrics-port', '9100'],
  ]) {
    const run = await gateway.run(args)
    expect(run.exitCode, args.join(' ')).toBe(2)
    expect(JSON.parse(run.stdout).schema).toBe('firstfault.error/1')
    expect(run.stdout).not.toContain('secret@')
  }
})
