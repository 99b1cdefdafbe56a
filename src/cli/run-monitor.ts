import type { Interfaces } from '@oclif/core'
import { exitCodeOf } from '../core/report.ts'
import { UsageError } from '../core/usage-error.ts'
import { redisTarget } from '../monitor/redis-target.ts'
import { monitorDocument, monitorLine } from '../monitor/result.ts'
import { round } from '../monitor/round.ts'
import { defaultStateDirectory } from '../monitor/store/directory.ts'
import { openTelling, type Telling } from '../monitor/telling.ts'
import type { TickResult, Watched } from '../monitor/tick.ts'
import { watched } from '../monitor/watched.ts'
import { onInterrupt } from './interrupt.ts'
import { leave } from './leave.ts'
import type { MonitorRequest } from './monitor-flags.ts'
import { monitorSettings } from './monitor-settings.ts'
import { writeDocument } from './output.ts'
import { openSession } from './session.ts'
import { worst } from './worst.ts'

/** The monitor command: opens the gateways' states, then one round of each, or rounds until it is ended. */
export async function runMonitor(
  request: MonitorRequest,
  { name, version }: Pick<Interfaces.Config, 'name' | 'version'>,
): Promise<void> {
  const interrupt = onInterrupt()
  const tool = { name, version }
  let telling: Telling | null = null
  try {
    const asked = { ...request, record: null, replay: null, verbose: false }
    const { host, config: found, gateways } = await openSession(asked, tool, interrupt.signal)
    const config = { ...found, monitor: monitorSettings(found, request.over) }
    const options = {
      ...request,
      base: request.state ?? defaultStateDirectory(host),
      redis: redisTarget(config.monitor.redis),
      fleet: false,
      intervalMs: request.once ? 0 : request.intervalMs,
    }
    const tools = { host, config, tool, interrupt: interrupt.signal }
    const all = await Promise.all(gateways.map((gateway) => watched(gateway, options, tools)))
    if (request.enableRestart) for (const one of all) requireRestart(one)
    telling = await openTelling({ version, metricsPort: request.metricsPort, host })
    const each = (one: Watched) => round(one, telling as Telling)
    if (request.once) {
      const results = await Promise.all(all.map(each))
      await writeDocument(textOf(results, request), request.out)
      leave(interrupt.exitCode() ?? worst(results.map((result) => exitCodeOf(result.report))))
      return
    }
    if (telling.port !== null) process.stderr.write(`metrics on http://127.0.0.1:${telling.port}/metrics\n`)
    await Promise.all(
      all.map(async (one) => {
        while (!interrupt.signal.aborted) {
          const begun = host.clock.monotonic()
          const result = await each(one)
          process.stdout.write(`${lineOf(result, request)}\n`)
          const left = request.intervalMs - (host.clock.monotonic() - begun)
          await host.clock.sleep({ ms: Math.max(0, left) }, interrupt.signal)
        }
      }),
    )
    leave(interrupt.exitCode() ?? 0)
  } finally {
    await telling?.end()
    interrupt.release()
  }
}

function requireRestart({ gateway, watch }: Watched): void {
  if (watch.restart) return
  throw new UsageError(
    'usage',
    `--enable-restart: it is not known how ${gateway} is restarted.`,
    `Say it in the configuration: gateways.${gateway}.monitor.restart with command and mends.`,
  )
}

function textOf(results: readonly TickResult[], request: MonitorRequest): string {
  if (!request.json) return results.map((result) => `${monitorLine(result)}\n`).join('')
  const rounds = results.map((result) => monitorDocument(result, { restartEnabled: request.enableRestart }))
  const document = request.allGateways ? { schema: 'firstfault.monitors/1', rounds } : rounds[0]
  return `${JSON.stringify(document, null, 2)}\n`
}

const lineOf = (result: TickResult, { json, enableRestart }: MonitorRequest): string =>
  json ? JSON.stringify(monitorDocument(result, { restartEnabled: enableRestart })) : monitorLine(result)
