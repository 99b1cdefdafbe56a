import type { Context } from '../../core/check.ts'
import type { ProcessInfo } from '../../host/processes.ts'
import { at, jsonOf, numberOf, textOf } from './lenient.ts'

/** A write lock beside the file of a session, as releases before 2026.8 keep it while a turn runs. */
export interface SessionLock {
  readonly path: string
  readonly agent: string
  /** Null for a lock that names nobody. */
  readonly pid: number | null
  /** Epoch ms. */
  readonly createdAt: number
  /** Who has that pid now; null where nobody has, `unknown` where it could not be asked. */
  readonly process: ProcessInfo | null | 'unknown'
}

const SUFFIX = '.jsonl.lock'
const MOST = 20

/** The locks of these agents' session files. */
export async function readLocks(
  { host, signal }: Context,
  stateDir: string,
  agents: readonly string[],
): Promise<readonly SessionLock[]> {
  const found = await Promise.all(
    agents.slice(0, 50).map(async (agent) => {
      const directory = `${stateDir}/agents/${agent}/sessions`
      const listed = await host.files.list({ path: directory })
      if (!listed.ok) return []
      const locks = listed.entries
        .filter(({ name, kind }) => kind === 'file' && name.endsWith(SUFFIX))
        .slice(0, MOST)
      return Promise.all(
        locks.map(async ({ name, mtimeMs }): Promise<SessionLock> => {
          const path = `${directory}/${name}`
          const file = await host.files.read({ path, maxBytes: 4_096 })
          const lock = parseSessionLock(file.ok ? file.text : '', mtimeMs)
          if (lock.pid === null) return { ...lock, path, agent, process: null }
          const answer = await host.processes.get({ pid: lock.pid }, signal)
          const process = answer.ok ? answer.process : answer.problem === 'absent' ? null : 'unknown'
          return { ...lock, path, agent, process }
        }),
      )
    }),
  )
  return found.flat()
}

/** The lock's JSON: `{"pid":59865,"createdAt":"2026-04-04T…","starttime":…}`; `mtimeMs` where it does not say when. */
export function parseSessionLock(text: string, mtimeMs: number): Pick<SessionLock, 'pid' | 'createdAt'> {
  const document = jsonOf(text.trim())
  const pid = numberOf(at(document, 'pid'))
  const created = Date.parse(textOf(at(document, 'createdAt'), 40) ?? '')
  return {
    pid: pid !== null && Number.isInteger(pid) && pid > 0 ? pid : null,
    createdAt: Number.isNaN(created) ? mtimeMs : created,
  }
}

/** The clocks of the process table and of the lock may differ by this much, ms. */
const SLACK = 5_000
/** A lock that names nobody may be one that is just being written. */
const YOUNG_MS = 60_000

/** Whether its owner is gone: no such process, another one that took the pid later, or nobody named in it. */
export function isLeaked({ pid, createdAt, process }: SessionLock, now: number): boolean {
  if (process === 'unknown') return false
  if (pid === null) return now - createdAt > YOUNG_MS
  if (process === null) return true
  return process.startedAt !== null && process.startedAt > createdAt + SLACK
}
