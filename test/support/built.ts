import { readdirSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from '../../scripts/build.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const SOURCES = ['src', 'checks', 'scripts/build.ts', 'scripts/named-exports.ts', 'package.json']

/** Before the first test: builds the program where it is missing or older than its sources, and makes one compile
 *  cache for all the runs of it. Gives what removes that cache again. */
export default async function built(): Promise<() => Promise<void>> {
  if (newest(SOURCES) > builtAt()) await build()
  const cache = await mkdtemp(join(tmpdir(), 'firstfault-cache-'))
  process.env.FIRSTFAULT_TEST_CACHE = cache
  return () => rm(cache, { recursive: true, force: true })
}

/** Epoch ms of the bundle; 0 where there is none. */
function builtAt(): number {
  return statSync(join(root, 'dist/main.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** Epoch ms of the newest file at or below these paths. */
function newest(paths: readonly string[]): number {
  const times = paths.flatMap((path) => {
    const found = statSync(join(root, path))
    if (!found.isDirectory()) return found.mtimeMs
    return readdirSync(join(root, path), { recursive: true }).map(
      (name) => statSync(join(root, path, String(name)), { throwIfNoEntry: false })?.mtimeMs ?? 0,
    )
  })
  return Math.max(...times)
}
