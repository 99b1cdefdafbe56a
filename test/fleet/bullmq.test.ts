import { afterEach, beforeEach, expect, test } from 'vitest'
import { longUsed } from '../monitor/long-used.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { type Fleet, openFleet } from './fleet.ts'

let redis: RunningRedis
let fleet: Fleet

beforeEach(async () => {
  redis = await startRedis()
  fleet = await openFleet(redis.port)
})

afterEach(async () => {
  await fleet.stop()
  await redis.stop()
})

test('workers that are killed forget no gateway, and restart none twice', { timeout: 60_000 }, async () => {
  const names = ['one', 'two', 'three']
  await longUsed(redis.port, names)
  const config = fleet.config(names)
  expect(await fleet.schedule(config)).toMatchObject({
    exitCode: 0,
    stdout: 'one: every 1 s\ntwo: every 1 s\nthree: every 1 s\n',
  })
  fleet.work(config, 'host-a')
  fleet.work(config, 'host-b')
  const walkedAgain = (times: number) => {
    const before = new Map(names.map((name) => [name, fleet.asked(name)]))
    return until(() => names.every((name) => fleet.asked(name) >= (before.get(name) ?? 0) + times), {
      ms: 15_000,
    })
  }
  for (let kill = 0; kill < 3; kill++) {
    await walkedAgain(1)
    fleet.workers[kill]?.child.kill('SIGKILL')
    fleet.work(config, `host-${kill}`)
  }
  await walkedAgain(2)
  // A worker that dies between its decision and the command leaves a restart that counts as made.
  for (const name of names) expect(fleet.restarts(name), name).toBeLessThanOrEqual(1)
})

test('the schedule follows the configuration, and a worker ends on SIGTERM', {
  timeout: 60_000,
}, async () => {
  await fleet.schedule(fleet.config(['one', 'two']))
  const config = fleet.config(['two'])
  expect((await fleet.schedule(config)).stdout).toBe('two: every 1 s\none: removed\n')
  const worker = fleet.work(config, 'host-a')
  await until(() => fleet.asked('two') > 0, { ms: 15_000 })
  worker.child.kill('SIGTERM')
  expect((await worker.ended).exitCode).toBe(143)
  expect((await worker.ended).stdout).toMatch(/two: (failed|unknown)/)
  expect(fleet.asked('one')).toBe(0)
})

test('a Redis that evicts is refused, by the schedule and by workers', async () => {
  const { Redis } = await import('ioredis')
  const client = new Redis(redis.port)
  await client.config('SET', 'maxmemory', '100mb')
  await client.config('SET', 'maxmemory-policy', 'allkeys-lru')
  client.disconnect()
  const config = fleet.config(['one'])
  for (const run of [await fleet.schedule(config), await fleet.work(config, 'host-a').ended]) {
    expect(run.exitCode).toBe(2)
    expect(run.stderr).toContain('allkeys-lru')
  }
})
