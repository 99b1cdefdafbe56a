import type { SystemId } from '../catalog/entry.ts'
import type { Config } from '../config/schema.ts'
import { UsageError } from '../core/usage-error.ts'
import { parseDuration } from './times.ts'
import { parseCount } from './window.ts'

/** The monitor flags as oclif gives them. */
export interface MonitorFlags {
  readonly gateway?: string | undefined
  readonly 'all-gateways'?: boolean | undefined
  readonly once?: boolean | undefined
  readonly interval: string
  readonly 'enable-restart'?: boolean | undefined
  readonly cooldown?: string | undefined
  readonly 'max-restarts-per-day'?: string | undefined
  readonly 'telegram-chat'?: string | undefined
  readonly webhook?: string | undefined
  readonly state?: string | undefined
  readonly redis?: string | undefined
  readonly 'metrics-port'?: string | undefined
  readonly hours: string
  readonly lines: string
  readonly timeout: string
  readonly json?: boolean | undefined
  readonly out?: string | undefined
  readonly config?: string | undefined
  readonly system?: SystemId | undefined
}

/** What the command line asks for, checked. */
export interface MonitorRequest {
  readonly gateway: string | null
  readonly allGateways: boolean
  readonly system: SystemId | null
  readonly configFile: string | null
  readonly once: boolean
  readonly intervalMs: number
  readonly enableRestart: boolean
  readonly state: string | null
  readonly metricsPort: number | null
  readonly hours: number
  readonly lines: number
  readonly timeoutMs: number
  readonly json: boolean
  readonly out: string | null
  /** Laid over the configuration's `monitor`. */
  readonly over: Readonly<Record<string, unknown>>
}

const SHORTEST_INTERVAL_MS = 1_000

/** Checks the flags; throws a usage error that says what is wrong. */
export function readMonitorFlags(flags: MonitorFlags): MonitorRequest {
  if (flags['all-gateways'] && flags.gateway) throw usage('Name a gateway or give --all-gateways, not both.')
  const intervalMs = parseDuration(flags.interval, '--interval')
  if (intervalMs < SHORTEST_INTERVAL_MS) throw usage('--interval: one second is the shortest.')
  const once = flags.once ?? false
  if (flags.out && !once) throw usage('--out belongs to --once.')
  if (flags['metrics-port'] !== undefined && once)
    throw usage('--metrics-port needs a monitor that stays: without --once.')
  const port =
    flags['metrics-port'] === undefined ? null : parseCount(flags['metrics-port'], '--metrics-port', 0)
  if (port !== null && port > 65_535) throw usage('--metrics-port: there is no such port.')
  return {
    gateway: flags.gateway ?? null,
    allGateways: flags['all-gateways'] ?? false,
    system: flags.system ?? null,
    configFile: flags.config ?? null,
    once,
    intervalMs,
    enableRestart: flags['enable-restart'] ?? false,
    state: flags.state ?? null,
    metricsPort: port,
    hours: parseCount(flags.hours, '--hours', 1),
    lines: parseCount(flags.lines, '--lines', 0),
    timeoutMs: parseDuration(flags.timeout, '--timeout'),
    json: flags.json ?? false,
    out: flags.out ?? null,
    over: overlayOf(flags),
  }
}

function overlayOf(flags: MonitorFlags): Readonly<Record<string, unknown>> {
  const perDay = flags['max-restarts-per-day']
  return {
    ...(flags.cooldown === undefined ? {} : { cooldownMs: parseDuration(flags.cooldown, '--cooldown') }),
    ...(perDay === undefined ? {} : { maxRestartsPerDay: parseCount(perDay, '--max-restarts-per-day', 0) }),
    ...(flags['telegram-chat'] === undefined ? {} : { telegram: { chat: flags['telegram-chat'] } }),
    ...(flags.webhook === undefined ? {} : { webhook: { url: flags.webhook } }),
    ...(flags.redis === undefined ? {} : { redis: parseRedis(flags.redis) }),
  }
}

const REDIS_PASSWORD = { env: 'FIRSTFAULT_REDIS_PASSWORD' } as const

/** `redis://host[:port][/db]`. A command line is seen by everybody on the machine, so a password is not taken there. */
export function parseRedis(text: string): NonNullable<Config['monitor']['redis']> {
  const url = URL.parse(text)
  if (!url || !['redis:', 'rediss:'].includes(url.protocol) || !url.hostname)
    throw usage('--redis: write redis://host:port, or rediss:// for TLS.')
  if (url.password)
    throw usage(`--redis takes no password: put it into ${REDIS_PASSWORD.env}, or into the configuration.`)
  const db = Number(url.pathname.slice(1) || 0)
  if (!Number.isInteger(db) || db < 0) throw usage('--redis: the path is the number of a database.')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || 6379,
    db,
    tls: url.protocol === 'rediss:',
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(process.env[REDIS_PASSWORD.env] ? { password: REDIS_PASSWORD } : {}),
  }
}

const usage = (message: string) => new UsageError('usage', message, 'See `firstfault monitor --help`.')
