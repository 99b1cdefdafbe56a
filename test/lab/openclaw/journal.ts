import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../case.ts'
import { installCommand } from './command.ts'
import { DENIED, type JournalLine } from './commands/journalctl.ts'
import { ended, installed, type Unit } from './commands/systemctl.ts'
import { answered, keyRefused, type Line, oldNode, started } from './console.ts'
import type { Scene } from './lab.ts'
import { piece } from './log.ts'
import { fault, negative } from './make.ts'
import { CRASHED, underLaunchd, underSystemd } from './services.ts'

/** A gateway of which no log file is left: what it printed lies with its service manager. */
const NO_FILE: Scene = {
  tasks: () => [],
  log: () => [],
  config: () => ({ logging: {} }),
  settings: ({ home }) => ({ log: { directory: join(home, 'logs'), name: 'openclaw' } }),
}

/** A gateway under systemd whose journal holds these lines. */
function inJournal(
  lines: (now: number) => readonly JournalLine[],
  scene: Scene = NO_FILE,
  unit: (pid: number) => Unit = (pid) => ({ ...installed, MainPID: pid }),
  refused?: string,
): Scene {
  return underSystemd(unit, {
    ...scene,
    settings: ({ home, pid }) => {
      const name = String(unit(0).Id)
      installCommand(home, 'journalctl', { unit: name, user: false, lines: lines(Date.now()), refused })
      return scene.settings?.({ home, pid }) ?? {}
    },
  })
}

/** What systemd itself says of a unit that fails. */
const bySystemd = (at: number): readonly JournalLine[] =>
  ['Main process exited, code=exited, status=1/FAILURE', "Failed with result 'exit-code'."].map((text) => ({
    at,
    text: `openclaw-gateway.service: ${text}`,
    from: 'systemd',
  }))

const CRASHING = ended(1, {
  ActiveState: 'activating',
  SubState: 'auto-restart',
  NRestarts: 9,
  StartLimitBurst: 0,
})

/** With every layer, the lower ones too. */
const whole = (one: Case): Case => ({ ...one, args: ['--keep-going'] })

/** A file with these lines, written at that time. */
function write(path: string, lines: readonly string[], writtenAt: number): void {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  utimesSync(path, writtenAt / 1_000, writtenAt / 1_000)
}

/** What launchd kept of the console, beside the gateway's own file. */
const inLaunchdLog = (lines: (now: number) => readonly Line[], scene: Scene): Scene => ({
  ...scene,
  settings: (places) => ({
    ...scene.settings?.(places),
    textLogs: [join(places.home, 'Library/Logs/openclaw/gateway.log')],
  }),
  finish: async ({ home }) => {
    const now = Date.now()
    const texts = lines(now).map(({ text }) => text)
    write(join(home, 'Library/Logs/openclaw/gateway.log'), texts, now)
  },
})

/** What the service managers keep of the console, where the gateway's own file says nothing or less. */
/** A refused key as the console tells it, a moment after the log file. */
const CONSOLE_COPIES = (now: number) => [...started(now - 600_000), ...keyRefused(now - 90_000 + 1)]

/** The log file of the same run, which has been answering since. */
const ANSWERED_SINCE: Scene = {
  tasks: () => [],
  log: (now) => [
    ...piece('boot', now - 600_000),
    ...piece('refused-401', now - 90_000),
    ...piece('answered', now - 30_000),
  ],
}

export const journal: readonly Case[] = [
  fault(
    'journal-alone',
    'no log file is left: the journal of its unit has the refused key',
    'error-log.auth-failed',
    'openclaw.key-refused',
    inJournal((now) => [...started(now - 600_000), ...keyRefused(now - 30_000)]),
  ),
  fault(
    'journal-quadlet',
    'openclaw.service: its journal has the refused key',
    'error-log.auth-failed',
    'openclaw.key-refused',
    inJournal(
      (now) => [...started(now - 600_000), ...keyRefused(now - 30_000)],
      NO_FILE,
      (pid) => ({ ...installed, Id: 'openclaw.service', MainPID: pid }),
    ),
  ),
  fault(
    'journal-newer',
    'the log file is of an earlier run: the journal has the refused key',
    'error-log.auth-failed',
    'openclaw.key-refused',
    inJournal((now) => [...started(now - 20_000), ...keyRefused(now - 5_000)], {
      tasks: () => [],
      finish: async ({ home }) => {
        const before = Date.now() - 1_200_000
        write(
          join(home, 'gateway.log'),
          [...piece('boot', before - 60_000), ...piece('answered', before)],
          before,
        )
      },
    }),
  ),
  whole(
    fault(
      'journal-before-the-logger',
      'it crashes before its logger is up: only the journal says why',
      'process.crash-loop',
      'openclaw.crash-loop',
      inJournal(
        (now) => [...oldNode(now - 20_000), ...bySystemd(now - 19_000)],
        { ...NO_FILE, ...CRASHED },
        () => CRASHING,
      ),
      ['error-log.start-failed'],
    ),
  ),
  whole(
    fault(
      'launchd-before-the-logger',
      "it crashes before its logger is up: only launchd's file says why",
      'process.crash-loop',
      'openclaw.crash-loop',
      inLaunchdLog(
        (now) => oldNode(now - 20_000),
        underLaunchd(() => ({ lastExit: '1', runs: 40, state: 'spawn scheduled' }), {
          ...NO_FILE,
          ...CRASHED,
        }),
      ),
      ['error-log.start-failed'],
    ),
  ),
  negative(
    'journal-copies',
    'file and journal tell of the same refused key, and only the file of the answers since',
    inJournal(CONSOLE_COPIES, ANSWERED_SINCE),
  ),
  negative(
    'launchd-log-copies',
    "launchd's file holds the same refused key; the gateway's own file has the answers since",
    inLaunchdLog(
      CONSOLE_COPIES,
      underLaunchd(() => ({}), ANSWERED_SINCE),
    ),
  ),
  negative(
    'journal-words-of-systemd',
    'systemd tells of an earlier failure, and an answer quotes a start that failed',
    inJournal((now) => [
      ...bySystemd(now - 700_000),
      ...started(now - 600_000),
      { at: now - 60_000, text: 'Gateway failed to start: so says your log.' },
      { at: now - 59_000, text: 'openclaw: Node 20.20.2: that is what it says under an old Node.' },
      ...answered(now - 58_000),
    ]),
  ),
  negative(
    'journal-unread-beside-the-file',
    'the log file is whole; that the journal may not be read is no loss',
    inJournal(() => [], {}, undefined, DENIED),
  ),
  {
    ...negative(
      'journal-denied',
      'no log file is left and the journal may not be read: nothing can be said of errors',
      inJournal(() => [], NO_FILE, undefined, DENIED),
    ),
    expect: { verdict: 'unknown', layer: null, code: null, scenario: null },
  },
]
