import { Redis } from 'ioredis'
import { afterEach, expect, test } from 'vitest'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { type WatchedGateway, watchedGateway } from './gateway.ts'
import { longUsed } from './long-used.ts'

const opened: { stop(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop()
})

async function open(): Promise<WatchedGateway> {
  const gateway = await watchedGateway({ monitor: { leaseMs: 10_000 } })
  opened.push(gateway)
  return gateway
}

async function withRedis(): Promise<{ redis: RunningRedis; flags: readonly string[] }> {
  const redis = await startRedis()
  opened.push(redis)
  return { redis, flags: ['--enable-restart', '--redis', `redis://127.0.0.1:${redis.port}`] }
}

test('two hosts that share a Redis: one restart; emptied and then stopped it allows no second', async () => {
  const gateway = await open()
  const { redis, flags } = await withRedis()
  await longUsed(redis.port, ['sample'])
  const host = (name: string) => gateway.run([...flags, '--state', `${gateway.sandbox.root}/${name}`])
  await Promise.all([host('a'), host('b')])
  expect(gateway.restarts().begun).toBe(1)
  const client = new Redis(redis.port)
  expect((await client.keys('*')).every((key) => key.startsWith('firstfault:monitor:sample:'))).toBe(true)
  await client.flushall()
  client.disconnect()
  await Promise.all([host('a'), host('b'), host('c')])
  await redis.stop()
  const alone = await Promise.all([host('a'), host('b'), host('c')])
  for (const run of alone) expect(JSON.parse(run.stdout).sharedState).toContain('ECONNREFUSED')
  expect(gateway.restarts().begun).toBe(1)
})

test('a shared Redis that cannot be asked: nothing is restarted, and both report and message say why', async () => {
  const gateway = await open()
  const run = await gateway.run(['--enable-restart', '--redis', 'redis://127.0.0.1:9'])
  const why = 'another monitor may restart it, and the shared Redis cannot be asked: 127.0.0.1:9'
  expect(JSON.parse(run.stdout).restart).toMatchObject({ outcome: null, why: expect.stringContaining(why) })
  expect(gateway.bot.calls[0]?.body.text).toContain(`No restart now: ${why}`)
  expect(gateway.restarts().begun).toBe(0)
})

test('a shared Redis that is new grants no restart, one that was there for the cooldown does', async () => {
  const gateway = await open()
  const { redis, flags } = await withRedis()
  const early = await gateway.run(flags)
  expect(JSON.parse(early.stdout).restart.why).toMatch(/the shared Redis is new/)
  expect(gateway.restarts().begun).toBe(0)
  await longUsed(redis.port, ['sample'])
  await gateway.run(flags)
  expect(gateway.restarts().begun).toBe(1)
})
