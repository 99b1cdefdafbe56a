import { existsSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { longUsed } from '../monitor/long-used.ts'
import { type RunningCli, runCli, startCli } from '../support/cli.ts'
import { customGateway, type Serving, serve, statusAt } from '../support/gateways.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

let sandbox: Sandbox
let redis: RunningRedis
let status: Serving
const asked = new Map<string, number>()
const workers: RunningCli[] = []

beforeEach(async () => {
  asked.clear()
  sandbox = makeSandbox()
  redis = await startRedis()
  status = await serve((request, response) => {
    const gateway = request.url?.slice(1) ?? ''
    asked.set(gateway, (asked.get(gateway) ?? 0) + 1)
    response.writeHead(503, { 'content-type': 'application/json' }).end('{}')
  })
})

afterEach(async () => {
  for (const { child } of workers) child.kill('SIGKILL')
  await Promise.all(workers.splice(0).map((worker) => worker.ended))
  await Promise.all([redis.stop(), status.stop()])
  sandbox.remove()
})

const address = () => `redis://127.0.0.1:${redis.port}`

function config(names: readonly string[]): string {
  const script = (name: string) =>
    sandbox.put(`${name}.sh`, `#!/bin/sh\necho restarted >> '${sandbox.root}/${name}.log'\n`, 0o755)
  const gateways = names.map((name) => [
    name,
    {
      ...customGateway({ 'cli-status': [statusAt(`${status.url}/${name}`)] }),
      monitor: { restart: { command: [script(name)], mends: ['cli-status.unhealthy'] } },
    },
  ])
  const monitor = { restartAfter: 1, alertAfter: 1, settleMs: 50, verifyMs: 50 }
  return sandbox.config({ gateways: Object.fromEntries(gateways), monitor })
}

const schedule = (file: string, ...more: readonly string[]) =>
  runCli(['monitor', 'schedule', '--config', file, '--redis', address(), '--interval', '1s', ...more], {
    env: sandbox.env,
  })

function work(file: string, name: string): RunningCli {
  const flags = ['--lock', '1s', '--interval', '1s', '--enable-restart', '--state', `${sandbox.root}/${name}`]
  const worker = startCli(['monitor', 'worker', '--config', file, '--redis', address(), ...flags], {
    env: sandbox.env,
    boundMs: 60_000,
  })
  workers.push(worker)
  return worker
}

const restarts = async (name: string) => {
  if (!existsSync(`${sandbox.root}/${name}.log`)) return 0
  const { readFile } = await import('node:fs/promises')
  return (await readFile(`${sandbox.root}/${name}.log`, 'utf8')).split('\n').length - 1
}

test('workers that are killed forget no gateway, and restart none twice', { timeout: 60_000 }, async () => {
  const names = ['one', 'two', 'three']
  await longUsed(redis.port, names)
  const file = config(names)
  expect(await schedule(file)).toMatchObject({
    exitCode: 0,
    stdout: 'one: every 1 s\ntwo: every 1 s\nthree: every 1 s\n',
  })
  work(file, 'host-a')
  work(file, 'host-b')
  for (let kill = 0; kill < 3; kill++) {
    const before = new Map(asked)
    await until(() => names.every((name) => (asked.get(name) ?? 0) > (before.get(name) ?? 0)), { ms: 15_000 })
    const victim = workers[kill]
    victim?.child.kill('SIGKILL')
    work(file, `host-${kill}`)
  }
  const before = new Map(asked)
  await until(() => names.every((name) => (asked.get(name) ?? 0) > (before.get(name) ?? 0) + 1), {
    ms: 15_000,
  })
  // A worker that dies between its decision and the command leaves a restart that counts as made.
  for (const name of names) expect(await restarts(name), name).toBeLessThanOrEqual(1)
})

test('the schedule follows the configuration, and a worker ends on SIGTERM', {
  timeout: 60_000,
}, async () => {
  await schedule(config(['one', 'two']))
  const file = config(['two'])
  expect((await schedule(file)).stdout).toBe('two: every 1 s\none: removed\n')
  const worker = work(file, 'host-a')
  await until(() => (asked.get('two') ?? 0) > 0, { ms: 15_000 })
  worker.child.kill('SIGTERM')
  expect((await worker.ended).exitCode).toBe(143)
  expect((await worker.ended).stdout).toMatch(/two: (failed|unknown)/)
  expect(asked.has('one')).toBe(false)
})

test('a Redis that evicts is refused, by the schedule and by workers', async () => {
  const { Redis } = await import('ioredis')
  const client = new Redis(redis.port)
  await client.config('SET', 'maxmemory', '100mb')
  await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
  client.disconnect()
  const file = config(['one'])
  for (const run of [await schedule(file), await work(file, 'host-a').ended]) {
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('allkeys-lru')
  }
})
