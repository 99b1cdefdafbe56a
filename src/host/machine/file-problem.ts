import type { FileProblem } from '../files.ts'

type Word = FileProblem['problem']

/** POSIX error codes of open, read, stat and the like, as the words that checks judge by. */
const MEANING: Readonly<Record<string, readonly [Word, string]>> = {
  EACCES: ['denied', 'may not be read by this user'],
  EPERM: ['denied', 'may not be read by this user'],
  EROFS: ['denied', 'is on a read-only file system'],
  ENOENT: ['absent', 'does not exist'],
  ENOTDIR: ['absent', 'has a part that is not a directory'],
  // O_NOFOLLOW on a link, and a circle of links, give the same code.
  ELOOP: ['link', 'is a symbolic link, or a circle of them'],
  EISDIR: ['not-a-file', 'is a directory'],
  ENXIO: ['not-a-file', 'is a socket or a device without its other end'],
}

/** The problem that an error of `node:fs` stands for. */
export function fileProblem(path: string, error: unknown): FileProblem {
  const code = errorCode(error)
  const [problem, words] = MEANING[code] ?? ['io', `could not be read (${code})`]
  return { ok: false, problem, message: `${path} ${words}` }
}

/** The `code` of a Node error; "unknown error" where there is none. */
export function errorCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown error'
}
