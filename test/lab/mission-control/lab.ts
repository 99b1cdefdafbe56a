import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import type { MissionControlSettings } from '../../../src/systems/mission-control/settings.ts'
import { closedPort } from '../../support/tcp.ts'
import { atTheEnd } from '../joelclaw/last-rites.ts'
import type { Partly } from '../joelclaw/settings.ts'
import { type ApiMode, type GatewayMode, type StandIn, startApi, startGateway } from './stand-ins.ts'
import { run, sharedStores } from './stores.ts'

const WORKER = fileURLToPath(new URL('worker-process.ts', import.meta.url))
const TOKEN = 'planted-operator-token-planted-operator-token-planted'

export type Settings = Partly<MissionControlSettings>

export interface StartOptions {
  readonly api?: ApiMode | 'down'
  readonly gateway?: GatewayMode | 'down' | 'no-url'
  /** `idle`: alive and waiting for nothing. */
  readonly worker?: 'works' | 'idle' | 'none'
  readonly workerQueue?: string
  /** Another Redis database than the API's. */
  readonly workerDb?: 'same' | 'other'
  readonly settings?: (lab: Pick<Lab, 'root' | 'closedPort'>) => Settings
}

/** Columns of an agent that differ from those of a healthy one; times are seconds before now, null for none. */
export interface AgentRow {
  readonly id?: string
  readonly name?: string
  readonly status?: string
  readonly seen?: number | null
  readonly woken?: number | null
  readonly deadline?: number | null
  readonly updated?: number
  readonly attempts?: number
  readonly generation?: number
  readonly error?: string | null
  readonly hash?: string | null
}

export interface Lab {
  readonly root: string
  /** Path of a firstfault configuration that names this Mission Control. */
  readonly config: string
  readonly databaseUrl: string
  readonly redis: Redis
  /** Epoch ms at the start. */
  readonly now: number
  readonly closedPort: number
  agent(row?: AgentRow): Promise<string>
  /** A delayed task of the agent, due so many seconds before now. */
  task(
    agent: string,
    due: number,
    more?: { attempts?: number; generation?: number; type?: string },
  ): Promise<void>
  log(side: 'api' | 'worker', lines: readonly string[]): Promise<void>
  stop(): Promise<void>
}

export const GATEWAY_ID = '9b6f1c1e-0000-4000-8000-000000000001'
const HEARTBEAT = '{"every": "10m", "target": "last", "includeReasoning": false}'

