import type { FileProblem, FileStat, FilesPort, FileText } from '../../src/host/files.ts'
import { NOW } from './fake-host.ts'

export interface StandInFile {
  readonly text: string
  readonly uid?: number
  readonly mtimeMs?: number
  /** Set to say that it cannot be read. */
  readonly problem?: FileProblem['problem']
}

/** Stands in for a disk that holds just these files, by path; all else is absent. */
export function fileTree(files: Readonly<Record<string, StandInFile>>): Pick<FilesPort, 'read' | 'stat'> {
  const find = (path: string): (StandInFile & { ok: true }) | FileProblem => {
    const file = files[path]
    if (!file) return { ok: false, problem: 'absent', message: 'no such file' }
    return file.problem ? { ok: false, problem: file.problem, message: file.problem } : { ok: true, ...file }
  }
  return {
    read: async ({ path, maxBytes = 1_000_000 }): Promise<FileText | FileProblem> => {
      const file = find(path)
      if (!file.ok) return file
      const { text, uid = 501, mtimeMs = NOW - 3 * 3_600_000 } = file
      const truncated = text.length > maxBytes
      return { ok: true, text: text.slice(0, maxBytes), size: text.length, mtimeMs, uid, truncated }
    },
    stat: async ({ path }): Promise<FileStat | FileProblem> => {
      const file = find(path)
      if (!file.ok) return file
      const { text, uid = 501, mtimeMs = NOW } = file
      return {
        ok: true,
        kind: 'file',
        size: text.length,
        mtimeMs,
        uid,
        gid: uid,
        mode: 0o600,
        inode: 1,
        device: 1,
      }
    },
  }
}
