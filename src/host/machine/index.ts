import type { Host } from '../host.ts'
import { clock } from './clock.ts'
import { env } from './env.ts'
import { exec } from './exec.ts'
import { files } from './files.ts'
import { http } from './http.ts'
import { kube } from './kube.ts'
import { logs } from './logs.ts'
import { ports } from './ports.ts'
import { postgres } from './postgres.ts'
import { processes } from './processes.ts'
import { random } from './random.ts'
import { redis } from './redis.ts'
import { sqlite } from './sqlite.ts'
import { ws } from './ws.ts'

/** The machine that we run on. */
export function machine(): Host {
  return { files, logs, exec, http, ws, redis, kube, sqlite, postgres, processes, ports, clock, env, random }
}
