import type { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openQueue, repair, schedule } from '../../src/fleet/schedule.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'

const PLAN = { gateways: ['one', 'two'], everyMs: 60_000 }
const HOUR = 3_600_000

let redis: RunningRedis
let queue: Queue

beforeEach(async () => {
  redis = await startRedis()
  const target = { host: '127.0.0.1', port: redis.port }
  await schedule(target, PLAN)
  queue = await openQueue(target)
})

afterEach(async () => {
  await queue.close()
  await redis.stop()
})

/** The gateways whose next round is a job that waits for its time. */
async function coming(): Promise<readonly string[]> {
  const all = await queue.getJobSchedulers()
  const jobs = await Promise.all(all.map(({ key, next }) => queue.getJob(`repeat:${key}:${next}`)))
  return jobs.map((job) => job?.data.gateway ?? 'nothing').toSorted()
}

test('a schedule that is as it should be is left alone', async () => {
  const before = await queue.getJobSchedulers()
  expect(await repair(queue, PLAN, Date.now())).toEqual({ written: [], removed: [] })
  const otherClock = Date.now() - 50_000
  expect(await repair(queue, PLAN, otherClock)).toEqual({ written: [], removed: [] })
  expect(await queue.getJobSchedulers()).toEqual(before)
})

test('what is missing is written, what nobody wants is removed, another interval takes the place of the old one', async () => {
  await queue.removeJobScheduler('two')
  const wanted = { gateways: ['two', 'three'], everyMs: 60_000 }
  expect(await repair(queue, wanted, Date.now())).toEqual({ written: ['two', 'three'], removed: ['one'] })
  expect(await coming()).toEqual(['three', 'two'])
  expect((await repair(queue, { ...wanted, everyMs: 30_000 }, Date.now())).written).toEqual(['two', 'three'])
})

test('after a clock that was set back by hours no gateway waits until it is that late again', async () => {
  expect((await repair(queue, PLAN, Date.now() - 10 * HOUR)).written).toEqual(['one', 'two'])
  expect(await coming()).toEqual(['one', 'two'])
})

test('a round that is late but waiting is left in its place; one whose job is gone is written again', async () => {
  const late = Date.now() + 10 * HOUR
  expect((await repair(queue, PLAN, late)).written).toEqual([])
  const [one] = await queue.getJobSchedulers()
  const client = new Redis(redis.port)
  await client.del(`firstfault:monitor:fleet:watch:repeat:${one?.key}:${one?.next}`)
  client.disconnect()
  expect((await repair(queue, PLAN, late)).written).toEqual([one?.key])
  expect(await coming()).toEqual(['one', 'two'])
})
