import { readFileSync } from 'node:fs'

/** What the journal holds of one unit; the lab writes it. Times are epoch ms. */
export interface Journal {
  readonly unit: string
  readonly user: boolean
  readonly lines: readonly JournalLine[]
  /** The words of a journal that this user may not read. */
  readonly refused?: string
}

export interface JournalLine {
  readonly at: number
  readonly text: string
  /** `systemd` for what the manager says of the unit; else the unit's own output. */
  readonly from?: 'systemd'
}

/** The words of journalctl where no journal may be read. */
export const DENIED = 'No journal files were opened due to insufficient permissions.'

/** `journalctl -o json`: one object per line, with the fields that systemd 252 writes for a unit's output. */
export function journalctl(journal: Journal, args: readonly string[]): string {
  const asked = args.includes(`--unit=${journal.unit}`) && args.includes('--user') === journal.user
  const value = (name: string) => args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1)
  const since = Number(value('--since')?.slice(1) ?? 0) * 1_000
  const until = Number(value('--until')?.slice(1) ?? 1e12) * 1_000
  const inside = asked ? journal.lines.filter(({ at }) => at >= since && at <= until) : []
  const newest = inside.slice(-Number(value('--lines') ?? 1e9))
  return newest.map((line, index) => `${JSON.stringify(entryOf(journal, line, index))}\n`).join('')
}

function entryOf({ unit, user }: Journal, { at, text, from }: JournalLine, index: number) {
  const own = user
    ? { _SYSTEMD_USER_UNIT: unit, _SYSTEMD_UNIT: 'user@1000.service' }
    : { _SYSTEMD_UNIT: unit, _SYSTEMD_CGROUP: `/system.slice/${unit}` }
  const said = from
    ? {
        SYSLOG_IDENTIFIER: 'systemd',
        _COMM: 'systemd',
        _TRANSPORT: 'journal',
        [user ? 'USER_UNIT' : 'UNIT']: unit,
      }
    : { SYSLOG_IDENTIFIER: 'node', _COMM: 'openclaw-gatewa', _TRANSPORT: 'stdout', ...own }
  return {
    __CURSOR: `s=0;i=${index.toString(16)}`,
    __REALTIME_TIMESTAMP: String(at * 1_000),
    __MONOTONIC_TIMESTAMP: String(index),
    _BOOT_ID: '9ea73a3473b24a688fbc8958ba8e5fa8',
    _HOSTNAME: 'host',
    PRIORITY: '6',
    _PID: '812',
    _UID: '1000',
    ...said,
    MESSAGE: text,
  }
}

if (process.argv[2] && import.meta.main) {
  const journal = JSON.parse(readFileSync(process.argv[2], 'utf8')) as Journal
  if (journal.refused) process.stderr.write(`${journal.refused}\n`)
  else process.stdout.write(journalctl(journal, process.argv.slice(3)))
  process.exitCode = journal.refused ? 1 : 0
}
