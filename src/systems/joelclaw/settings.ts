import * as z from 'zod'
import { MINUTE } from '../../core/window.ts'
import type { Host } from '../../host/host.ts'

const path = z.string().min(1)
const url = z.string().regex(/^https?:\/\/[^\s/?#]+/, 'an http or https address')
const port = z.number().int().min(1).max(65_535)
const ms = z.number().int().positive()
const secret = z
  .union([
    z.strictObject({ env: z.string() }),
    z.strictObject({ file: path, path: z.array(z.string()).min(1) }),
    z.strictObject({ envFile: path, name: z.string() }),
  ])
  .nullable()

/** Everything about a joelclaw gateway that may differ between machines. The defaults are those of the joelclaw
 *  repository of 2026-03 (commit 1fa9967d) with what its version of 2026-08 (46c21139) adds. */
export const joelclawSettings = z.strictObject({
  home: path,
  service: z.strictObject({
    manager: z.enum(['launchd', 'systemd-user', 'systemd-system', 'none']),
    label: z.string(),
    /** Where launchd may hold it: today's build uses `gui`, newer ones `system`. */
    domains: z.array(z.enum(['gui', 'system'])).min(1),
    launchctl: path,
    systemctl: path,
  }),
  /** Words that are all in the daemon's command line. */
  daemon: z.array(z.string()).min(1),
  paths: z.strictObject({
    log: path,
    err: path,
    pid: path,
    wsPort: path,
    session: path,
    transcripts: path,
    tripwire: path,
    workingDir: path,
    agentDir: path,
    gatewayPackage: path,
    restartMarker: path,
    lifecycleMarker: path,
    healLog: path,
  }),
  /** Used when the port file is missing. */
  port,
  redis: z.strictObject({ host: z.string(), port, db: z.number().int().min(0), password: secret }),
  keys: z.strictObject({
    sessions: z.string(),
    events: z.string(),
    notify: z.string(),
    legacyEvents: z.string(),
    batch: z.string(),
    mode: z.string(),
    stream: z.string(),
    priority: z.string(),
    config: z.string(),
    mutedChannels: z.string(),
    muteReasons: z.string(),
  }),
  colima: z.strictObject({ expected: z.boolean().nullable(), command: path }),
  kubernetes: z.strictObject({
    expected: z.boolean().nullable(),
    kubeconfig: path.nullable(),
    context: z.string().nullable(),
    namespace: z.string(),
    required: z.array(z.string()),
    optional: z.array(z.string()),
  }),
  inngest: z.strictObject({ host: z.string(), port }),
  telemetry: z.strictObject({
    backend: z.enum(['typesense', 'clickhouse', 'none']),
    /** Where the worker takes events; null where the monitor shall send none. */
    ingest: url.nullable(),
    typesense: z.strictObject({ url, key: secret }),
    clickhouse: z.strictObject({ url, user: z.string(), key: secret, table: z.string() }),
  }),
  /** A channel is judged by its failures in telemetry of this last time: from which number on it is degraded although
   *  it also works, and failed while it does not. */
  channels: z.strictObject({
    windowMs: ms,
    degraded: z.number().int().min(1).max(200),
    failed: z.number().int().min(1).max(200),
  }),
  /** Base addresses by provider; only the active provider is asked. */
  providers: z.record(z.string(), url),
  cli: path,
  /** Also run `joelclaw gateway status` and compare; only while no dead session's events could be deleted by it. */
  useCli: z.boolean(),
  pi: path,
  thresholds: z.strictObject({
    /** Up and not yet answering is normal for this long after the start. */
    bootGraceMs: ms,
    /** Kubernetes after the start of its machine. */
    warmUpMs: ms,
    turnSlowMs: ms,
    turnStuckMs: ms,
    /** What the model takes, and from how many percent of it on the context is nearly full. */
    contextTokens: z.number().int().positive(),
    contextPercent: z.number().positive().max(100),
    tripwireMs: ms,
    /** A newer human message aborts the running turn; this long after it the turn should be over. */
    supersededMs: ms,
    backlogMs: ms,
    pending: z.number().int().positive(),
    restarts: z.number().int().positive(),
    e2eDrainMs: ms,
    e2eAnswerMs: ms,
    redisSlowMs: ms,
    httpMs: ms,
    redisMs: ms,
    kubeMs: ms,
    modelMs: ms,
    telemetryMs: ms,
  }),
})

export type JoelclawSettings = z.infer<typeof joelclawSettings>

/** What this machine suggests: the operator's home and the environment variables that joelclaw itself reads. */
export function joelclawDefaults(host: Host): JoelclawSettings {
  const home = host.env.who().home ?? '/'
  const at = (rest: string) => `${home}/${rest}`
  const env = (name: string, otherwise: string) => host.env.get(name) || otherwise
  const count = (name: string, otherwise: number) => {
    const given = host.env.get(name) ?? ''
    return /^[1-9]\d{0,2}$/.test(given) ? Number(given) : otherwise
  }
  return {
    home,
    service: {
      manager: host.env.platform() === 'darwin' ? 'launchd' : 'none',
      label: 'com.joel.gateway',
      domains: ['gui', 'system'],
      launchctl: 'launchctl',
      systemctl: 'systemctl',
    },
    // `daemon.ts`, and `transport-daemon.ts` of newer builds.
    daemon: ['/packages/gateway/src/', 'daemon.ts'],
    paths: {
      log: '/tmp/joelclaw/gateway.log',
      err: '/tmp/joelclaw/gateway.err',
      pid: '/tmp/joelclaw/gateway.pid',
      wsPort: '/tmp/joelclaw/gateway.ws.port',
      session: at('.joelclaw/gateway.session'),
      transcripts: at('.joelclaw/sessions/gateway'),
      tripwire: '/tmp/joelclaw/last-heartbeat.ts',
      workingDir: at('.joelclaw/gateway'),
      agentDir: at('.pi/agent'),
      gatewayPackage: at('Code/joelhooks/joelclaw/packages/gateway/package.json'),
      restartMarker: '/tmp/joelclaw/gateway.operator-restart.json',
      lifecycleMarker: '/tmp/joelclaw/gateway.lifecycle.json',
      healLog: at('.local/log/k8s-reboot-heal.log'),
    },
    port: Number(env('PI_GATEWAY_WS_PORT', '3018')),
    redis: {
      host: env('REDIS_HOST', 'localhost'),
      port: Number(env('REDIS_PORT', '6379')),
      db: 0,
      password: null,
    },
    keys: {
      sessions: 'joelclaw:gateway:sessions',
      events: 'joelclaw:events:gateway',
      notify: 'joelclaw:notify:gateway',
      legacyEvents: 'joelclaw:events:main',
      batch: 'joelclaw:events:batch',
      mode: 'joelclaw:mode',
      stream: 'joelclaw:gateway:messages',
      priority: 'joelclaw:gateway:priority',
      config: 'joelclaw:gateway:config',
      mutedChannels: 'gateway:health:muted-channels',
      muteReasons: 'gateway:health:mute-reasons',
    },
    colima: { expected: host.env.platform() === 'darwin' ? null : false, command: 'colima' },
    kubernetes: {
      expected: null,
      kubeconfig: null,
      context: null,
      namespace: 'joelclaw',
      required: ['redis-0', 'inngest-0'],
      optional: ['typesense-0'],
    },
    inngest: { host: 'localhost', port: 8288 },
    telemetry: {
      backend: 'typesense',
      ingest:
        host.env.get('OTEL_EVENTS_ENABLED') === '0'
          ? null
          : env('OTEL_EMIT_URL', 'http://localhost:3111/observability/emit'),
      typesense: { url: env('TYPESENSE_URL', 'http://localhost:8108'), key: { env: 'TYPESENSE_API_KEY' } },
      clickhouse: {
        url: env('CLICKHOUSE_URL', 'http://localhost:8123'),
        user: env('CLICKHOUSE_USER', 'default'),
        key: { env: 'CLICKHOUSE_PASSWORD' },
        table: 'joelclaw.otel_events',
      },
    },
    channels: {
      windowMs: count('GATEWAY_CHANNEL_HEALTH_WINDOW_MINUTES', 30) * MINUTE,
      degraded: count('GATEWAY_CHANNEL_DEGRADED_THRESHOLD', 3),
      failed: count('GATEWAY_CHANNEL_FAILED_THRESHOLD', 6),
    },
    providers: {
      anthropic: 'https://api.anthropic.com',
      openai: 'https://api.openai.com',
      'openai-codex': 'https://chatgpt.com',
    },
    cli: 'joelclaw',
    useCli: false,
    pi: 'pi',
    thresholds: {
      bootGraceMs: 60_000,
      warmUpMs: 120_000,
      turnSlowMs: 120_000,
      turnStuckMs: 600_000,
      contextTokens: 200_000,
      contextPercent: 75,
      tripwireMs: 1_800_000,
      supersededMs: 15_000,
      backlogMs: 300_000,
      pending: 3,
      restarts: 5,
      e2eDrainMs: 10_000,
      e2eAnswerMs: 120_000,
      redisSlowMs: 250,
      httpMs: 2_500,
      redisMs: 3_000,
      kubeMs: 5_000,
      modelMs: 8_000,
      telemetryMs: 5_000,
    },
  }
}
