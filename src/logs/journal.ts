import type { Window } from '../core/window.ts'
import type { ExecPort, ExecProblem } from '../host/exec.ts'
import type { Problem } from '../host/host.ts'
import { JOURNAL_FIELDS, jsonFormat } from './json-format.ts'
import type { LogRecord } from './record.ts'

/** Which of systemd's journals, and whose lines. */
export interface JournalSource {
  readonly unit: string
  readonly user: boolean
  /** Reads this user's part of the machine's journal instead of the caller's own; for root. */
  readonly owner?: number
}

/** Records when all of them are asked for. */
const MOST = 20_000
const FORMAT = { ...jsonFormat(JOURNAL_FIELDS), kind: 'journald' }

/** The unit's records inside the window from `journalctl -o json`, oldest first. */
export async function readJournal(
  exec: ExecPort,
  { unit, user, owner }: JournalSource,
  window: Window,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly records: readonly LogRecord[] } | ExecProblem | Problem<'failed'>> {
  const args = [
    ...(owner === undefined
      ? [...(user ? ['--user'] : []), `--unit=${unit}`]
      : [`_SYSTEMD_USER_UNIT=${unit}`, `_UID=${owner}`]),
    '--output=json',
    '--no-pager',
    '--quiet',
    `--since=@${Math.floor(window.since / 1000)}`,
    `--until=@${Math.ceil(window.until / 1000)}`,
    `--lines=${window.lines || MOST}`,
  ]
  const answer = await exec.run(
    { file: 'journalctl', args, deadlineMs: 8_000, maxOutput: 16_000_000 },
    signal,
  )
  if (!answer.ok) return answer
  if (answer.exitCode === 0) return { ok: true, records: FORMAT.records(answer.stdout) }
  const said = answer.stderr.trim().slice(0, 200)
  return { ok: false, problem: 'failed', message: `journalctl ended with ${answer.exitCode}: ${said}` }
}
