import { mkdirSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'

// A private compile cache halves the start-up; where it cannot be made we are merely slower.
try {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const directory = join(caches, 'firstfault')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  enableCompileCache(directory)
} catch {}

const { main } = await import('../dist/main.js')
await main(process.argv.slice(2), import.meta.url)
