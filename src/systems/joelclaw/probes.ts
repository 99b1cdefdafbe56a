import { askCluster, type ClusterAnswer } from '../../../checks/substrate/cluster.ts'
import { defineProbe, type Probe } from '../../core/check.ts'
import type { FileProblem } from '../../host/files.ts'
import type { HttpProblem } from '../../host/http.ts'
import type { RedisProblem, RedisReply, RedisTarget } from '../../host/redis.ts'
import type { TranscriptProbe } from '../../transcript/state.ts'
import { type HealthDocument, healthDocument } from './health.ts'
import { type JoelclawLogs, logsProbe } from './logs.ts'
import { type ProcessProbes, processProbes } from './process-probes.ts'
import type { JoelclawSettings } from './settings.ts'
import { findStore, type StoreState } from './telemetry-store.ts'
import { transcriptProbe } from './transcript.ts'

/** What the daemon's port said. `foreign`: an answer came, but not the daemon's document. */
export type HealthAnswer =
  | {
      readonly kind: 'document'
      readonly port: number
      readonly status: number
      readonly document: HealthDocument
    }
  | {
      readonly kind: 'foreign'
      readonly port: number
      readonly status: number
      readonly contentType: string
      readonly start: string
    }
  | { readonly kind: 'none'; readonly port: number; readonly problem: HttpProblem }

/** What the gateway keeps in Redis, asked once per walk. The replies are in the order of `REDIS_COMMANDS`. */
export type RedisAnswer =
  | { readonly ok: true; readonly replies: Readonly<Record<string, RedisReply>>; readonly durationMs: number }
  | RedisProblem

/** The questions of a joelclaw gateway that several layers share. */
export interface JoelclawProbes extends ProcessProbes {
  /** The port of the WebSocket and health server: the port file's, else the configured one. */
  readonly port: Probe<{
    readonly port: number
    readonly fromFile: boolean
    readonly problem: FileProblem | null
  }>
  readonly health: Probe<HealthAnswer>
  readonly redis: Probe<RedisAnswer>
  /** Nodes and the gateway's pods. */
  readonly cluster: Probe<ClusterAnswer>
  /** Whether there is a telemetry store to ask. */
  readonly telemetry: Probe<StoreState>
  /** Both logs of the daemon, read once. */
  readonly logs: Probe<JoelclawLogs>
  /** The session that is live, as far as the window reaches. */
  readonly transcript: TranscriptProbe
}

/** The probes of one gateway; every check of a walk shares them. */
export function joelclawProbes(settings: JoelclawSettings): JoelclawProbes {
  const port = defineProbe('port file', async ({ host }) => {
    const file = await host.files.read({ path: settings.paths.wsPort, maxBytes: 64 })
    const number = file.ok ? Number(file.text.trim()) : Number.NaN
    const usable = Number.isInteger(number) && number > 0 && number < 65_536
    return { port: usable ? number : settings.port, fromFile: usable, problem: file.ok ? null : file }
  })
  const health = defineProbe('GET /health', async ({ host, signal, ask }): Promise<HealthAnswer> => {
    const { port: number } = await ask(port)
    const url = `http://127.0.0.1:${number}/health`
    const answer = await host.http.request({ url, deadlineMs: settings.thresholds.httpMs }, signal)
    if (!answer.ok) return { kind: 'none', port: number, problem: answer }
    const document = answer.contentType.includes('json') ? parseHealth(answer.body) : null
    if (document) return { kind: 'document', port: number, status: answer.status, document }
    return {
      kind: 'foreign',
      port: number,
      status: answer.status,
      contentType: answer.contentType,
      start: answer.body.slice(0, 200),
    }
  })
  const redis = defineProbe('Redis keys', async ({ host, signal }): Promise<RedisAnswer> => {
    const commands = redisCommands(settings)
    const request = {
      target: redisTarget(settings),
      commands: Object.values(commands),
      deadlineMs: settings.thresholds.redisMs,
    }
    const answer = await host.redis.ask(request, signal)
    if (!answer.ok) return answer
    const named = Object.keys(commands).map((name, index) => [name, answer.replies[index]])
    return { ok: true, replies: Object.fromEntries(named), durationMs: answer.durationMs }
  })
  const cluster = defineProbe('Kubernetes nodes and pods', ({ host, signal }) => {
    const { kubeconfig, context, namespace } = settings.kubernetes
    const where = { kubeconfig, context, namespace, deadlineMs: settings.thresholds.kubeMs }
    return askCluster(host, where, signal)
  })
  const telemetry = defineProbe('telemetry store', (context) => findStore(settings, context))
  return {
    port,
    health,
    redis,
    cluster,
    telemetry,
    logs: logsProbe(settings, health),
    transcript: transcriptProbe(settings, health),
    ...processProbes(settings),
  }
}

/** Where the gateway's Redis is. */
export function redisTarget({ redis }: JoelclawSettings): RedisTarget {
  const { db, password, ...where } = redis
  return { ...where, ...(db ? { db } : {}), ...(password ? { password } : {}) }
}

/** The daemon's document from a response body, or null when it is something else. */
export function parseHealth(body: string): HealthDocument | null {
  try {
    const parsed = healthDocument.safeParse(JSON.parse(body))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The read-only commands that tell what the gateway keeps in Redis, by name. */
export function redisCommands({ keys }: JoelclawSettings): Readonly<Record<string, readonly string[]>> {
  return {
    ping: ['PING'],
    time: ['TIME'],
    role: ['ROLE'],
    info: ['INFO'],
    stop: ['CONFIG', 'GET', 'stop-writes-on-bgsave-error'],
    sessions: ['SMEMBERS', keys.sessions],
    events: ['LRANGE', keys.events, '0', '99'],
    eventCount: ['LLEN', keys.events],
    legacyCount: ['LLEN', keys.legacyEvents],
    batchCount: ['LLEN', keys.batch],
    mode: ['GET', keys.mode],
    backlog: ['ZCARD', keys.priority],
    streamLength: ['XLEN', keys.stream],
    oldest: ['XRANGE', keys.stream, '-', '+', 'COUNT', '5'],
    pending: ['XPENDING', keys.stream, 'gateway-session'],
    config: ['GET', keys.config],
    muted: ['GET', keys.mutedChannels],
    subscribers: ['PUBSUB', 'NUMSUB', keys.notify],
  }
}
