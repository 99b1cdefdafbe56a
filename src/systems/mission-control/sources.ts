import type { Context } from '../../core/check.ts'
import { fromEnvFile } from '../../host/env-file.ts'
import type { SecretRef } from '../../host/host.ts'
import { type ComposeService, composeService } from './compose.ts'
import { type RedisPlace, targetOf, textTarget } from './redis-url.ts'
import type { MissionControlSettings, SideName, UnitName } from './settings.ts'
import { askUnit } from './unit.ts'

/** Variables of a process that hold no secret. RQ_REDIS_URL may hold one, and is asked for by its place. */
const NAMES = ['RQ_QUEUE_NAME', 'BASE_URL', 'RQ_DISPATCH_THROTTLE_SECONDS'] as const
export type Name = (typeof NAMES)[number]

/** One place where a side's settings may stand. */
export interface Source {
  /** For people. */
  readonly from: string
  readonly get: (name: Name) => string | null
  readonly redis: () => Promise<RedisPlace | null>
}

/** Where a side's settings stand on this machine, the strongest first; places that cannot be read are left out. */
export async function sourcesOf(
  context: Context,
  settings: MissionControlSettings,
  name: SideName,
  pid: number | null,
): Promise<readonly Source[]> {
  const { envFiles, service, unit } = settings.sides[name]
  const [own, united, composed] = await Promise.all([
    pid === null ? null : ofProcess(context, pid, settings),
    unit ? ofUnit(context, unit, settings) : [],
    settings.compose ? ofCompose(context, settings.compose.file, service, settings) : null,
  ])
  const files = [...(composed?.envFiles ?? []), ...envFiles]
  const read = await Promise.all([...new Set(files)].map((path) => ofFile(context, path, settings)))
  return [own, ...united, composed?.source ?? null, ...read].filter((one) => one !== null)
}

/** The place of RQ_REDIS_URL that the configuration names. */
export const configured = (context: Context, redis: SecretRef, settings: MissionControlSettings): Source => ({
  from: 'the configuration',
  get: () => null,
  redis: () => targetOf(context, redis, settings),
})

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

/** The unit's files before its own variables: systemd reads them later. */
async function ofUnit(
  context: Context,
  unit: UnitName,
  settings: MissionControlSettings,
): Promise<readonly (Source | null)[]> {
  const given = await askUnit(context, unit, [...NAMES, 'RQ_REDIS_URL'])
  if (!given) return []
  const { environment, files } = given
  const read = files.toReversed().map((path) => ofFile(context, path, settings))
  const own: Source = {
    from: `systemctl${unit.user ? ' --user' : ''} show ${unit.unit}`,
    get: (name) => environment[name] ?? null,
    redis: async () => textTarget(environment.RQ_REDIS_URL, settings.published),
  }
  return [...(await Promise.all(read)), own]
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

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/'))) || '.'

const absolute = (directory: string, path: string): string =>
  path.startsWith('/') ? path : `${directory}/${path.replace(/^\.\//, '')}`
