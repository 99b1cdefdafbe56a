import { withoutParents } from '../../../checks/process/process-judge.ts'
import { type Context, defineProbe, type Probe } from '../../core/check.ts'
import { fromEnvFile } from '../../host/env-file.ts'
import type { SecretRef } from '../../host/host.ts'
import type { ProcessInfo } from '../../host/processes.ts'
import type { RedisTarget } from '../../host/redis.ts'
import { type ComposeService, composeService } from './compose.ts'
import { targetOf, textTarget } from './redis-url.ts'
import type { MissionControlSettings, SideName } from './settings.ts'

/** A value and where it was found, for people. */
export interface Known<T> {
  readonly value: T
  readonly from: string
}

/** The API or the worker: its processes, and what it is told about the queue. Null is what nobody here can tell. */
export interface Side {
  readonly name: SideName
  /** Its processes on this machine; a string says why they could not be listed. */
  readonly processes: readonly ProcessInfo[] | string
  readonly queue: Known<string> | null
  readonly redis: Known<RedisTarget> | null
  readonly throttleMs: number
  /** BASE_URL: what agents are told to call. */
  readonly baseUrl: Known<string> | null
}

/** Variables of a process that hold no secret. RQ_REDIS_URL may hold one, and is asked for by its place. */
const NAMES = ['RQ_QUEUE_NAME', 'BASE_URL', 'RQ_DISPATCH_THROTTLE_SECONDS'] as const
type Name = (typeof NAMES)[number]

/** One place where a side's settings may stand, the strongest first. */
interface Source {
  readonly from: string
  readonly get: (name: Name) => string | null
  readonly redis: () => Promise<RedisTarget | null>
}

export function sideProbe(name: SideName, settings: MissionControlSettings): Probe<Side> {
  return defineProbe(`settings of the ${name}`, async (context): Promise<Side> => {
    const { command, queue, redis } = settings.sides[name]
    const listed = await context.host.processes.find({ includes: command }, context.signal)
    const processes = listed.ok
      ? withoutParents(listed.processes)
      : `the processes could not be listed: ${listed.message}`
    const pid = typeof processes === 'string' ? null : (processes[0]?.pid ?? null)
    const sources = await sourcesOf(context, settings, name, pid)
    const stores = [...(redis ? [configured(context, redis, settings)] : []), ...sources]
    const value = (wanted: Name): Known<string> | null => {
      const source = sources.find((one) => one.get(wanted) !== null)
      return source ? { value: source.get(wanted) ?? '', from: source.from } : null
    }
    const seconds = Number(value('RQ_DISPATCH_THROTTLE_SECONDS')?.value)
    // Where its settings were read and do not name the queue, it has the name that the program gives it.
    const unnamed = sources.length > 0 ? { value: 'default', from: 'the default of Mission Control' } : null
    return {
      name,
      processes,
      queue: queue ? { value: queue, from: 'the configuration' } : (value('RQ_QUEUE_NAME') ?? unnamed),
      redis: await redisOf(stores),
      throttleMs:
        seconds >= 0 && seconds < 3_600 ? Math.round(seconds * 1000) : settings.thresholds.throttleMs,
      baseUrl: value('BASE_URL'),
    }
  })
}

async function sourcesOf(
  context: Context,
  settings: MissionControlSettings,
  name: SideName,
  pid: number | null,
): Promise<readonly Source[]> {
  const { envFiles, service } = settings.sides[name]
  const [own, composed] = await Promise.all([
    pid === null ? null : ofProcess(context, pid, settings),
    settings.compose ? ofCompose(context, settings.compose.file, service, settings) : null,
  ])
  const files = [...(composed?.envFiles ?? []), ...envFiles]
  const read = await Promise.all([...new Set(files)].map((path) => ofFile(context, path, settings)))
  return [own, composed?.source, ...read].filter((one) => one !== null && one !== undefined)
}

async function ofProcess(
  context: Context,
  pid: number,
  settings: MissionControlSettings,
): Promise<Source | null> {
  const { host } = context
  const answer = await host.processes.environment({ pid, names: NAMES })
  if (!answer.ok) return null
  const { values } = answer
  return {
    from: `the environment of process ${pid}`,
    get: (name) => values[name] ?? null,
    redis: () => targetOf(context, { pid, name: 'RQ_REDIS_URL' }, settings),
  }
}

async function ofFile(
  context: Context,
  path: string,
  settings: MissionControlSettings,
): Promise<Source | null> {
  const { host } = context
  const file = await host.files.read({ path, maxBytes: 200_000, followLinks: true })
  if (!file.ok) return null
  return {
    from: path,
    get: (name) => fromEnvFile(file.text, name),
    redis: () => targetOf(context, { envFile: path, name: 'RQ_REDIS_URL' }, settings),
  }
}

async function ofCompose(
  { host }: Context,
  path: string,
  service: string,
  { published }: MissionControlSettings,
) {
  const [file, dotEnv] = await Promise.all([
    host.files.read({ path, maxBytes: 500_000 }),
    host.files.read({ path: `${directoryOf(path)}/.env`, maxBytes: 200_000, followLinks: true }),
  ])
  const found = file.ok ? await parseService(file.text, service, dotEnv.ok ? dotEnv.text : '') : null
  if (!found) return null
  const source: Source = {
    from: `${path} (${service})`,
    get: (name) => found.environment[name] ?? null,
    redis: async () => textTarget(found.environment.RQ_REDIS_URL, published),
  }
  return { source, envFiles: found.envFiles.map((one) => absolute(directoryOf(path), one)) }
}

async function parseService(text: string, service: string, dotEnv: string): Promise<ComposeService | null> {
  const names = [...text.matchAll(/\$\{?(\w+)/g)].map((place) => place[1] ?? '')
  const pairs = [...NAMES, ...names].map((name) => [name, fromEnvFile(dotEnv, name)] as const)
  const values = Object.fromEntries(pairs.filter(([, value]) => value !== null))
  const { parse } = await import('yaml')
  try {
    return composeService(parse(text, { maxAliasCount: 100 }), service, values)
  } catch {
    return null
  }
}

/** The first that names a Redis. Where settings were read and none does, it is the program's default. */
async function redisOf(sources: readonly Source[]): Promise<Side['redis']> {
  for (const source of sources) {
    const value = await source.redis()
    if (value) return { value, from: source.from }
  }
  if (sources.length === 0) return null
  return { value: { host: 'localhost', port: 6379, db: 0 }, from: 'the default of Mission Control' }
}

const configured = (context: Context, redis: SecretRef, settings: MissionControlSettings): Source => ({
  from: 'the configuration',
  get: () => null,
  redis: () => targetOf(context, redis, settings),
})

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '.'

const absolute = (directory: string, path: string): string =>
  path.startsWith('/') ? path : `${directory}/${path.replace(/^\.\//, '')}`
