import { appendFileSync, rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { startRedis } from '../../support/redis.ts'
import { until } from '../../support/until.ts'
import type { ColimaState } from './commands/colima.ts'
import type { LaunchdState } from './commands/launchctl.ts'
import type { Knobs } from './daemon/knobs.ts'
import type { DaemonOptions } from './daemon/orders.ts'
import { type DaemonProcess, startDaemonProcess } from './daemon-process.ts'
import { atTheEnd } from './last-rites.ts'
import { type Places, placesIn } from './places.ts'
import { type Forward, startForward } from './servers/forward.ts'
import { type Standing, stand } from './servers/http.ts'
import { type KubeServer, startKube } from './servers/kube.ts'
import { type ModelServer, startModel } from './servers/model.ts'
import { startTelemetry, type TelemetryServer } from './servers/telemetry.ts'
import { type LabSettings, labSettings, writeConfiguration } from './settings.ts'
import { startStranger } from './stranger.ts'
import { readTranscript } from './transcript.ts'
import { installCommand, kubeconfig, layOut, put, SDK_VERSION } from './tree.ts'

export type StartOptions = Partial<Pick<DaemonOptions, 'keepsResumedModel' | 'knobs' | 'wsPort'>>

/** The configuration in Redis of a lab gateway. */
export const GATEWAY_CONFIG = {
  model: 'claude-opus-4-6',
  thinkingLevel: 'low',
  verbose: false,
  fallbackProvider: 'openai-codex',
  fallbackModel: 'gpt-5.4',
  fallbackTimeoutMs: 120_000,
  fallbackAfterFailures: 3,
  recoveryProbeIntervalMs: 600_000,
}

/** A whole joelclaw gateway on loopback: daemon, Redis, cluster, model, telemetry and the machine's commands. */
export interface Lab {
  readonly places: Places
  /** Path of a firstfault configuration that names this gateway. */
  readonly config: string
  /** A client of the real Redis, past the forward that the gateway uses. */
  readonly redis: Redis
  readonly forward: Forward
  readonly anthropic: ModelServer
  readonly openai: ModelServer
  readonly telemetry: TelemetryServer
  readonly kube: KubeServer
  readonly inngest: Forward
  readonly daemon: DaemonProcess
  /** Whether launchd starts the daemon again when it ends. */
  keepAlive: boolean
  launchd(change: Partial<LaunchdState>): void
  colima(change: Partial<ColimaState>): void
  pi(version: string): void
  configure(settings: LabSettings): void
  /** Starts the daemon (again) and waits for the end of its start-up. */
  start(options?: StartOptions): Promise<void>
  /** Ends the daemon and waits for its end. SIGTERM is a clean stop. */
  end(signal: NodeJS.Signals): Promise<void>
  turn(knobs: Partial<Knobs>): Promise<void>
  /** A message of the operator on Telegram. */
  message(text: string, source?: string): Promise<void>
  /** Pushes an event as the system does: list, then wake-up. Gives its id. */
  push(type: string, payload?: Record<string, unknown>): Promise<string>
  /** Waits until the durable store is empty and no turn runs. */
  settled(): Promise<void>
  health(): Promise<Record<string, unknown>>
  /** The lines of the session's transcript. */
  transcript(): readonly string[]
  /** Removes a file or directory below the gateway's home. */
  remove(path: string): void
  /** Adds text to a log as an earlier moment of the same file. */
  log(text: string): void
  err(text: string): void
  /** Starts a program of somebody else that listens on a free port; gives the port. */
  stranger(): Promise<number>
  stop(): Promise<void>
}

export const OPERATOR = 'telegram:7718912466'

/** Starts a lab. Everything it starts ends with `stop()`, or with this process. */
export async function startLab(
  options: StartOptions & { readonly daemon?: 'running' | 'none' } = {},
): Promise<Lab> {
  const places = placesIn(await mkdtemp(join(tmpdir(), 'firstfault-joelclaw-')))
  const undo: (() => Promise<unknown> | unknown)[] = [
    () => rm(places.root, { recursive: true, force: true, maxRetries: 3 }),
  ]
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return await build(places, options, undo, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function build(
  places: Places,
  options: StartOptions & { readonly daemon?: 'running' | 'none' },
  undo: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<Lab> {
  const keep = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting
    undo.push(() => started.stop())
    return started
  }
  layOut(places)
  const [server, anthropic, openai, telemetry, kube, worker] = await Promise.all([
    keep(startRedis()),
    keep(startModel()),
    keep(startModel()),
    keep(startTelemetry()),
    keep(startKube()),
    keep<Standing>(stand(() => ({ status: 200, body: { status: 200 } }))),
  ])
  undo.push(atTheEnd(server.endNow))
  const [forward, inngest] = await Promise.all([
    keep(startForward(server.port)),
    keep(startForward(worker.port)),
  ])
  const redis = new Redis({ host: '127.0.0.1', port: server.port })
  redis.on('error', () => undefined)
  undo.push(() => redis.disconnect())
  await redis.set('joelclaw:gateway:config', JSON.stringify(GATEWAY_CONFIG))

  put(places.kubeconfig, kubeconfig(kube.url), 0o600)
  const addresses = {
    redis: forward.port,
    inngest: inngest.port,
    typesense: telemetry.url,
    anthropic: anthropic.url,
    openai: openai.url,
  }
  const settings = labSettings(places, addresses)
  writeConfiguration(places, settings)
  let launchd = launchdAtRest(places)
  let colima: ColimaState = { running: true, hangs: false }
  const tell = () => installCommand(places, 'launchctl', launchd)
  tell()
  installCommand(places, 'colima', colima)
  installCommand(places, 'pi', { version: SDK_VERSION })

  let daemon: DaemonProcess | null = null
  let stopping = false
  undo.push(
    atTheEnd(() => {
      if (daemon?.alive()) kill(daemon.pid)
      rmSync(places.root, { recursive: true, force: true })
    }),
  )
  undo.push(async () => {
    stopping = true
    if (daemon?.alive()) daemon.kill('SIGKILL')
    await daemon?.ended
  })
  const running = () => {
    if (!daemon) throw new Error('this lab has no daemon')
    return daemon
  }
  const spawnDaemon = (start: StartOptions) => {
    const base = {
      paths: places,
      redisPort: forward.port,
      emitUrl: `${telemetry.url}/observability/emit`,
      wsPort: 0,
      keepsResumedModel: false,
    }
    const providers = { anthropic: anthropic.url, openai: openai.url, 'openai-codex': openai.url }
    daemon = startDaemonProcess(places.daemon, places.home, places, {
      ...base,
      providers,
      knobs: {},
      ...start,
    })
    launchd = { ...launchd, state: 'running', pid: daemon.pid, runs: launchd.runs + 1 }
    tell()
    void daemon.ended.then(({ code, signal }) => {
      if (stopping || daemon?.alive()) return
      launchd = {
        ...launchd,
        state: lab.keepAlive ? 'spawn scheduled' : 'not running',
        pid: null,
        lastExit: signal ? '(never exited)' : String(code),
      }
      tell()
      if (lab.keepAlive && launchd.disabled !== true) spawnDaemon(start)
    })
    return daemon
  }
  const lab: Lab = {
    places,
    config: places.config,
    redis,
    forward,
    anthropic,
    openai,
    telemetry,
    kube,
    inngest,
    get daemon() {
      return running()
    },
    keepAlive: false,
    launchd: (change) => {
      launchd = { ...launchd, ...change }
      tell()
    },
    colima: (change) => {
      colima = { ...colima, ...change }
      installCommand(places, 'colima', colima)
    },
    pi: (version) => installCommand(places, 'pi', { version }),
    configure: (more) => writeConfiguration(places, settings, more),
    start: async (more = {}) => spawnDaemon(more).booted,
    end: async (signal) => {
      running().kill(signal)
      await running().ended
    },
    turn: (knobs) => running().order({ do: 'turn', knobs }),
    message: (text, source = OPERATOR) => running().order({ do: 'inbound', source, text }),
    push: async (type, payload = {}) => {
      const event = { id: crypto.randomUUID(), type, source: 'lab', payload, ts: Date.now() }
      await redis.lpush('joelclaw:events:gateway', JSON.stringify(event))
      await redis.publish('joelclaw:notify:gateway', JSON.stringify({ eventId: event.id, type }))
      return event.id
    },
    settled: () =>
      until(
        async () =>
          (await redis.llen('joelclaw:events:gateway')) + (await redis.zcard('joelclaw:gateway:priority')) ===
          0,
        { ms: 5_000 },
      ),
    health: async () => {
      const { readFile } = await import('node:fs/promises')
      const port = (await readFile(places.wsPort, 'utf8')).trim()
      const answer = await fetch(`http://127.0.0.1:${port}/health`)
      return (await answer.json()) as Record<string, unknown>
    },
    stranger: async () => {
      const other = await startStranger()
      undo.push(other.stop)
      return other.port
    },
    transcript: () => readTranscript(places),
    remove: (path) => rmSync(join(places.home, path), { recursive: true }),
    log: (text) => appendFileSync(places.log, text),
    err: (text) => appendFileSync(places.err, text),
    stop,
  }
  if (options.daemon !== 'none') await lab.start(options)
  return lab
}

function launchdAtRest(places: Places): LaunchdState {
  const label = 'com.joel.gateway'
  const domain = `gui/${process.getuid?.() ?? 501}`
  const program = join(places.home, '.joelclaw/scripts/gateway-start.sh')
  const names = { label, domain, program, log: places.log, err: places.err }
  return {
    ...names,
    disabled: false,
    loaded: true,
    state: 'not running',
    pid: null,
    runs: 0,
    lastExit: '(never exited)',
    oldWords: false,
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
