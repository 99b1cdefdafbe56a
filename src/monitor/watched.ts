import type { Config } from '../config/schema.ts'
import type { Report } from '../core/report.ts'
import { HOUR } from '../core/window.ts'
import type { DiagnoseOptions } from '../diagnose/options.ts'
import { diagnose } from '../diagnose/run.ts'
import { diagnoseUntilClear } from '../diagnose/wait.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Host } from '../host/host.ts'
import type { RedisTarget } from '../host/redis.ts'
import { startTrace } from '../telemetry/trace.ts'
import { momentTeller } from './machine-moment.ts'
import type { Policy } from './policy.ts'
import type { Sender } from './send/sender.ts'
import { openDirectory } from './store/directory.ts'
import type { Watched } from './tick.ts'
import { PLAIN_WATCH, type Watch } from './watch.ts'

/** How this run watches, beside what the configuration says. */
export interface WatchOptions {
  readonly enableRestart: boolean
  /** Where the state directories are. */
  readonly base: string
  readonly redis: RedisTarget | null
  /** One of several workers on any hosts. */
  readonly fleet: boolean
  /** Between two walks, ms; 0 for a single one. */
  readonly intervalMs: number
  readonly hours: number
  readonly lines: number
  readonly timeoutMs: number
}

export interface WatchTools {
  readonly host: Host
  readonly config: Config
  readonly tool: Report['tool']
  readonly interrupt: AbortSignal
}

/** What a system says about being watched, under the configuration's words for this gateway. */
export function watchOf(gateway: Gateway, config: Config): Watch {
  const own = Object.hasOwn(config.gateways, gateway.name)
    ? config.gateways[gateway.name]?.monitor
    : undefined
  const known = gateway.system.monitor?.(gateway.settings) ?? PLAIN_WATCH
  return {
    ...known,
    critical: own?.critical ?? known.critical,
    restart: own?.restart ?? known.restart,
    ingest: config.monitor.emit ? (own?.ingest ?? known.ingest) : null,
  }
}

/** A gateway with all that its rounds need; opens its state directory. */
export async function watched(gateway: Gateway, options: WatchOptions, tools: WatchTools): Promise<Watched> {
  const { host, config, interrupt } = tools
  const settings = config.monitor
  const senders = await sendersOf(gateway.name, tools)
  const watch = watchOf(gateway, config)
  const shared = options.redis && {
    target: options.redis,
    gateway: gateway.name,
    decides: options.fleet || !isOwnHere(options.redis, watch),
  }
  const walking = walks(gateway, options, tools)
  return {
    gateway: gateway.name,
    watch,
    policy: policyOf(config, options, senders),
    places: { directory: await openDirectory(options.base, gateway.name), shared },
    senders,
    muted: settings.muted,
    deliver: { leaseMs: settings.leaseMs, patienceMs: options.intervalMs > 0 ? 0 : settings.patienceMs },
    restartMs: settings.restartMs,
    walk: () => walking(0),
    verify: async () => {
      await host.clock.sleep({ ms: settings.settleMs }, interrupt)
      return walking(settings.verifyMs)
    },
    now: await momentTeller(host),
    id: () => host.random.uuid().replaceAll('-', '').slice(0, 12),
    interrupt,
  }
}

/** Whether this Redis is the gateway's own, on this machine. */
function isOwnHere({ host, port }: RedisTarget, { redis }: Watch): boolean {
  const here = (name: string) => name === 'localhost' || name === '::1' || /^127\.\d+\.\d+\.\d+$/.test(name)
  return redis !== null && here(host) && here(redis.host) && port === redis.port
}

function policyOf({ monitor }: Config, options: WatchOptions, senders: readonly Sender[]): Policy {
  const { restartAfter: after, cooldownMs, maxRestartsPerDay: maxPerDay, ...rest } = monitor
  return {
    ...rest,
    minGapMs: options.intervalMs / 2,
    restart: { enabled: options.enableRestart, after, cooldownMs, maxPerDay },
    sinks: senders.map((sender) => sender.name),
  }
}

/** Loads only the ways to tell that are configured. */
async function sendersOf(gateway: string, { config, host }: WatchTools): Promise<readonly Sender[]> {
  const { telegram, webhook, sendMs } = config.monitor
  return [
    ...(telegram ? [(await import('./send/telegram.ts')).telegram({ ...telegram, sendMs }, gateway)] : []),
    ...(webhook ? [(await import('./send/webhook.ts')).webhook({ ...webhook, sendMs }, gateway, host)] : []),
  ]
}

/** Walks the gateway over a window that ends now; until no layer fails where `waitMs` is given. Never with an
 *  end-to-end test. */
function walks(gateway: Gateway, options: WatchOptions, tools: WatchTools) {
  return async (waitMs: number): Promise<Report> => {
    const now = tools.host.clock.now()
    const trace = await startTrace(tools.tool.version, () => Date.now())
    const asked: DiagnoseOptions = {
      window: { since: now - options.hours * HOUR, until: now, lines: options.lines },
      only: [],
      skip: [],
      keepGoing: false,
      e2e: 'none',
      readOnly: false,
      timeoutMs: options.timeoutMs,
      waitMs,
      symptom: null,
    }
    const walked = waitMs > 0 ? diagnoseUntilClear : diagnose
    const report = await walked(gateway, asked, {
      ...tools,
      configFile: null,
      onEvent: (event) => trace?.hear(event),
    })
    await trace?.end(report)
    return report
  }
}
