import type { Context } from '../../core/check.ts'
import type { HoumaoSettings } from './settings.ts'

export interface Pane {
  /** `@0` */
  readonly windowId: string
  readonly windowIndex: number
  /** `%0` */
  readonly paneId: string
  readonly paneIndex: number
  readonly dead: boolean
  readonly pid: number
}

/** What tmux said about one session. `silent`: its server does not answer; `unasked`: we could not ask. */
export type SessionAnswer =
  | { readonly kind: 'session'; readonly panes: readonly Pane[]; readonly createdAt: number | null }
  | { readonly kind: 'no-server' | 'no-session' | 'silent' | 'unasked'; readonly message: string }

/** Only ids and numbers, so that no name of a window can forge a row. Names are no evidence. */
const FORMAT =
  '#{window_id}|#{window_index}|#{pane_id}|#{pane_index}|#{pane_dead}|#{pane_pid}|#{session_created}'
const ROW = /^(@\d+)\|(\d+)\|(%\d+)\|(\d+)\|([01]?)\|(\d+)\|(\d+)$/

/** Panes of exactly this session: without `=` tmux takes any session whose name begins so. `list-panes` takes a window,
 *  and without the colon tmux 3.3a finds such a session also behind the `=`. */
export function panesArgs(session: string): readonly string[] {
  return ['list-panes', '-s', '-t', `=${session}:`, '-F', FORMAT]
}

export async function askTmux(
  { host, signal }: Pick<Context, 'host' | 'signal'>,
  { tmux, thresholds }: HoumaoSettings,
  args: readonly string[],
) {
  const where = tmux.socket === null ? [] : ['-S', tmux.socket]
  return host.exec.run(
    { file: tmux.command, args: [...where, ...args], deadlineMs: thresholds.tmuxMs },
    signal,
  )
}

export async function askSession(
  context: Pick<Context, 'host' | 'signal'>,
  settings: HoumaoSettings,
  session: string,
): Promise<SessionAnswer> {
  const answer = await askTmux(context, settings, panesArgs(session))
  if (!answer.ok)
    return { kind: answer.problem === 'timeout' ? 'silent' : 'unasked', message: answer.message }
  if (answer.exitCode !== 0) return refusal(answer.stderr)
  return { kind: 'session', ...parsePanes(answer.stdout) }
}

/** The rows of `list-panes`; a line of another shape is left out. `createdAt` is epoch ms. */
export function parsePanes(stdout: string): {
  readonly panes: readonly Pane[]
  readonly createdAt: number | null
} {
  const rows = stdout.split('\n').flatMap((line) => {
    const row = ROW.exec(line.trim())
    return row ? [row] : []
  })
  const panes = rows.map((row) => ({
    windowId: row[1] ?? '',
    windowIndex: Number(row[2]),
    paneId: row[3] ?? '',
    paneIndex: Number(row[4]),
    dead: row[5] === '1',
    pid: Number(row[6]),
  }))
  const created = Number(rows[0]?.[7])
  return { panes, createdAt: created > 0 ? created * 1000 : null }
}

/** tmux 3.3a: `no server running on …`, `error connecting to … (No such file or directory)`, `can't find session: X`. */
export function refusal(stderr: string): SessionAnswer {
  const message = stderr.trim().slice(0, 200)
  if (/no server running|error connecting|server exited/i.test(message)) return { kind: 'no-server', message }
  if (/can't find session|no such session|session not found/i.test(message))
    return { kind: 'no-session', message }
  return { kind: 'unasked', message: message || 'tmux gave an error without words' }
}

/** One variable of `show-environment`: its value, or null when it is unset, marked as removed (`-NAME`) or blank. */
export function parseVariable(name: string, stdout: string): string | null {
  const line = stdout.split('\n')[0] ?? ''
  const value = line.startsWith(`${name}=`) ? line.slice(name.length + 1).trim() : ''
  return value === '' ? null : value
}

/** The variables of a session's environment by name, asked one by one: the rest of it is none of our business. */
export async function askVariables<Name extends string>(
  context: Pick<Context, 'host' | 'signal'>,
  settings: HoumaoSettings,
  session: string,
  names: readonly Name[],
): Promise<Readonly<Record<Name, string | null>>> {
  const values = await Promise.all(
    names.map(async (name) => {
      const answer = await askTmux(context, settings, ['show-environment', '-t', `=${session}`, name])
      return [name, answer.ok && answer.exitCode === 0 ? parseVariable(name, answer.stdout) : null] as const
    }),
  )
  return Object.fromEntries(values) as Record<Name, string | null>
}
