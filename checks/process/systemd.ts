import type { LastExit } from './service-state.ts'

/** The properties asked of `systemctl show`. */
export const SYSTEMD_PROPERTIES = [
  'Id',
  'LoadState',
  'ActiveState',
  'SubState',
  'MainPID',
  'NRestarts',
  'Result',
  'ExecMainStatus',
  'ExecMainCode',
  'UnitFileState',
  'ActiveEnterTimestamp',
  'StateChangeTimestamp',
  'InvocationID',
  'Restart',
  'StartLimitBurst',
  'RestartPreventExitStatus',
  'User',
] as const

/** A unit as `systemctl show` describes it; an unknown unit is described too, with `LoadState=not-found`. */
export interface SystemdShow {
  readonly id: string
  readonly load: string
  readonly active: string
  readonly sub: string
  readonly mainPid: number | null
  /** Automatic restarts since the last start by hand. */
  readonly restarts: number | null
  readonly result: string
  readonly unitFile: string
  /** Null while the main process runs, and for a unit that never ran. */
  readonly lastExit: LastExit | null
  /** systemd gave up after too many starts in a short time. */
  readonly startLimit: boolean
  /** Epoch ms of the last entry into the active state. */
  readonly activeSince: number | null
  readonly changedAt: number | null
  readonly invocation: string | null
  /** Whom a unit of the machine runs as; null where none is set. */
  readonly user: string | null
}

const WORD = /^[a-z0-9-]{1,40}$/

/** Reads the properties; null when the output is not a unit's. Only values of a strict shape are kept. */
export function parseSystemdShow(output: string): SystemdShow | null {
  const found = new Map<string, string>()
  for (const line of output.slice(0, 100_000).split('\n')) {
    const at = line.indexOf('=')
    if (at > 0 && !found.has(line.slice(0, at))) found.set(line.slice(0, at), line.slice(at + 1).trim())
  }
  const word = (name: string) => (WORD.test(found.get(name) ?? '') ? (found.get(name) as string) : '')
  const count = (name: string) => (/^\d{1,10}$/.test(found.get(name) ?? '') ? Number(found.get(name)) : null)
  const load = word('LoadState')
  const active = word('ActiveState')
  if (!load || !active) return null
  const pid = count('MainPID')
  const lastExit = pid ? null : exitOf(count('ExecMainCode'), count('ExecMainStatus'))
  const id = found.get('Id') ?? ''
  return {
    id: /^[\w@:.\\-]{1,255}$/.test(id) ? id : '',
    load,
    active,
    sub: word('SubState'),
    mainPid: pid || null,
    restarts: count('NRestarts'),
    result: word('Result'),
    unitFile: word('UnitFileState'),
    lastExit,
    startLimit:
      word('Result') === 'start-limit-hit' ||
      gaveUp(found, active, count('NRestarts'), count('StartLimitBurst')),
    user: /^[\w.@-]{1,64}$/.test(found.get('User') ?? '') ? (found.get('User') as string) : null,
    activeSince: moment(found.get('ActiveEnterTimestamp')),
    changedAt: moment(found.get('StateChangeTimestamp')),
    invocation: /^[0-9a-f]{32}$/.test(found.get('InvocationID') ?? '')
      ? (found.get('InvocationID') as string)
      : null,
  }
}

/** `Result` keeps the first failure (exit-code, signal) when the start limit ends a series of restarts (seen with
 *  systemd 252): a failed unit that restarts on failure and has used up its starts was given up too, unless its exit
 *  code is one that must not be restarted. */
function gaveUp(
  found: ReadonlyMap<string, string>,
  active: string,
  restarts: number | null,
  burst: number | null,
): boolean {
  if (active !== 'failed' || !burst || restarts === null || restarts < burst) return false
  const never = (found.get('RestartPreventExitStatus') ?? '').split(' ')
  return (found.get('Restart') ?? 'no') !== 'no' && !never.includes(found.get('ExecMainStatus') ?? '')
}

/** `code` as waitid(2) has it: 1 exited, 2 killed, 3 dumped core. */
function exitOf(code: number | null, status: number | null): LastExit | null {
  if (!code || status === null) return null
  if (code === 1) return { words: `exit code ${status}`, clean: status === 0 }
  return { words: `signal ${status}`, clean: status === 15 || status === 2 }
}

/** `Sat 2026-11-21 01:16:27 UTC` (asked with TZ=UTC) or `@1795223788` as epoch ms. */
function moment(text: string | undefined): number | null {
  const [, day, time] =
    /^(?:[A-Z][a-z]{2} )?(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? UTC$/.exec(text ?? '') ?? []
  const seconds = /^@(\d{9,11})(?:\.\d+)?$/.exec(text ?? '')
  const parsed = day ? Date.parse(`${day}T${time}Z`) : seconds ? Number(seconds[1]) * 1_000 : Number.NaN
  return Number.isNaN(parsed) ? null : parsed
}

/** Whether the words mean that the manager itself cannot be reached, which says nothing about the unit. */
export function noSystemdManager(stderr: string): boolean {
  return /failed to connect to bus|not been booted with systemd|failed to get properties|transport endpoint/i.test(
    stderr,
  )
}
