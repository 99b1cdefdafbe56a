import type { Context } from '../../core/check.ts'
import type { OpenclawConfig } from './config.ts'
import { type Manifests, readManifests } from './manifests.ts'
import type { Owner } from './owner.ts'
import { pluginRoots } from './plugin-roots.ts'
import type { SearchPath } from './search-path.ts'
import type { OpenclawSettings } from './settings.ts'
import type { StateAnswer } from './state.ts'

/** Who would register which harness, and where that was read. */
export interface KnownOwners {
  readonly owners: readonly Owner[]
  readonly source: 'index' | 'manifests'
  /** What was read, for evidence. */
  readonly place: string
  /** The release that they belong to. */
  readonly version: string | null
  /** Why the index alone is not relied on; null where it is. */
  readonly because: string | null
}

export type OwnersAnswer =
  | { readonly kind: 'known'; readonly known: KnownOwners }
  | { readonly kind: 'unknown'; readonly why: string }

const INDEX = 'plugins.installedIndex'

/** Reads the index that OpenClaw keeps and what is on the disk now: a plugin may have been installed, updated or
 *  removed since the index was written. */
export async function findOwners(
  context: Context,
  settings: OpenclawSettings,
  config: OpenclawConfig,
  answer: StateAnswer,
  path: SearchPath,
): Promise<OwnersAnswer> {
  const state = answer.kind === 'read' ? answer.state : null
  const indexed = state?.owners ?? null
  // With an index only its own package counts: another one that is found may be another gateway's.
  const search = indexed === null ? path.directories : null
  const roots = await pluginRoots(context, settings, config, { owners: indexed, words: path.words, search })
  const manifests = await readManifests(context.host, roots)
  if (indexed !== null)
    return { kind: 'known', known: withIndex(indexed, state?.version ?? null, manifests, settings.stateDir) }
  if (!manifests.bundled) return { kind: 'unknown', why: nothingRead(answer, settings.stateDir) }
  const known = onDisk(manifests, 'the state database holds no index of plugins')
  return { kind: 'known', known }
}

/** What the index alone says. */
export function indexAlone(answer: StateAnswer): OwnersAnswer {
  const state = answer.kind === 'read' ? answer.state : null
  if (!state?.owners)
    return { kind: 'unknown', why: 'the index of plugins in its state database cannot be read' }
  const { owners, version } = state
  return { kind: 'known', known: { owners, source: 'index', place: INDEX, version, because: null } }
}

/** What the index says, corrected by the disk. */
export function withIndex(
  indexed: readonly Owner[],
  version: string | null,
  manifests: Manifests,
  stateDir: string,
): KnownOwners {
  const { bundled, owners } = manifests
  if (bundled && version !== null && manifests.version !== null && manifests.version !== version)
    return onDisk(manifests, `the index is of ${version}, the package is ${manifests.version}`)
  const has = (plugin: string) => owners.some((one) => one.plugin === plugin)
  const isGone = ({ plugin, bundled: own, rootDir }: Owner) =>
    !has(plugin) && (own ? bundled : wasListed(rootDir, manifests.looked, stateDir))
  const later = owners.filter((one) => !indexed.some((old) => old.plugin === one.plugin))
  const gone = indexed.filter(isGone)
  const because = [
    ...(gone.length > 0 ? [`not on the disk any more: ${names(gone)}`] : []),
    ...(later.length > 0 ? [`not in the index yet: ${names(later)}`] : []),
  ].join('; ')
  return {
    owners: [...indexed.filter((one) => !isGone(one)), ...later],
    source: 'index',
    place: INDEX,
    version,
    because: because || null,
  }
}

/** Whether a plugin's place was looked at: it is below the state directory, and its parent was listed. */
function wasListed(rootDir: string | null, looked: readonly string[], stateDir: string): boolean {
  if (!rootDir?.startsWith(`${stateDir}/`)) return false
  return looked.includes(rootDir.slice(0, rootDir.lastIndexOf('/')))
}

function onDisk(manifests: Manifests, because: string): KnownOwners {
  const { owners, looked, version } = manifests
  const place = looked[0] ?? 'the manifests of the plugins'
  return { owners, source: 'manifests', place, version, because }
}

const names = (owners: readonly Owner[]) =>
  owners
    .slice(0, 5)
    .map(({ plugin }) => plugin)
    .join(', ')

function nothingRead(answer: StateAnswer, stateDir: string): string {
  const index =
    answer.kind === 'blocked' || answer.kind === 'damaged'
      ? `the state database cannot be read (${answer.why})`
      : `${stateDir}/state holds no index of plugins`
  return `${index}, and the openclaw package was not found: start the gateway once, or put openclaw on the PATH`
}
