import type { Inngest } from 'inngest'
import { loadConfig } from './config/load.ts'
import { chooseGateways } from './gateway/choose.ts'
import { machine } from './host/machine/index.ts'
import { round } from './monitor/round.ts'
import { defaultStateDirectory } from './monitor/store/directory.ts'
import { openTelling } from './monitor/telling.ts'
import type { Phase, TickResult } from './monitor/tick.ts'
import { watched } from './monitor/watched.ts'

/** How the function watches; what is left out is as in `firstfault monitor`. */
export interface HealthOptions {
  /** The configuration file; without it the one that `firstfault` finds by itself. */
  readonly config?: string
  readonly enableRestart?: boolean
  /** Where it remembers. */
  readonly state?: string
  /** The version to report. */
  readonly version?: string
}

/** The event asks for a round: of this gateway, or of the only one there is. */
export const EVENT = 'gateway/health.check.requested'

/** An Inngest function that does one round of the watch at each event, every phase a step: what a phase has done is
 *  kept by Inngest and not done again. One round at a time for each gateway. */
export function checkGatewayHealth(inngest: Inngest.Any, options: HealthOptions = {}) {
  return inngest.createFunction(
    {
      id: 'check/gateway-health',
      triggers: [{ event: EVENT }],
      concurrency: { limit: 1, key: 'event.data.gateway' },
      retries: 1,
    },
    async ({ event, step }) => {
      const asked: unknown = (event.data as { gateway?: unknown } | undefined)?.gateway
      const phase: Phase = async (name, work) => (await step.run(name, work)) as never
      const result = await checkOnce(typeof asked === 'string' ? asked : null, options, phase)
      return { gateway: result.report.gateway.name, verdict: result.report.verdict, actions: result.actions }
    },
  )
}

/** One round of the watch, with its phases run by `phase`. */
export async function checkOnce(
  gateway: string | null,
  options: HealthOptions,
  phase: Phase,
): Promise<TickResult> {
  const host = machine()
  const interrupt = new AbortController().signal
  const config = await loadConfig(options.config ?? null, host)
  const choice = { name: gateway, system: null, all: false }
  const [chosen] = await chooseGateways(choice, config, host, interrupt)
  if (!chosen) throw new Error('no gateway')
  const version = options.version ?? 'unknown'
  const { redisTarget } = await import('./monitor/redis-target.ts')
  const watching = {
    enableRestart: options.enableRestart ?? false,
    base: options.state ?? defaultStateDirectory(host),
    redis: redisTarget(config.monitor.redis),
    fleet: false,
    intervalMs: 0,
    hours: 1,
    lines: 120,
    timeoutMs: 60_000,
  }
  const one = await watched(chosen, watching, {
    host,
    config,
    tool: { name: 'firstfault', version },
    interrupt,
  })
  const telling = await openTelling({ version, metricsPort: null, host })
  try {
    return await round(one, telling, phase)
  } finally {
    await telling.end()
  }
}
