import type { Host } from '../../host/host.ts'
import { at, jsonOf, textOf } from './lenient.ts'
import { type Owner, ownerInManifest } from './owner.ts'
import type { PluginRoots } from './plugin-roots.ts'

/** The plugins that were found on the disk, by their own manifests. */
export interface Manifests {
  readonly owners: readonly Owner[]
  /** Directories that were listed. */
  readonly looked: readonly string[]
  /** The package's own plugins were among them; without them nothing can be said to be missing. */
  readonly bundled: boolean
  /** Release of the package. */
  readonly version: string | null
}

const MANIFEST = 'openclaw.plugin.json'
/** Entries of a directory that are looked at, and bytes of a manifest. */
const MOST = { entries: 400, bytes: 500_000 } as const

/** Reads the manifests below the roots. Where a directory is itself a plugin, what is below it is not looked at. */
export async function readManifests(host: Host, roots: PluginRoots): Promise<Manifests> {
  const owners: Owner[] = []
  const looked: string[] = []
  let bundled = false
  let version: string | null = null
  const collect = async (directory: string, depth: number, own: boolean): Promise<boolean> => {
    const found = await manifestIn(host, directory, own)
    if (found) owners.push(found)
    if (found || depth === 0) return found !== null
    const names = await directoriesIn(host, directory)
    if (names === null) return false
    looked.push(directory)
    const below = await Promise.all(names.map((name) => collect(`${directory}/${name}`, depth - 1, own)))
    return below.includes(true)
  }
  for (const root of roots.packages) {
    if (!(await collect(`${root}/dist/extensions`, 1, true))) continue
    bundled = true
    const file = await host.files.read({ path: `${root}/package.json`, maxBytes: MOST.bytes })
    version = file.ok ? textOf(at(jsonOf(file.text), 'version'), 40) : null
    break
  }
  for (const { directory, depth } of roots.installed) await collect(directory, depth, false)
  return { owners, looked, bundled, version }
}

async function manifestIn(host: Host, directory: string, bundled: boolean): Promise<Owner | null> {
  const file = await host.files.read({ path: `${directory}/${MANIFEST}`, maxBytes: MOST.bytes })
  return file.ok && !file.truncated ? ownerInManifest(jsonOf(file.text), directory, bundled) : null
}

/** Names of the directories (and links, which a development install is) in a directory; null where it is none. */
async function directoriesIn(host: Host, directory: string): Promise<readonly string[] | null> {
  const listed = await host.files.list({ path: directory, max: MOST.entries })
  if (!listed.ok) return null
  return listed.entries.flatMap(({ name, kind }) =>
    (kind === 'directory' || kind === 'link') && !name.startsWith('.') ? [name] : [],
  )
}
