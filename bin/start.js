import { lstatSync, mkdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

// A private compile cache halves the start-up; where it cannot be made we are merely slower. What is in it is run as
// code, so it must be a directory that is ours alone, below one of ours: with another user's HOME (sudo) there is none.
try {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const directory = join(caches, 'firstfault')
  const above = statSync(caches, { throwIfNoEntry: false }) ?? statSync(dirname(caches))
  if (above.uid === process.geteuid?.()) {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const own = lstatSync(directory)
    if (own.isDirectory() && own.uid === above.uid && (own.mode & 0o077) === 0) enableCompileCache(directory)
  }
} catch {}

const { main } = await import('../dist/main.js')
await main(process.argv.slice(2), import.meta.url)
