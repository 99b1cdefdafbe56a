import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Largest database, with its WAL, that is copied, bytes. */
export const MAX_COPY = 512 * 1024 * 1024

/** What belongs to the state of a database. The -shm file does not: it is an index that SQLite builds anew. */
const PARTS = ['', '-wal', '-journal']

export interface PrivateCopy {
  readonly path: string
  remove(): Promise<void>
}

/** The size of a database with its WAL or journal, bytes. */
export async function sizeWithWal(path: string): Promise<number> {
  const sizes = await Promise.all(
    PARTS.map((part) =>
      stat(path + part).then(
        (found) => found.size,
        () => 0,
      ),
    ),
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** A copy in a directory that only this user can enter (mkdtemp makes it 0700). For a database without a writer:
 *  one that is being written to could be copied between two of its pages. */
export async function privateCopy(path: string): Promise<PrivateCopy> {
  const directory = await mkdtemp(join(tmpdir(), 'firstfault-db-'))
  const remove = () => rm(directory, { recursive: true, force: true })
  const copy = join(directory, 'copy.db')
  try {
    for (const part of PARTS) {
      await copyFile(path + part, copy + part).catch((error: unknown) => {
        const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
        if (part === '' || !absent) throw error
      })
    }
  } catch (error) {
    await remove()
    throw error
  }
  return { path: copy, remove }
}
