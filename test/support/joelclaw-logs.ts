import { readFileSync } from 'node:fs'
import type { LogsPort, LogText } from '../../src/host/logs.ts'
import type { PartialHost } from './fake-host.ts'
import { NOW } from './fake-host.ts'
import { answered, healthBody } from './joelclaw.ts'

/** A log file that lies in `fixtures/joelclaw`. */
export function logFixture(name: string): string {
  return readFileSync(new URL(`../../fixtures/joelclaw/${name}`, import.meta.url), 'utf8')
}

/** A text as a file's tail: stands in for the log files, which no test of judgement needs on disk. */
export function textLog(text: string, mtimeMs: number): LogText {
  const size = Buffer.byteLength(text)
  return { ok: true, text, start: 0, end: size, size, mtimeMs, inode: 1 }
}

export interface LogSetting {
  readonly err?: string | Awaited<ReturnType<LogsPort['tail']>>
  readonly out?: string | Awaited<ReturnType<LogsPort['tail']>>
  readonly errMtime?: number
  readonly outMtime?: number
  readonly components?: Readonly<Record<string, unknown>>
  readonly status?: Readonly<Record<string, unknown>>
  readonly top?: Readonly<Record<string, unknown>>
}

/** A machine with these two logs and this `/health`; Redis is silent unless it is given. */
export function loggedHost(setting: LogSetting): PartialHost {
  const {
    err = '',
    out = '',
    errMtime = NOW,
    outMtime = NOW,
    components = {},
    status = {},
    top = {},
  } = setting
  const answer = (log: NonNullable<LogSetting['err']>, mtimeMs: number) =>
    typeof log === 'string' ? textLog(log, mtimeMs) : log
  return {
    logs: {
      tail: async ({ path }) => (path.endsWith('.err') ? answer(err, errMtime) : answer(out, outMtime)),
    },
    files: { read: async () => ({ ok: false, problem: 'absent', message: 'absent' }) },
    http: { request: async () => answered(healthBody({ components, ...top }, status)) },
    redis: { ask: async () => ({ ok: false, problem: 'refused', message: 'refused' }) },
  }
}
