import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { drainer, joinBridge, leaveBridge, redisClient, watchRedis } from './bridge.ts'
import { installClock, shiftClock } from './clock.ts'
import { emitter } from './emit.ts'
import { modelOf, resolveModel } from './fallback.ts'
import { defaultKnobs, type Knobs } from './knobs.ts'
import type { DaemonOptions, Order, Report } from './orders.ts'
import { drainQueue, enqueue } from './queue.ts'
import { err, out } from './records.ts'
import { serve } from './server.ts'
import { PiSession } from './session.ts'
import type { Daemon, GatewayConfig } from './state.ts'
import { replay } from './store.ts'
import { startWatchdog } from './watchdog.ts'

/** Starts the daemon in the order of the real one: session, port, Redis, channels, replay, pid file. */
export async function runDaemon(): Promise<void> {
  const options = JSON.parse(process.env.JOELCLAW_LAB ?? '{}') as DaemonOptions
  const { paths } = options
  const knobs: Knobs = { ...defaultKnobs, ...options.knobs }
  installClock()
  shiftClock(knobs.clockMs)
  const startedAt = Date.now()
  requireExtension(paths)

  const manager = await openSession(paths)
  const commands = redisClient(options.redisPort)
  const subscriber = redisClient(options.redisPort)
  const session = new PiSession(manager, resolveModel(''), {
    knobs,
    agentDir: paths.agentDir,
    providers: options.providers,
  })
  const daemon: Daemon = {
    options,
    knobs,
    startedAt,
    commands,
    subscriber,
    session,
    config: DEFAULTS,
    wsPort: 0,
    runtime: {
      mode: 'redis_degraded',
      reason: 'startup_pending',
      since: startedAt,
      reconnectAttempts: 0,
      lastError: null,
    },
    turn: null,
    waitingSince: null,
    consecutiveFailures: 0,
    fallback: null,
    activations: 0,
    dispatched: 0,
    emit: emitter(options.emitUrl),
    stop: async () => undefined,
  }
  surviveErrors(daemon)
  takeOrders(daemon, () => server.close())
  const { server, port } = await serve(options.wsPort, () => daemon)
  daemon.wsPort = port
  writeFileSync(paths.wsPort, `${port}\n`)
  writeFileSync(paths.session, `${manager.getSessionId()}\n`)
  daemon.stop = async (signal) => {
    out('[gateway] shutting down', { signal })
    daemon.emit('info', 'daemon', 'daemon.shutdown.started', { metadata: { signal } })
    await Promise.race([leaveBridge(daemon), sleep(300)])
    for (const file of [paths.pid, paths.wsPort, paths.session]) rmSync(file, { force: true })
    server.close()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void daemon.stop(signal))

  const drain = drainer(daemon)
  let booted = false
  const joined = async () => {
    await joinBridge(daemon)
    if (booted) void drain()
  }
  watchRedis(daemon, joined)
  subscriber.on('message', () => void drain())
  daemon.config = await connect(daemon)
  reconcileModel(daemon)
  await replay(daemon)
  out('[gateway:telegram] started', {
    botId: 77123,
    botUsername: 'lab_bot',
    allowedUserId: 7718912466,
    recovered: false,
    pollLeaseOwned: true,
  })
  err('[gateway:telegram] poll lease unavailable; running direct polling', { reason: 'lease_disabled' })
  announce(daemon)
  booted = true
  setInterval(() => void drainQueue(daemon), 1_000)
  startWatchdog(daemon)
  await drain()
  report({ booted: true })
}

const DEFAULTS: GatewayConfig = {
  model: 'gpt-5.4',
  fallbackProvider: 'openai-codex',
  fallbackModel: 'gpt-5.4',
  fallbackTimeoutMs: 120_000,
  fallbackAfterFailures: 3,
}

function requireExtension({ workingDir, agentDir }: DaemonOptions['paths']): void {
  const mine = join(workingDir, '.pi/extensions/gateway')
  if (!existsSync(mine)) throw new Error(`gateway extension missing: ${mine}`)
  const global = join(agentDir, 'extensions/gateway')
  if (existsSync(global)) throw new Error(`gateway extension must not be installed globally: ${global}`)
}

/** The most recent session, resumed by the real SessionManager. Its module is loaded alone: the whole SDK takes a
 *  second to load. */
async function openSession(paths: DaemonOptions['paths']) {
  const sdk = import.meta.resolve('@mariozechner/pi-coding-agent')
  const module = (await import(
    fileURLToPath(new URL('./core/session-manager.js', sdk))
  )) as typeof import('@mariozechner/pi-coding-agent')
  const manager = module.SessionManager.continueRecent(paths.home, paths.transcripts)
  const entries = manager.getEntries().length
  const mode = entries > 0 ? 'resumed' : 'new'
  out('[gateway] session', {
    mode,
    sessionId: manager.getSessionId(),
    file: manager.getSessionFile(),
    entries,
  })
  out('[gateway] session lifecycle init', {
    sessionAge: '1.6h',
    lastCompactionAge: '42m',
    sessionEntries: entries,
    resumed: entries > 0,
  })
  for (const name of ['gateway', 'skill-tracker'])
    err(`[gateway] extension: ${name} (path: ${join(paths.workingDir, '.pi/extensions', name)})`)
  return manager
}

