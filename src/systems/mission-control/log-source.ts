import type { Context } from '../../core/check.ts'
import type { Window } from '../../core/window.ts'
import { firstCounted, gather } from '../../logs/gather.ts'
import { readJournal } from '../../logs/journal.ts'
import type { LogRecord } from '../../logs/record.ts'
import { timeAtStart, type Zone } from '../../logs/timestamp.ts'
import { requestIn } from './access.ts'
import { missionControlFormat } from './log-format.ts'
import type { LogSource } from './settings.ts'

/** A log as far as the window reaches. */
export interface ReadSource {
  readonly ok: true
  readonly records: readonly LogRecord[]
  readonly countedFrom: number
  readonly mtimeMs: number
  readonly whole: boolean
  /** All records of the time were asked for, and older ones were not looked at. */
  readonly partial: boolean
}

export interface NoSource {
  readonly ok: false
  /** `absent`: it was never written to. */
  readonly problem: string
  readonly message: string
}

/** Lines that are asked of a manager when all are wanted, and as many times those that count otherwise: requests and
 *  repetitions lie between them. */
const MOST = 20_000
const BETWEEN = 20

/** Written thousands of times in a second while Redis is away, and once for every request: neither may push out of
 *  the count what matters. */
const CROWD = /(?:queue\.worker|rq\.queue)\.dequeue_failed/

const counts = (record: LogRecord): boolean =>
  record.name !== null && !CROWD.test(record.head) && requestIn(record) === null

/** Reads a log, wherever it goes. */
export async function readSource(
  context: Context,
  source: LogSource,
  zone: Zone,
): Promise<ReadSource | NoSource> {
  const format = missionControlFormat(zone)
  if ('path' in source) {
    const { host, window, signal } = context
    return gather(host.logs, { path: source.path, format, window, counts }, signal)
  }
  const { window } = context
  const asked = { ...window, lines: window.lines === 0 ? MOST : Math.min(MOST, window.lines * BETWEEN) }
  const lines =
    'unit' in source
      ? await ofJournal(context, source, asked)
      : await ofContainer(context, source.container, asked)
  if (!lines.ok) return lines
  const records = format.records(lines.lines.map(({ text }) => text).join('\n')).map((record) => ({
    ...record,
    at: record.at ?? lines.lines[record.line - 1]?.at ?? null,
  }))
  return {
    ok: true,
    records,
    countedFrom: firstCounted(records, window, counts),
    mtimeMs: context.now,
    whole: false,
    partial: window.lines === 0 && lines.lines.length >= MOST,
  }
}

/** How a log is called in evidence. */
export function nameOf(source: LogSource): string {
  if ('path' in source) return source.path
  if ('unit' in source) return `journalctl${source.user ? ' --user' : ''} --unit=${source.unit}`
  return `docker logs ${source.container}`
}

/** A line without the time that was put before it; the time is epoch ms. */
interface Line {
  readonly text: string
  readonly at: number | null
}

type Lines = { readonly ok: true; readonly lines: readonly Line[] } | NoSource

async function ofJournal(
  { host, signal }: Context,
  { unit, user }: { unit: string; user: boolean },
  window: Window,
): Promise<Lines> {
  const journal = await readJournal(host.exec, { unit, user }, window, signal)
  if (!journal.ok) return journal
  return { ok: true, lines: journal.records.map(({ head, at }) => ({ text: head, at })) }
}

async function ofContainer({ host, signal }: Context, container: string, window: Window): Promise<Lines> {
  const answer = await host.exec.run(
    { file: 'docker', args: containerArgs(container, window), deadlineMs: 8_000 },
    signal,
  )
  if (!answer.ok) return answer
  if (answer.exitCode !== 0)
    return { ok: false, problem: 'failed', message: `docker logs: ${answer.stderr.trim().slice(0, 200)}` }
  return { ok: true, lines: containerLines(`${answer.stdout}\n${answer.stderr}`) }
}

function containerArgs(container: string, { since, until, lines }: Window): readonly string[] {
  return [
    'logs',
    '--timestamps',
    `--since=${new Date(since).toISOString()}`,
    `--until=${new Date(until).toISOString()}`,
    `--tail=${lines}`,
    container,
  ]
}

/** `docker logs --timestamps`: both streams, put in order by the time before each line. */
export function containerLines(text: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const at = timeAtStart(line, 'utc')
      return { text: at === null ? line : line.slice(line.indexOf(' ') + 1), at }
    })
    .toSorted((a, b) => (a.at ?? 0) - (b.at ?? 0))
}
