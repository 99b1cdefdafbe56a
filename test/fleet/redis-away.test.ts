import { Redis } from 'ioredis'
import { afterEach, expect, test } from 'vitest'
import { TOKEN } from '../monitor/gateway.ts'
import { longUsed } from '../monitor/long-used.ts'
import { freePort, type RunningRedis, startRedis } from '../support/redis.ts'
import { until } from '../support/until.ts'
import { type Fleet, openFleet } from './fleet.ts'

const opened: { stop(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of opened.splice(0).toReversed()) await one.stop()
})

async function open(): Promise<{ port: number; fleet: Fleet }> {
  const port = await freePort()
  const fleet = await openFleet(port)
  opened.push(fleet)
  return { port, fleet }
}

async function redisAt(port: number): Promise<RunningRedis> {
  const redis = await startRedis([], port)
  opened.push(redis)
  return redis
}

const NAMES = Array.from({ length: 12 }, (_, index) => `gateway-${index}`)

/** Waits until each of the gateways was walked this often from now on. */
function walked({ asked }: Fleet, names: readonly string[], times: number): Promise<void> {
  const before = new Map(names.map((name) => [name, asked(name)]))
  return until(() => names.every((name) => asked(name) >= (before.get(name) ?? 0) + times), { ms: 30_000 })
}

async function emptied(port: number): Promise<void> {
  const client = new Redis(port)
  await client.flushall()
  client.disconnect()
}

test.each([
  ['on one machine', ['host-a', 'host-a']],
  ['on two machines', ['host-a', 'host-b']],
])(
  'workers %s outlive a Redis that is emptied, killed, back without data, and frozen',
  { timeout: 120_000 },
  async (_, hosts) => {
    const { port, fleet } = await open()
    const first = await redisAt(port)
    await longUsed(port, NAMES)
    const config = fleet.config(NAMES)
    await fleet.schedule(config)
    const workers = hosts.map((host) => fleet.work(config, host))
    await walked(fleet, NAMES, 2)

    await emptied(port)
    await walked(fleet, NAMES, 2)
    expect(workers.map((one) => one.stderr()).join()).toContain('the Redis held no schedule: written again')

    await first.stop()
    await Promise.all(workers.map((one) => one.says('the queue: ')))
    const second = await redisAt(port)
    await walked(fleet, NAMES, 2)
    await Promise.all(workers.map((one) => one.says('the queue answers again')))

    process.kill(second.pid, 'SIGSTOP')
    // Longer than the locks: the rounds of before are given away.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    process.kill(second.pid, 'SIGCONT')
    await walked(fleet, NAMES, 2)

    expect(workers.map((one) => one.child.exitCode)).toEqual([null, null])
    for (const { child } of workers) child.kill('SIGTERM')
    const ended = await Promise.all(workers.map((one) => one.ended))
    expect(ended.map((one) => one.exitCode)).toEqual([143, 143])
    expect(JSON.stringify(ended)).not.toContain(TOKEN)
    for (const name of NAMES) expect(fleet.restarts(name), name).toBeLessThanOrEqual(1)
    const alerts = fleet.bot.calls.filter((call) => / needs attention/.test(call.body.text))
    const told = Map.groupBy(alerts, (call) => call.body.text.split(' ')[0] ?? '')
    expect([...told.keys()].toSorted()).toEqual(NAMES.toSorted())
    // One directory remembers all; of two, one may not know what the other one told.
    const ids = [...told.values()].map((own) => new Set(own.map((call) => call.body.text.split('\n').at(-1))))
    expect(Math.max(...ids.map((own) => own.size))).toBeLessThanOrEqual(new Set(hosts).size)
  },
)

test('a worker that is there before its Redis waits for it, and needs nobody to schedule', {
  timeout: 60_000,
}, async () => {
  const { port, fleet } = await open()
  const worker = fleet.work(fleet.config(['one', 'two']), 'host-a')
  await worker.says("waiting for the fleet's Redis")
  await redisAt(port)
  await walked(fleet, ['one', 'two'], 2)
  expect(worker.stderr()).toContain('the Redis held no schedule: written again for one, two, every 1 s')
})

test.each(['before it was ever there', 'after it went away'])(
  'a worker ends on SIGTERM without its Redis, %s',
  { timeout: 60_000 },
  async (when) => {
    const { port, fleet } = await open()
    const redis = when.startsWith('after') ? await redisAt(port) : null
    const worker = fleet.work(fleet.config(['one']), 'host-a')
    if (redis) {
      await walked(fleet, ['one'], 1)
      await redis.stop()
      await worker.says('the queue: ')
    } else await worker.says("waiting for the fleet's Redis")
    worker.child.kill('SIGTERM')
    const begun = performance.now()
    expect((await worker.ended).exitCode).toBe(143)
    expect(performance.now() - begun).toBeLessThan(5_000)
  },
)
