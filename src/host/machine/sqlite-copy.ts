import { rmSync } from 'node:fs'
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readAt, withRegular } from './open.ts'

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

/** Whether opening the database, even read-only, would make new files beside it: it is in WAL mode and nobody has it
 *  open. Bytes 18 and 19 of the header say 2 in that mode (sqlite.org/fileformat.html 1.3). */
export async function wouldBeginWal(path: string): Promise<boolean> {
  const shared = await stat(`${path}-shm`).catch(() => null)
  if (shared) return false
  const header = await withRegular(path, ({ handle }) => readAt(handle, 18, 2))
  return Buffer.isBuffer(header) && header[0] === 2 && header[1] === 2
}

/** A copy in a directory that only this user can enter (mkdtemp makes it 0700). For a database without a writer:
 *  one that is being written to could be copied between two of its pages. */
export async function privateCopy(path: string): Promise<PrivateCopy> {
  const directory = await mkdtemp(join(tmpdir(), 'firstfault-db-'))
  // Ctrl-C may end us before the question is answered.
  const atExit = () => rmSync(directory, { recursive: true, force: true })
  process.once('exit', atExit)
  const remove = async () => {
    await rm(directory, { recursive: true, force: true })
    process.off('exit', atExit)
  }
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
