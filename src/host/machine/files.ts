import { constants, type Dirent, type Stats } from 'node:fs'
import { access, lstat, opendir, realpath, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { DirectoryEntry, FileProblem, FileStat, FilesPort, FileText } from '../files.ts'
import { fileProblem } from './file-problem.ts'
import { type Opened, readAt, withRegular } from './open.ts'
import { addressOf, matchesHash } from './secret-questions.ts'
import { sameSecret } from './secrets.ts'

/** Bytes kept of a file when the request does not say. */
const MAX_BYTES = 4_000_000
const MAX_ENTRIES = 10_000
const CHUNK = 1 << 20
const MODES = { read: constants.R_OK, write: constants.W_OK, execute: constants.X_OK } as const

export const files: FilesPort = {
  read: ({ path, maxBytes = MAX_BYTES, followLinks }) =>
    withRegular(path, (opened) => readText(opened, maxBytes), followLinks),

  stat: ({ path, followLinks }) =>
    attempt(path, async () => describe(await (followLinks ? stat(path) : lstat(path)))),

  list: ({ path, max = MAX_ENTRIES }) =>
    attempt(path, async () => {
      const { names, truncated } = await namesIn(path, max)
      const entries: DirectoryEntry[] = []
      // In portions, so that a large directory does not queue thousands of calls at once.
      for (let at = 0; at < names.length; at += 64) {
        const portion = await Promise.all(names.slice(at, at + 64).map((name) => entryOf(path, name)))
        entries.push(...portion.filter((entry) => entry !== null))
      }
      return { ok: true, entries, truncated }
    }),

  real: ({ path }) => attempt(path, async () => ({ ok: true, path: await realpath(path) })),

  access: ({ path, mode }) =>
    attempt(path, async () => {
      await access(path, MODES[mode])
      return { ok: true }
    }),

  disk: ({ path }) =>
    attempt(path, async () => {
      const { bsize, bavail, blocks, ffree, files: inodes } = await statfs(path)
      return {
        ok: true,
        freeBytes: bavail * bsize,
        totalBytes: blocks * bsize,
        freeInodes: ffree,
        totalInodes: inodes,
      }
    }),

  sameSecret: ({ a, b }) => sameSecret(a, b),

  matchesHash: ({ secret, hash }) => matchesHash(secret, hash),

  address: ({ secret }) => addressOf(secret),
}

async function attempt<T>(path: string, work: () => Promise<T>): Promise<T | FileProblem> {
  try {
    return await work()
  } catch (error) {
    return fileProblem(path, error)
  }
}

/** Reads until the end rather than to the size: files of /proc say 0. */
async function readText({ handle, size, mtimeMs, uid }: Opened, maxBytes: number): Promise<FileText> {
  const parts: Buffer[] = []
  let length = 0
  // One byte more than is kept tells whether there is more.
  for (let wanted = Math.min(Math.max(size, 4096), maxBytes) + 1; length <= maxBytes; wanted = CHUNK) {
    const part = await readAt(handle, length, Math.min(wanted, maxBytes + 1 - length))
    parts.push(part)
    length += part.length
    if (part.length < wanted) break
  }
  const bytes = Buffer.concat(parts)
  const truncated = length > maxBytes
  // The decoder keeps back a character that the cut went through.
  const text = truncated
    ? new StringDecoder('utf8').write(bytes.subarray(0, maxBytes))
    : bytes.toString('utf8')
  return { ok: true, text, size, mtimeMs, uid, truncated }
}

async function namesIn(path: string, max: number): Promise<{ names: string[]; truncated: boolean }> {
  const names: string[] = []
  for await (const entry of await opendir(path)) {
    if (names.length === max) return { names, truncated: true }
    names.push((entry as Dirent).name)
  }
  return { names, truncated: false }
}

/** Null for an entry that was removed since the directory was read. */
async function entryOf(directory: string, name: string): Promise<DirectoryEntry | null> {
  try {
    const found = await lstat(join(directory, name))
    return { name, kind: kindOf(found), size: found.size, mtimeMs: found.mtimeMs }
  } catch {
    return null
  }
}

function describe(found: Stats): FileStat {
  return {
    ok: true,
    kind: kindOf(found),
    size: found.size,
    mtimeMs: found.mtimeMs,
    uid: found.uid,
    gid: found.gid,
    mode: found.mode & 0o7777,
    inode: found.ino,
    device: found.dev,
  }
}

function kindOf(found: Stats): FileStat['kind'] {
  if (found.isFile()) return 'file'
  if (found.isDirectory()) return 'directory'
  if (found.isSymbolicLink()) return 'link'
  if (found.isFIFO()) return 'fifo'
  return found.isSocket() ? 'socket' : 'device'
}
