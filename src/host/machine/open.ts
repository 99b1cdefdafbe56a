import { constants } from 'node:fs'
import { type FileHandle, lstat, open, stat } from 'node:fs/promises'
import type { FileProblem } from '../files.ts'
import { fileProblem } from './file-problem.ts'

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants

export interface Opened {
  readonly ok: true
  readonly handle: FileHandle
  readonly size: number
  readonly mtimeMs: number
  readonly uid: number
  readonly inode: number
}

/** Opens a regular file for reading; the caller closes the handle. It is looked at before it is opened, because
 *  opening a FIFO or a device is already felt by whoever is on its other end, and once more through the handle,
 *  because the path may have changed in between. */
export async function openRegular(path: string, followLinks = false): Promise<Opened | FileProblem> {
  let handle: FileHandle | undefined
  try {
    const seen = await (followLinks ? stat(path) : lstat(path))
    if (seen.isSymbolicLink()) return { ok: false, problem: 'link', message: `${path} is a symbolic link` }
    if (!seen.isFile()) return notAFile(path)
    handle = await open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | (followLinks ? 0 : O_NOFOLLOW))
    const held = await handle.stat()
    if (!held.isFile()) return notAFile(path)
    const opened: Opened = {
      ok: true,
      handle,
      size: held.size,
      mtimeMs: held.mtimeMs,
      uid: held.uid,
      inode: held.ino,
    }
    handle = undefined
    return opened
  } catch (error) {
    return fileProblem(path, error)
  } finally {
    await handle?.close()
  }
}

/** Runs `work` on an opened regular file and closes it; errors of reading become problems. */
export async function withRegular<T>(
  path: string,
  work: (opened: Opened) => Promise<T>,
  followLinks = false,
): Promise<T | FileProblem> {
  const opened = await openRegular(path, followLinks)
  if (!opened.ok) return opened
  try {
    return await work(opened)
  } catch (error) {
    return fileProblem(path, error)
  } finally {
    await opened.handle.close()
  }
}

/** Up to `length` bytes from `position`; fewer when the file ends before, for example because it was truncated
 *  after its size was asked. */
export async function readAt(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, length))
  const filled = await fill(handle, buffer, 0, buffer.length, position)
  return buffer.subarray(0, filled)
}

/** Reads into `buffer` from `offset` until `length` bytes are there or the file ends; gives the bytes read. */
export async function fill(
  handle: FileHandle,
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
): Promise<number> {
  let filled = 0
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, offset + filled, length - filled, position + filled)
    if (bytesRead === 0) break
    filled += bytesRead
  }
  return filled
}

function notAFile(path: string): FileProblem {
  return { ok: false, problem: 'not-a-file', message: `${path} is not a regular file` }
}
