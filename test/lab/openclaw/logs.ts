import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../case.ts'
import { started as startedLines } from './console.ts'
import type { Scene } from './lab.ts'
import { piece, record } from './log.ts'
import { boot, fault, negative, runtime } from './make.ts'

interface LogFile {
  readonly name: string
  readonly lines: readonly string[]
  /** Epoch ms. */
  readonly writtenAt: number
}

/** `openclaw-2026-11-21` for the local day of `at` (epoch ms). */
function dayName(at: number): string {
  const day = new Date(at)
  const two = (part: number) => String(part).padStart(2, '0')
  return `openclaw-${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`
}

/** A gateway without a configured log file: it writes one for each day, and these files lie in its directory. */
function daily(files: (now: number) => readonly LogFile[], scene: Scene = {}): Scene {
  return {
    tasks: () => [],
    log: () => [],
    ...scene,
    config: () => ({ logging: {} }),
    settings: ({ home }) => ({ log: { directory: join(home, 'logs'), name: 'openclaw' } }),
    finish: async ({ home }) => {
      mkdirSync(join(home, 'logs'), { mode: 0o700 })
      for (const file of files(Date.now())) write(join(home, 'logs', file.name), file)
    },
  }
}

/** A gateway whose words are only in the plain-text log of its service manager. */
const plainText = (lines: (now: number) => readonly string[], agents: object = {}): Scene => ({
  tasks: () => [],
  log: () => [],
  config: () => ({ ...agents, logging: {} }),
  settings: ({ home }) => ({
    log: { directory: join(home, 'logs'), name: 'openclaw' },
    textLogs: [join(home, 'Library/Logs/openclaw/gateway.log')],
  }),
  finish: async ({ home }) => {
    mkdirSync(join(home, 'Library/Logs/openclaw'), { recursive: true })
    const now = Date.now()
    write(join(home, 'Library/Logs/openclaw/gateway.log'), { lines: lines(now), writtenAt: now })
  },
})

function write(path: string, { lines, writtenAt }: Omit<LogFile, 'name'>): void {
  writeFileSync(path, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
  utimesSync(path, writtenAt / 1_000, writtenAt / 1_000)
}

const HOUR = 3_600_000
const time = (at: number) => new Date(at).toISOString()
const refused = (now: number) => piece('refused-401', now - 30_000)
const MISSING =
  '⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=Requested agent harness "claude-cli" is not registered. runId=run-lost conn=c id=2'
const telegramLost =
  'message dispatch completed: channel=telegram sessionId=unknown sessionKey=agent:main:telegram:direct:7 source=replyResolver outcome=error duration=17696ms error="MissingAgentHarnessError: Requested agent harness "claude-cli" is not registered."'
const started = (at: number) => startedLines(at).map(({ text }) => text)

/** The forms in which the gateway's log is kept. */
export const logs: readonly Case[] = [
  fault(
    'log-of-today',
    'the error is in the file of today',
    'error-log.auth-failed',
    'openclaw.key-refused',
    daily((now) => [
      {
        name: `${dayName(now)}.log`,
        lines: [...boot(now), ...refused(now)],
        writtenAt: now,
      },
    ]),
  ),
  fault(
    'log-of-yesterday',
    'the day has changed since the error, and today has only begun',
    'error-log.auth-failed',
    'openclaw.key-refused',
    daily((now) => [
      {
        name: `${dayName(now - 24 * HOUR)}.log`,
        lines: [...boot(now), ...refused(now)],
        writtenAt: now - 30_000,
      },
      {
        name: `${dayName(now)}.log`,
        lines: [record('heartbeat', 'INFO', 'started', now - 5_000)],
        writtenAt: now - 5_000,
      },
    ]),
  ),
  fault(
    'log-rotated',
    'the error was written before the log grew too large and was put aside',
    'error-log.auth-failed',
    'openclaw.key-refused',
    daily((now) => [
      { name: `${dayName(now)}.2.log`, lines: boot(now), writtenAt: now - 600_000 },
      { name: `${dayName(now)}.1.log`, lines: refused(now), writtenAt: now - 30_000 },
      {
        name: `${dayName(now)}.log`,
        lines: [record('heartbeat', 'INFO', 'started', now - 5_000)],
        writtenAt: now - 5_000,
      },
    ]),
  ),
  negative(
    'log-rotated-answered',
    'the error was put aside and turns are answered since',
    daily((now) => [
      {
        name: `${dayName(now)}.1.log`,
        lines: [...boot(now), ...refused(now)],
        writtenAt: now - 30_000,
      },
      { name: `${dayName(now)}.log`, lines: piece('answered', now - 5_000), writtenAt: now - 5_000 },
    ]),
  ),
  negative(
    'log-of-a-profile',
    'a failing gateway of another profile writes beside it',
    daily((now) => [
      {
        name: `${dayName(now)}.log`,
        lines: [...boot(now), ...piece('answered', now - 60_000)],
        writtenAt: now - 60_000,
      },
      {
        name: `${dayName(now).replace('openclaw-', 'openclaw-work-')}.log`,
        lines: refused(now),
        writtenAt: now,
      },
    ]),
  ),
  fault(
    'text-log',
    'the console form: a turn lost its harness',
    'cli-status.harness-registered-late',
    'openclaw.harness-race',
    plainText(
      (now) => [...started(now - 600_000), `${time(now - 30_000)} [ws] ${MISSING}`],
      runtime('claude-cli'),
    ),
  ),
  fault(
    'text-log-telegram',
    'the console form of 2026.5.4: a message from Telegram was lost',
    'cli-status.harness-registered-late',
    'openclaw.harness-race',
    plainText(
      (now) => [
        ...started(now - 600_000),
        `${time(now - 30_000)} [diagnostic] ${telegramLost}`,
        `${time(now - 29_000)} [telegram] dispatch failed: MissingAgentHarnessError: Requested agent harness "claude-cli" is not registered.`,
      ],
      runtime('claude-cli'),
    ),
  ),
  negative(
    'text-log-start',
    'the service manager keeps the words of a further start that failed beside the gateway that is up',
    plainText((now) => [
      ...started(now - 600_000),
      `${time(now - 30_000)} [gateway] starting...`,
      `${time(now - 29_000)} Gateway failed to start: Invalid config at ~/.openclaw/openclaw.json:`,
    ]),
  ),
  fault(
    'text-log-refused',
    'the console form: the provider refuses the key',
    'error-log.auth-failed',
    'openclaw.key-refused',
    plainText((now) => [
      ...started(now - 600_000),
      `${time(now - 31_000)} [agent/embedded] embedded run agent end: runId=run-1 isError=true model=mock-1 provider=mock error=Authentication failed (provider returned HTTP 401). rawError=401 Incorrect API key provided`,
      `${time(now - 30_000)} [ws] ⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=Authentication failed (provider returned HTTP 401). runId=run-1 conn=c id=2`,
    ]),
  ),
  negative(
    'text-log-quoted',
    'the console form: an answer quotes a start that failed',
    plainText((now) => [
      ...started(now - 600_000),
      `${time(now - 30_000)} Gateway failed to start: so says your log.`,
      `${time(now - 29_000)} [agents/agent-command] [agent] run 44cdbb40 ended with stopReason=stop`,
    ]),
  ),
  negative(
    'text-log-answered',
    'the console form: a failed turn, and answers since',
    plainText((now) => [
      ...started(now - 600_000),
      `${time(now - 90_000)} [ws] ${MISSING}`,
      `${time(now - 30_000)} [agents/agent-command] [agent] run 44cdbb40 ended with stopReason=stop`,
    ]),
  ),
]
