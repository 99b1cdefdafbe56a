import * as z from 'zod'
import type { Host } from '../../host/host.ts'

const path = z.string().min(1)
const ms = z.number().int().positive()
const secret = z
  .union([
    z.strictObject({ env: z.string() }),
    z.strictObject({ file: path, path: z.array(z.string()).min(1) }),
    z.strictObject({ envFile: path, name: z.string() }),
  ])
  .nullable()

/** A systemd unit: of the operator's own manager (`user`) or of the machine's. */
const unit = z.strictObject({
  unit: z.string().regex(/^[\w@:.\\][\w@:.\\-]{0,250}$/, 'a systemd unit'),
  user: z.boolean().default(false),
})

/** Where a process's log goes: a file, a systemd unit's journal, or a container. */
const log = z
  .union([z.strictObject({ path }), unit, z.strictObject({ container: z.string().regex(/^[\w.-]{1,128}$/) })])
  .nullable()

/** One of the two processes that must agree. Everything may be left out. */
const side = z.strictObject({
  /** Words that are all in its command line. */
  command: z.array(z.string().min(1)).min(1),
  /** Its service in the compose file. */
  service: z.string(),
  /** The systemd unit that runs it: its Environment= and EnvironmentFile= are asked. */
  unit: unit.nullable(),
  /** Env files that it reads, the strongest first. */
  envFiles: z.array(path),
  /** Where its RQ_REDIS_URL is kept; without it the process, the unit, the compose file and the env files are asked. */
  redis: secret,
  /** Its RQ_QUEUE_NAME; without it found in the same way. */
  queue: z.string().min(1).nullable(),
  /** Without it the journal of `unit`. */
  log,
})

/** Everything about a Mission Control that may differ between machines. The names and defaults are those of
 *  openclaw-mission-control of 2026-04 (commit 75eb8b08). */
export const missionControlSettings = z.strictObject({
  /** Base URL of the API, as this machine reaches it. */
  api: z
    .string()
    .regex(/^https?:\/\/[^\s/?#@]+$/, 'an http or https address without path, user name or final slash')
    .nullable(),
  /** LOCAL_AUTH_TOKEN, for a list that only reads. */
  token: secret,
  /** URL of the PostgreSQL database, as this machine reaches it. */
  database: secret,
  sides: z.strictObject({ api: side, worker: side }),
  /** The compose file, where the services run in containers. */
  compose: z.strictObject({ file: path, docker: path }).nullable(),
  /** State directory of the OpenClaw gateway, where that is on this machine. */
  openclaw: path.nullable(),
  /** Addresses that only containers know, and where this machine finds them: `redis:6379` → `127.0.0.1:6379`. */
  published: z.record(z.string(), z.string().regex(/^[^\s:]+:\d{1,5}$/)),
  /** Whether times in text logs are the machine's own (the default) or UTC (LOG_USE_UTC=true). */
  zone: z.enum(['local', 'utc']),
  thresholds: z.strictObject({
    /** From a wake to the deadline of the check-in; only to explain, the row tells the deadline itself. */
    deadlineMs: ms,
    attempts: z.number().int().positive(),
    /** RQ_DISPATCH_THROTTLE_SECONDS of the worker, where it is not found in its environment. */
    throttleMs: z.number().int().min(0),
    /** A due task may wait this long before the worker is late. */
    graceMs: ms,
    /** How long the connections to Redis are watched for a waiting worker. */
    sampleMs: ms,
    /** An agent that was provisioned this short ago may still be in it. */
    provisionMs: ms,
    /** A turn of an agent without any sign for this long stands still. */
    turnStuckMs: ms,
    httpMs: ms,
    redisMs: ms,
    databaseMs: ms,
    gatewayMs: ms,
    /** For one answer of a model provider. */
    modelMs: ms,
  }),
})

export type MissionControlSettings = z.infer<typeof missionControlSettings>

/** How to provide what tells the Redis and the queue, where the configuration gives nothing to go by. The
 *  environment of a running process may still tell it. */
export function missingQueue({ sides, compose }: MissionControlSettings): string | null {
  const told = [sides.api, sides.worker].some(
    (side) => side.redis || side.queue || side.unit || side.envFiles.length > 0,
  )
  return told || compose
    ? null
    : 'set `sides.api.envFiles` and `sides.worker.envFiles`, or `compose`, or `sides.*.unit`, or `sides.*.redis` (a place of RQ_REDIS_URL) and `sides.*.queue`; without them only the environment of a running process tells it'
}

export type UnitName = z.infer<typeof unit>
export type LogSource = NonNullable<z.infer<typeof log>>
export type SideName = 'api' | 'worker'

/** Where the log of a side is: as configured, else the journal of its unit; null where neither is known. */
export function logOf({ log, unit }: MissionControlSettings['sides'][SideName]): LogSource | null {
  return log ?? unit
}

/** What every machine has in common. Where things are is found by detection or said in the configuration. */
export function missionControlDefaults(_host: Host): MissionControlSettings {
  return {
    api: null,
    token: null,
    database: null,
    sides: {
      api: sideOf('app.main:app', 'backend'),
      // `scripts/rq worker` on the machine itself, `scripts/rq-docker worker` in a container.
      worker: sideOf('scripts/rq', 'webhook-worker', 'worker'),
    },
    compose: null,
    openclaw: null,
    published: { 'redis:6379': '127.0.0.1:6379' },
    zone: 'local',
    thresholds: {
      deadlineMs: 30_000,
      attempts: 3,
      throttleMs: 15_000,
      graceMs: 90_000,
      sampleMs: 12_000,
      provisionMs: 120_000,
      turnStuckMs: 600_000,
      httpMs: 5_000,
      redisMs: 3_000,
      databaseMs: 5_000,
      gatewayMs: 5_000,
      modelMs: 8_000,
    },
  }
}

function sideOf(command: string, service: string, word?: string): MissionControlSettings['sides']['api'] {
  return {
    command: word ? [command, word] : [command],
    service,
    unit: null,
    envFiles: [],
    redis: null,
    queue: null,
    log: null,
  }
}
