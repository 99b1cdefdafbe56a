import type { Problem } from '../host.ts'
import type { ProcessInfo } from '../processes.ts'
import { exec } from './exec.ts'

const DEADLINE = 5000
const COLUMNS = 'pid=,ppid=,uid=,state=,lstart=,command='
/** C names of months, and times that need no time zone to be read back. */
const PLAIN = { LC_ALL: 'C', TZ: 'UTC' }

/** All processes of the machine; macOS shows every user's to everybody. */
export async function darwinProcesses(
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly processes: readonly ProcessInfo[] } | Problem<'denied' | 'failed'>> {
  const listed = await ps(['-axww', '-o', COLUMNS], signal)
  if (!listed.ok) return listed
  return { ok: true, processes: parsePs(listed.stdout) }
}

export async function darwinProcess(
  pid: number,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly process: ProcessInfo } | Problem<'absent' | 'denied' | 'failed'>> {
  const listed = await ps(['-ww', '-o', COLUMNS, '-p', String(pid)], signal)
  if (!listed.ok) return listed
  const process = parsePs(listed.stdout).find((one) => one.pid === pid)
  return process
    ? { ok: true, process }
    : { ok: false, problem: 'absent', message: `there is no process ${pid}` }
}

async function ps(
  args: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly stdout: string } | Problem<'denied' | 'failed'>> {
  const ran = await exec.run(
    { file: '/bin/ps', args, env: PLAIN, deadlineMs: DEADLINE, maxOutput: 20_000_000 },
    signal,
  )
  if (ran.ok) return ran
  return { ok: false, problem: ran.problem === 'denied' ? 'denied' : 'failed', message: ran.message }
}

const LINE =
  /^\s*(\d+)\s+(\d+)\s+(-?\d+)\s+(\S+)\s+\w{3}\s+(\w{3})\s+(\d{1,2})\s+(\d{2}):(\d{2}):(\d{2})\s+(\d{4})\s+(.*?)\s*$/
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** Lines of `ps -o pid=,ppid=,uid=,state=,lstart=,command=` under LC_ALL=C and TZ=UTC; others are left out. */
export function parsePs(stdout: string): readonly ProcessInfo[] {
  return stdout.split('\n').flatMap((line) => {
    const [, pid, ppid, uid, state, month, day, hour, minute, second, year, command] = LINE.exec(line) ?? []
    if (pid === undefined || state === undefined || command === undefined) return []
    const at = MONTHS.indexOf(month ?? '')
    const startedAt = Date.UTC(Number(year), at, Number(day), Number(hour), Number(minute), Number(second))
    return {
      pid: Number(pid),
      ppid: Number(ppid),
      uid: Number(uid),
      command,
      startedAt: at < 0 ? null : startedAt,
      // After the state itself `ps` writes marks: s session leader, + foreground, N nice …
      state: state.slice(0, 1),
    }
  })
}
