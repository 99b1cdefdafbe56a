import { programOf, withoutParents } from '../../../checks/process/process-judge.ts'
import type { ProcessInfo } from '../../host/processes.ts'

/** What the process table, the service manager and the pid file say about who might be the daemon. */
export interface Candidates {
  /** Processes with the daemon's words in their command line. */
  readonly found: readonly ProcessInfo[]
  /** The service's own process, whatever its command: a start script may run before the daemon. */
  readonly service: ProcessInfo | null
  /** The user whose gateway this is. */
  readonly owner: number
}

export interface Daemons {
  /** The live daemons, the supervised one first, then by age. */
  readonly processes: readonly ProcessInfo[]
  /** Pid of the one that the service manager runs; null when none of them is. */
  readonly supervised: number | null
}

/** Programs that name the daemon's source file without being the daemon. */
const LOOKERS = new Set(
  'sh bash zsh dash fish sudo env vi vim nvim nano emacs code less more tail head cat grep rg ag ps pgrep pkill watch git ssh scp rsync tmux screen'.split(
    ' ',
  ),
)

/** Picks the daemons. Another user's count only where the gateway's own user runs none: then the daemon runs as the
 *  wrong user, otherwise it is another gateway. */
export function pickDaemons({ found, service, owner }: Candidates): Daemons {
  const running = withoutParents(found).filter((process) => !LOOKERS.has(programOf(process.command)))
  const ofService = service ? running.find((process) => isOrBegot(service, process)) : undefined
  const main = ofService ?? service
  const rest = running.filter((process) => process !== main && process.uid === owner)
  const others = rest.length > 0 || main ? rest : running
  const byAge = others.toSorted((a, b) => (a.startedAt ?? 0) - (b.startedAt ?? 0))
  return { processes: [...(main ? [main] : []), ...byAge], supervised: main?.pid ?? null }
}

const isOrBegot = (parent: ProcessInfo, process: ProcessInfo): boolean =>
  process.pid === parent.pid || process.ppid === parent.pid
