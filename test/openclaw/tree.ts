import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A digest of every file below a directory, with its size and time of change, by path. */
export function fingerprint(directory: string): Readonly<Record<string, string>> {
  const paths = readdirSync(directory, { recursive: true, encoding: 'utf8' }).toSorted()
  const files = paths.map((path) => join(directory, path)).filter((path) => statSync(path).isFile())
  return Object.fromEntries(
    files.map((path) => {
      const { size, mtimeMs } = statSync(path)
      return [path, `${size} ${mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`]
    }),
  )
}
