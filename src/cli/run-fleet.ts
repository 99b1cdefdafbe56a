import type { Interfaces } from '@oclif/core'
import { loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { UsageError } from '../core/usage-error.ts'
import { schedule } from '../fleet/schedule.ts'
import { work } from '../fleet/work.ts'
import { openGateway } from '../gateway/open.ts'
import type { Host } from '../host/host.ts'
import type { RedisTarget } from '../host/redis.ts'
import { redisTarget } from '../monitor/redis-target.ts'
import { monitorLine } from '../monitor/result.ts'
import { round } from '../monitor/round.ts'
import { defaultStateDirectory } from '../monitor/store/directory.ts'
import { openTelling } from '../monitor/telling.ts'
import type { Watched } from '../monitor/tick.ts'
import { watched } from '../monitor/watched.ts'
import { onInterrupt } from './interrupt.ts'
import { leave } from './leave.ts'
import { type MonitorFlags, type MonitorRequest, readMonitorFlags } from './monitor-flags.ts'
import { monitorSettings } from './monitor-settings.ts'
import { writeDocument } from './output.ts'
import { parseDuration } from './times.ts'
import { parseCount } from './window.ts'

type Tool = Pick<Interfaces.Config, 'name' | 'version'>

interface Fleet {
  readonly request: MonitorRequest
  readonly config: Config
  readonly redis: RedisTarget
}

/** `monitor schedule`: one job scheduler for each gateway of the configuration. */
export async function runSchedule(flags: MonitorFlags): Promise<void> {
  const { machine } = await import('../host/machine/index.ts')
  const { request, config, redis } = await openFleet(flags, machine())
  const { scheduled, removed } = await schedule(redis, planOf(config, request))
  const lines = [
    ...scheduled.map((name) => `${name}: every ${request.intervalMs / 1000} s`),
    ...removed.map((name) => `${name}: removed`),
  ]
  await writeDocument(`${lines.join('\n')}\n`, null)
  leave(0)
}

/** `monitor worker`: takes rounds from the queue until it is ended. */
export async function runWorker(
  flags: MonitorFlags & { readonly concurrency: string; readonly lock: string },
  { name, version }: Tool,
): Promise<void> {
  const interrupt = onInterrupt()
  const { machine } = await import('../host/machine/index.ts')
  const host = machine()
  const { request, config, redis } = await openFleet(flags, host)
  const options = { ...request, base: request.state ?? defaultStateDirectory(host), redis, fleet: true }
  const tools = { host, config, tool: { name, version }, interrupt: interrupt.signal }
  const telling = await openTelling({ version, metricsPort: request.metricsPort, host })
  const known = new Map<string, Promise<Watched>>()
  const open = (gateway: string): Promise<Watched> => {
    const entry = Object.hasOwn(config.gateways, gateway) ? config.gateways[gateway] : undefined
    if (!entry) throw new Error('the configuration of this worker does not name it')
    const candidate = { ...entry, name: gateway, because: 'named in the configuration' }
    const opened =
      known.get(gateway) ??
      openGateway(candidate, config, host).then((whole) => watched(whole, options, tools))
    known.set(gateway, opened)
    // Its state directory may be usable the next time.
    opened.catch(() => known.delete(gateway))
    return opened
  }
  const watch = async (gateway: string) => {
    const result = await round(await open(gateway), telling)
    process.stdout.write(`${monitorLine(result)}\n`)
  }
  try {
    await work(redis, watch, {
      concurrency: parseCount(flags.concurrency, '--concurrency', 1),
      lockMs: parseDuration(flags.lock, '--lock'),
      interrupt: interrupt.signal,
      plan: planOf(config, request),
      say: (line) => process.stderr.write(`${line}\n`),
    })
    leave(interrupt.exitCode() ?? 0)
  } finally {
    await telling.end()
    interrupt.release()
  }
}

const planOf = ({ gateways }: Config, { intervalMs }: MonitorRequest) => ({
  gateways: Object.keys(gateways),
  everyMs: intervalMs,
})

async function openFleet(flags: MonitorFlags, host: Host): Promise<Fleet> {
  const request = readMonitorFlags(flags)
  const found = await loadConfig(request.configFile, host)
  const config = { ...found, monitor: monitorSettings(found, request.over) }
  const redis = redisTarget(config.monitor.redis)
  if (!redis)
    throw new UsageError(
      'usage',
      'A fleet needs a Redis.',
      'Give --redis URL, or monitor.redis in the configuration.',
    )
  if (Object.keys(config.gateways).length === 0)
    throw new UsageError(
      'usage',
      'The configuration names no gateway.',
      'A fleet watches the gateways of --config FILE.',
    )
  return { request, config, redis }
}