/** The configuration is read once, with one attempt; later the start waits for Redis without a deadline. */
async function connect(daemon: Daemon): Promise<GatewayConfig> {
  const { commands, subscriber } = daemon
  const up = Promise.allSettled([commands.connect(), subscriber.connect()])
  const answer = await Promise.race([
    commands.get('joelclaw:gateway:config').catch(() => null),
    sleep(1_500, 'late' as const),
  ])
  await up
  if (answer === 'late' || answer === null) {
    daemon.session.setModel(resolveModel(DEFAULTS.model))
    await commands.get('joelclaw:mode')
    return DEFAULTS
  }
  return { ...DEFAULTS, ...(JSON.parse(answer) as Partial<GatewayConfig>) }
}

/** Brings the resumed session back to the configured model; older builds trusted the resumed one. */
function reconcileModel(daemon: Daemon): void {
  const requested = resolveModel(daemon.config.model)
  const resumed = daemon.session.manager.buildSessionContext().model
  const known = resumed ? { provider: resumed.provider, id: resumed.modelId } : null
  if (known && modelOf(known) === modelOf(requested)) daemon.session.model = requested
  else if (known && daemon.options.keepsResumedModel) daemon.session.model = known
  else {
    daemon.session.setModel(requested)
    if (!known) return
    err('[gateway] restored requested primary model onto resumed session', {
      requested: modelOf(requested),
      resumed: modelOf(known),
    })
    daemon.emit('warn', 'daemon.inference', 'model.reconciled_on_startup', {
      metadata: { requested: modelOf(requested), resumed: modelOf(known) },
    })
  }
}

function announce(daemon: Daemon): void {
  const { paths } = daemon.options
  out('[gateway] daemon started', {
    pid: process.pid,
    sessionId: daemon.session.manager.getSessionId(),
    model: modelOf(daemon.session.model),
    cwd: paths.home,
    agentDir: paths.agentDir,
    channels: ['redis', 'console', 'telegram', 'imessage', 'slack'],
    pidFile: paths.pid,
    wsPort: daemon.wsPort,
    wsPortFile: paths.wsPort,
  })
  writeFileSync(paths.pid, `${process.pid}\n`)
  beat(daemon)
  daemon.emit('info', 'daemon', 'daemon.started', { metadata: { pid: process.pid } })
}

/** Uncaught exceptions and rejections are logged, and the daemon goes on. */
function surviveErrors(daemon: Daemon): void {
  const log = (text: string, action: string) => (error: unknown) => {
    const stack = error instanceof Error ? error.stack : ''
    err(text, { error: String(error), stack })
    daemon.emit('error', 'daemon', action, { success: false, error: String(error) })
  }
  process.on('uncaughtException', log('[gateway] uncaught exception', 'daemon.uncaught_exception'))
  process.on('unhandledRejection', log('[gateway] unhandled rejection', 'daemon.unhandled_rejection'))
}

/** The tick of every 15 minutes. */
function beat(daemon: Daemon): void {
  writeFileSync(daemon.options.paths.tripwire, `export const lastHeartbeatTs = ${Date.now()};\n`)
  daemon.emit('info', 'heartbeat', 'heartbeat.tick')
}

/** Obeys the lab, and ends with it: the channel closes when the lab's process ends, however that happens. */
function takeOrders(daemon: Daemon, closePort: () => void): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', async (message: { readonly number: number; readonly order: Order }) => {
    const { order, number } = message
    if (order.do === 'turn') {
      Object.assign(daemon.knobs, order.knobs)
      shiftClock(daemon.knobs.clockMs)
      if (order.knobs.clockMs !== undefined) beat(daemon)
      if (daemon.knobs.deaf) await daemon.subscriber.unsubscribe()
      if (daemon.knobs.healthMode === 'closed') closePort()
    } else if (order.do === 'say') {
      ;(order.stream === 'out' ? out : err)(order.text)
    } else {
      if (order.source.startsWith('telegram:'))
        out('[gateway:telegram] message received', {
          chatId: Number(order.source.slice(9)),
          length: order.text.length,
        })
      daemon.emit('info', 'telegram-channel', 'telegram.message.received')
      await Promise.race([enqueue(daemon, order.source, order.text), sleep(200)])
    }
    report({ done: number })
  })
}

function report(report: Report): void {
  process.send?.(report)
}
