import { withoutParents } from '../../../checks/process/process-judge.ts'
import { defineProbe, type Probe } from '../../core/check.ts'
import type { ProcessInfo } from '../../host/processes.ts'
import type { RedisPlace } from './redis-url.ts'
import type { MissionControlSettings, SideName } from './settings.ts'
import { configured, type Name, type Source, sourcesOf } from './sources.ts'

/** A value and where it was found, for people. */
export interface Known<T> {
  readonly value: T
  readonly from: string
}

/** The API or the worker: its processes, and what it is told about the queue. Null is what nobody here can tell. */
export interface Side {
  readonly name: SideName
  /** Its processes on this machine; a string says why they could not be listed. */
  readonly processes: readonly ProcessInfo[] | string
  readonly queue: Known<string> | null
  readonly redis: Known<RedisPlace> | null
  readonly throttleMs: number
  /** BASE_URL: what agents are told to call. */
  readonly baseUrl: Known<string> | null
}

export function sideProbe(name: SideName, settings: MissionControlSettings): Probe<Side> {
  return defineProbe(`settings of the ${name}`, async (context): Promise<Side> => {
    const { command, queue, redis } = settings.sides[name]
    const listed = await context.host.processes.find({ includes: command }, context.signal)
    const processes = listed.ok
      ? withoutParents(listed.processes)
      : `the processes could not be listed: ${listed.message}`
    const pid = typeof processes === 'string' ? null : (processes[0]?.pid ?? null)
    const sources = await sourcesOf(context, settings, name, pid)
    const stores = [...(redis ? [configured(context, redis, settings)] : []), ...sources]
    const value = (wanted: Name): Known<string> | null => {
      const source = sources.find((one) => one.get(wanted) !== null)
      return source ? { value: source.get(wanted) ?? '', from: source.from } : null
    }
    const seconds = Number(value('RQ_DISPATCH_THROTTLE_SECONDS')?.value)
    // Where its settings were read and do not name the queue, it has the name that the program gives it.
    const unnamed = sources.length > 0 ? { value: 'default', from: 'the default of Mission Control' } : null
    return {
      name,
      processes,
      queue: queue ? { value: queue, from: 'the configuration' } : (value('RQ_QUEUE_NAME') ?? unnamed),
      redis: await redisOf(stores),
      throttleMs:
        seconds >= 0 && seconds < 3_600 ? Math.round(seconds * 1000) : settings.thresholds.throttleMs,
      baseUrl: value('BASE_URL'),
    }
  })
}

/** The first that names a Redis. Where settings were read and none does, it is the program's default. */
async function redisOf(sources: readonly Source[]): Promise<Side['redis']> {
  for (const source of sources) {
    const value = await source.redis()
    if (value) return { value, from: source.from }
  }
  if (sources.length === 0) return null
  const value = { target: { host: 'localhost', port: 6379, db: 0 }, locked: false }
  return { value, from: 'the default of Mission Control' }
}
