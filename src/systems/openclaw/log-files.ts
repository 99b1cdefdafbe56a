import type { DirectoryEntry } from '../../host/files.ts'
import type { Host } from '../../host/host.ts'

/** A log file and when it was last written, epoch ms. */
export interface LogFile {
  readonly path: string
  readonly mtimeMs: number
}

/** A daily log begins anew at local midnight; one that grows beyond 100 MB is put aside as `.1`, `.2` … */
export interface LogName {
  readonly directory: string
  /** `openclaw` for `openclaw-YYYY-MM-DD.log`; the file's own name, without `.log`, where one is configured. */
  readonly name: string
  readonly daily: boolean
}

/** The log files that may hold something of the time since `since` (epoch ms), oldest first, at most four; the newest
 *  one in any case. */
export async function logFiles(
  host: Host,
  { directory, name, daily }: LogName,
  since: number,
): Promise<readonly LogFile[]> {
  const listed = await host.files.list({ path: directory })
  if (!listed.ok) return []
  const own = listed.entries.filter((entry) => entry.kind === 'file' && isLog(entry.name, name, daily))
  const newestFirst = own.toSorted((a, b) => b.mtimeMs - a.mtimeMs || order(a) - order(b))
  return newestFirst
    .filter((entry, index) => index === 0 || entry.mtimeMs >= since)
    .slice(0, 4)
    .reverse()
    .map((entry) => ({ path: `${directory}/${entry.name}`, mtimeMs: entry.mtimeMs }))
}

export function isLog(file: string, name: string, daily: boolean): boolean {
  if (!file.startsWith(name)) return false
  const rest = file.slice(name.length)
  return (daily ? /^-\d{4}-\d\d-\d\d(\.\d)?\.log$/ : /^(\.\d)?\.log$/).test(rest)
}

/** The higher its number, the older the file. */
const order = ({ name }: DirectoryEntry): number => Number(/\.(\d)\.log$/.exec(name)?.[1] ?? 0)

/** The directory and name of a configured log file. */
export function namedLog(path: string, home: string): LogName {
  const full = path.startsWith('~/') ? `${home}${path.slice(1)}` : path
  const slash = full.lastIndexOf('/')
  return {
    directory: full.slice(0, slash) || '/',
    name: full.slice(slash + 1).replace(/\.log$/, ''),
    daily: false,
  }
}
