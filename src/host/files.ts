import type { Problem, SecretRef } from './host.ts'

export type FileProblem = Problem<'absent' | 'denied' | 'not-a-file' | 'link' | 'io'>

export interface FileStat {
  readonly ok: true
  readonly kind: 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'device'
  readonly size: number
  /** Epoch ms. */
  readonly mtimeMs: number
  readonly uid: number
  readonly gid: number
  /** Permission bits, for example 0o600. */
  readonly mode: number
  readonly inode: number
  readonly device: number
}

export interface FileText {
  readonly ok: true
  /** UTF-8; invalid bytes become U+FFFD. Cut at the request's `maxBytes`. */
  readonly text: string
  readonly size: number
  readonly mtimeMs: number
  readonly uid: number
  readonly truncated: boolean
}

export interface DirectoryEntry {
  readonly name: string
  readonly kind: FileStat['kind']
  readonly size: number
  readonly mtimeMs: number
}

/** Files and directories, read-only. Regular files only, opened without blocking on a FIFO; a link is followed
 *  only where the request says so. */
export interface FilesPort {
  read(request: { path: string; maxBytes?: number; followLinks?: boolean }): Promise<FileText | FileProblem>
  /** Of the path itself (lstat) unless `followLinks`. */
  stat(request: { path: string; followLinks?: boolean }): Promise<FileStat | FileProblem>
  /** At most `max` (default 10,000) entries, unordered. */
  list(request: {
    path: string
    max?: number
  }): Promise<
    | { readonly ok: true; readonly entries: readonly DirectoryEntry[]; readonly truncated: boolean }
    | FileProblem
  >
  /** The path with every link resolved. */
  real(request: { path: string }): Promise<{ readonly ok: true; readonly path: string } | FileProblem>
  /** Whether this user may read, write or run it. */
  access(request: {
    path: string
    mode: 'read' | 'write' | 'execute'
  }): Promise<{ readonly ok: true } | FileProblem>
  /** Free bytes and inodes of the file system that holds the path. */
  disk(request: { path: string }): Promise<
    | {
        readonly ok: true
        readonly freeBytes: number
        readonly totalBytes: number
        readonly freeInodes: number
        readonly totalInodes: number
      }
    | FileProblem
  >
  /** Whether two secrets are the same, without showing either; `absent` when one of them is not there. */
  sameSecret(request: {
    a: SecretRef
    b: SecretRef
  }): Promise<{ readonly ok: true; readonly same: boolean } | FileProblem>
  /** Whether a secret is the one behind a stored hash of the form `pbkdf2_sha256$<rounds>$<salt>$<digest>` (salt and
   *  digest in base64url, at most 1,000,000 rounds), without using it anywhere. Costs up to a second of CPU. */
  matchesHash(request: {
    secret: SecretRef
    hash: string
  }): Promise<{ readonly ok: true; readonly same: boolean } | FileProblem>
  /** Where a URL that is kept as a secret leads, without its password. */
  address(request: { secret: SecretRef }): Promise<({ readonly ok: true } & SecretAddress) | FileProblem>
}

export interface SecretAddress {
  /** `redis:`, `postgresql+psycopg:` … */
  readonly protocol: string
  /** Without the brackets of IPv6. */
  readonly host: string
  /** Null where the URL names none. */
  readonly port: number | null
  readonly username: string
  /** Without the leading slash: the database of most servers. */
  readonly path: string
  readonly hasPassword: boolean
}
