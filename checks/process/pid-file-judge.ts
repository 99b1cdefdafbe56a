import type { Context } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { type Evidence, evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'
import { processEvidence, programOf } from './process-judge.ts'

/** A pid file as it was read. */
export interface PidFile {
  readonly path: string
  readonly pid: number | null
  readonly state: 'pid' | 'absent' | 'no-pid'
  /** Who owns it; null when there is no file. */
  readonly uid: number | null
  readonly mtimeMs: number | null
  /** Why we could not look; null when we could. */
  readonly blocked: string | null
}

/** The codes of `judgePidFile`. */
export const pidFileCodes = [
  'process.starting',
  'process.pid-file-missing',
  'process.pid-file-stale',
  'process.file-foreign-owner',
] as const

/** The pid in a pid file's text: the first line's number, as long as it can be one; null otherwise. */
export function parsePid(text: string): number | null {
  const line = text.trimStart().split(/\s/)[0] ?? ''
  const pid = /^\d{1,10}$/.test(line) ? Number(line) : 0
  return pid > 1 && pid < 2 ** 31 ? pid : null
}

/** Reads a pid file without following links: it often lies in a directory that any user can write to. */
export async function readPidFile({ host }: Context, path: string): Promise<PidFile> {
  const file = await host.files.read({ path, maxBytes: 64 })
  if (file.ok) {
    const pid = parsePid(file.text)
    return {
      path,
      pid,
      state: pid === null ? 'no-pid' : 'pid',
      uid: file.uid,
      mtimeMs: file.mtimeMs,
      blocked: null,
    }
  }
  const blocked = file.problem === 'absent' ? null : `${path}: ${file.message}`
  return { path, pid: null, state: 'absent', uid: null, mtimeMs: null, blocked }
}

export interface PidFileView {
  readonly file: PidFile
  /** The live daemon processes, at least one. */
  readonly daemons: readonly ProcessInfo[]
  /** The process that the file names; null when there is none. */
  readonly holder: ProcessInfo | null
  readonly now: number
  readonly graceMs: number
  /** The user whose gateway this is. */
  readonly owner: number
}

/** Whether the file names a daemon that runs. A daemon that runs is not judged here, only the file. */
export function judgePidFile({
  file,
  daemons,
  holder,
  now,
  graceMs,
  owner,
}: PidFileView): readonly Observation[] {
  const daemon = daemons[0]
  if (!daemon) return []
  if (file.pid !== null && daemons.some((one) => one.pid === file.pid))
    return file.uid === null || file.uid === owner || file.uid === daemon.uid
      ? []
      : [foreignOwner(file, owner)]
  const age = daemon.startedAt === null ? null : Math.max(0, now - daemon.startedAt)
  const params = { file: file.path, pid: daemon.pid, age: age === null ? 'of unknown age' : duration(age) }
  const at = iso(daemon.startedAt)
  if (age !== null && age < graceMs) {
    const summary = `pid ${daemon.pid} was started ${duration(age)} ago and has not written ${file.path} yet`
    return [
      {
        code: 'process.starting',
        severity: 'warning',
        summary,
        evidence: [processEvidence(daemon)],
        params,
        at,
      },
    ]
  }
  if (file.state === 'absent') {
    const summary = `${file.path} is missing although the daemon runs as pid ${daemon.pid}`
    return [
      {
        code: 'process.pid-file-missing',
        severity: 'warning',
        summary,
        evidence: [pidFileEvidence(file)],
        params,
      },
    ]
  }
  const named = file.pid === null ? 'holds no pid' : `names ${describe(file.pid, holder)}`
  const summary = `${file.path} ${named}, the daemon is pid ${daemon.pid}`
  const seen = [pidFileEvidence(file), ...(holder ? [processEvidence(holder)] : []), processEvidence(daemon)]
  return [{ code: 'process.pid-file-stale', severity: 'warning', summary, evidence: seen, params }]
}

function foreignOwner(file: PidFile, owner: number): Observation {
  const summary = `${file.path} belongs to uid ${file.uid}, not to uid ${owner}`
  const params = { file: file.path, uid: file.uid ?? '?' }
  return {
    code: 'process.file-foreign-owner',
    severity: 'warning',
    summary,
    evidence: [pidFileEvidence(file)],
    params,
  }
}

const describe = (pid: number, holder: ProcessInfo | null): string =>
  holder ? `process ${pid} (${programOf(holder.command)}, not the daemon)` : `process ${pid}, which is gone`

/** What the file held; its text is not repeated when it is no pid. */
export function pidFileEvidence(file: PidFile): Evidence {
  const text =
    file.pid !== null ? String(file.pid) : file.state === 'absent' ? 'no such file' : 'holds no process id'
  return evidence(file.path, text, { at: file.mtimeMs })
}