/** A Mission Control with one gateway and no agents: real stores, stand-ins for what runs on them. */
export async function startLab(options: StartOptions = {}): Promise<Lab> {
  const { api = 'works', gateway = 'greets', worker = 'works' } = options
  const stores = await sharedStores()
  const root = await mkdtemp(join(tmpdir(), 'firstfault-mc-'))
  const [databaseUrl, closed] = await Promise.all([stores.newDatabase(), closedPort()])
  const [db, otherDb] = [stores.newRedisDb(), options.workerDb === 'other' ? stores.newRedisDb() : null]
  const redisUrl = (number: number) => `redis://127.0.0.1:${stores.redisPort}/${number}`
  const redis = new Redis(redisUrl(db), { maxRetriesPerRequest: 1 })
  await redis.flushdb()
  const servers: StandIn[] = []
  const started = async <T extends StandIn>(server: Promise<T>): Promise<T> => {
    servers.push(await server)
    return server
  }
  const apiPort = api === 'down' ? closed : (await started(startApi(api, TOKEN))).port
  const gatewayPort =
    gateway === 'down' || gateway === 'no-url' ? closed : (await started(startGateway(gateway))).port
  const gatewayUrl = gateway === 'no-url' ? '' : `ws://127.0.0.1:${gatewayPort}`
  await run(
    databaseUrl,
    'INSERT INTO gateways (id, name, url, token, workspace_root) VALUES ($1, $2, $3, $4, $5)',
    [GATEWAY_ID, 'main', gatewayUrl, 'planted-gateway-token', root],
  )
  const apiEnv = join(root, 'api.env')
  const workerEnv = join(root, 'worker.env')
  const env = (number: number, queue: string) =>
    `RQ_REDIS_URL=${redisUrl(number)}\nRQ_QUEUE_NAME=${queue}\nRQ_DISPATCH_THROTTLE_SECONDS=2\nBASE_URL=http://mission-control.internal:8000\nLOCAL_AUTH_TOKEN=${TOKEN}\nDATABASE_URL=${databaseUrl}\n`
  await writeFile(apiEnv, env(db, 'default'))
  await writeFile(workerEnv, env(otherDb ?? db, options.workerQueue ?? 'default'))
  const child =
    worker === 'none'
      ? null
      : await startWorker(root, worker, redisUrl(otherDb ?? db), options.workerQueue ?? 'default')
  const config = join(root, 'config.json')
  const base: Settings = {
    api: `http://127.0.0.1:${apiPort}`,
    token: { envFile: apiEnv, name: 'LOCAL_AUTH_TOKEN' },
    database: { envFile: apiEnv, name: 'DATABASE_URL' },
    zone: 'utc',
    sides: {
      api: { command: ['app.main:app', root], envFiles: [apiEnv], log: { path: join(root, 'api.log') } },
      worker: {
        command: ['scripts/rq', 'worker', root],
        envFiles: [workerEnv],
        log: { path: join(root, 'worker.log') },
      },
    },
    thresholds: { sampleMs: 1_200, gatewayMs: 3_000, httpMs: 4_000, databaseMs: 8_000 },
  }
  const settings = merged(base, options.settings?.({ root, closedPort: closed }) ?? {})
  await writeFile(
    config,
    JSON.stringify({ gateways: { 'mission-control': { system: 'mission-control', settings } } }),
  )
  const now = Date.now()
  let agents = 0
  return {
    root,
    config,
    databaseUrl,
    redis,
    now,
    closedPort: closed,
    async agent(row = {}) {
      const id = row.id ?? `2c7d7b29-0000-4000-8000-${String(++agents).padStart(12, '0')}`
      await run(databaseUrl, INSERT_AGENT, valuesOf(id, row, now))
      return id
    },
    async task(agent, due, { attempts = 0, generation = 1, type = 'agent_lifecycle_reconcile' } = {}) {
      const payload = { agent_id: agent, board_id: null, gateway_id: GATEWAY_ID, generation }
      const member = JSON.stringify({ attempts, created_at: naive(now), payload, task_type: type })
      await redis.zadd('default:scheduled', (now - due * 1000) / 1000, member)
    },
    log: (side, lines) => writeFile(join(root, `${side}.log`), `${lines.join('\n')}\n`, { flag: 'a' }),
    async stop() {
      redis.disconnect()
      await Promise.all([...servers.map((server) => server.stop()), child ? end(child) : null])
      await rm(root, { recursive: true, force: true })
    },
  }
}

const INSERT_AGENT = `INSERT INTO agents (id, board_id, gateway_id, name, status, heartbeat_config, last_seen_at,
  last_wake_sent_at, checkin_deadline_at, updated_at, created_at, wake_attempts, lifecycle_generation,
  last_provision_error, agent_token_hash)
  VALUES ($1, NULL, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13)`

function valuesOf(id: string, row: AgentRow, now: number): readonly unknown[] {
  const { seen = 60, woken = 120, deadline = null, updated = woken ?? 120, hash = null } = row
  const at = (seconds: number | null) => (seconds === null ? null : naive(now - seconds * 1000))
  return [
    id,
    GATEWAY_ID,
    row.name ?? 'main agent',
    row.status ?? 'online',
    HEARTBEAT,
    at(seen),
    at(woken),
    at(deadline),
    at(updated),
    row.attempts ?? 0,
    row.generation ?? 1,
    row.error ?? null,
    hash,
  ]
}

/** As the database keeps times: UTC, without a zone. */
const naive = (at: number): string => new Date(at).toISOString().replace('Z', '')

async function startWorker(
  root: string,
  how: 'works' | 'idle',
  url: string,
  queue: string,
): Promise<{ readonly process: ChildProcess; readonly keep: () => void }> {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, [WORKER, 'scripts/rq', 'worker', root], {
    env: { PATH, RQ_REDIS_URL: url, RQ_QUEUE_NAME: queue, LAB_WORKER: how },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const keep = atTheEnd(() => child.kill('SIGKILL'))
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  return { process: child, keep }
}

async function end({ process: child, keep }: Awaited<ReturnType<typeof startWorker>>): Promise<void> {
  keep()
  if (child.exitCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

/** Lays the second over the first; objects are merged, and everything else is replaced. */
function merged(below: unknown, above: unknown): unknown {
  if (!isPlain(below) || !isPlain(above) || 'env' in above || 'envFile' in above) return above
  const names = new Set([...Object.keys(below), ...Object.keys(above)])
  return Object.fromEntries(
    [...names].map((name) => [name, name in above ? merged(below[name], above[name]) : below[name]]),
  )
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
