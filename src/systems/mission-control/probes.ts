import { type Context, defineProbe, type Probe } from '../../core/check.ts'
import type { RedisTarget } from '../../host/redis.ts'
import { type Consumer, watchForConsumer } from './consumer.ts'
import { askContainers, type Containers } from './containers.ts'
import { type DatabaseAnswer, databaseProbe } from './database.ts'
import { type LogSigns, signsIn } from './lifecycle.ts'
import { logProbe, type ReadLog } from './logs.ts'
import { type QueueAnswer, readQueue } from './queue.ts'
import type { MissionControlSettings, SideName } from './settings.ts'
import { type Side, sideProbe } from './side.ts'
import { askStore, type Store } from './store.ts'

/** The questions of a Mission Control that several layers share. */
export interface MissionControlProbes {
  readonly sides: Readonly<Record<SideName, Probe<Side>>>
  /** Null where the log of a side is not configured. */
  readonly logs: Readonly<Record<SideName, Probe<ReadLog | null>>>
  readonly containers: Probe<Containers>
  /** Null where no database is configured. */
  readonly database: Probe<DatabaseAnswer | null>
  /** The Redis of each side; null where nobody here can tell which it is. */
  readonly stores: Probe<Readonly<Record<SideName, Store | null>>>
  /** The queue that the API writes to; null where nobody here can tell which it is. */
  readonly queue: Probe<QueueAnswer | null>
  /** Whether a worker waits for tasks. Takes seconds where none does. */
  readonly consumer: Probe<Consumer>
  readonly signs: Probe<LogSigns>
}

export function missionControlProbes(settings: MissionControlSettings): MissionControlProbes {
  const { redisMs, sampleMs } = settings.thresholds
  const sides = { api: sideProbe('api', settings), worker: sideProbe('worker', settings) }
  const logs = { api: logProbe('api', settings), worker: logProbe('worker', settings) }
  const containers = defineProbe('containers', (context) => askContainers(context, settings.compose))
  const database = databaseProbe(settings)
  const redisOf = async ({ ask }: Context, name: SideName): Promise<RedisTarget | null> => {
    const place = (await ask(sides[name])).redis?.value
    return place && !place.locked ? place.target : null
  }
  const stores = defineProbe('Redis of API and worker', async (context) => {
    const [api, worker] = await Promise.all(
      (['api', 'worker'] as const).map(async (name) => {
        const target = await redisOf(context, name)
        return target ? askStore(context, target, redisMs) : null
      }),
    )
    return { api: api ?? null, worker: worker ?? null }
  })
  const queue = defineProbe('queue', async (context): Promise<QueueAnswer | null> => {
    const [target, other, { queue: name }, table] = await Promise.all([
      redisOf(context, 'api'),
      redisOf(context, 'worker'),
      queueNameOf(context, sides),
      context.ask(database),
    ])
    const redis = target ?? other
    if (!redis || !name) return null
    const agents = new Set(table?.ok ? table.agents.map((agent) => agent.id) : [])
    return readQueue(context, redis, { name, agents, deadlineMs: redisMs })
  })
  const consumer = defineProbe('a worker that waits at Redis', async (context): Promise<Consumer> => {
    const target = (await redisOf(context, 'worker')) ?? (await redisOf(context, 'api'))
    return target ? watchForConsumer(context, target, { forMs: sampleMs, deadlineMs: redisMs }) : 'unknown'
  })
  const signs = defineProbe('signs in the logs', async ({ ask }) => {
    const both = await Promise.all([ask(logs.api), ask(logs.worker)])
    return signsIn(both.flatMap((read) => (read?.ok ? [read.log] : [])))
  })
  return { sides, logs, containers, database, stores, queue, consumer, signs }
}

async function queueNameOf({ ask }: Context, sides: MissionControlProbes['sides']) {
  const [api, worker] = await Promise.all([ask(sides.api), ask(sides.worker)])
  return { queue: (api.queue ?? worker.queue)?.value ?? null }
}
