import type { Context } from '../../core/check.ts'
import type { Window } from '../../core/window.ts'
import { type ContainerLine, readContainerLog } from '../../logs/container.ts'
import { firstCounted, gather } from '../../logs/gather.ts'
import { readJournal } from '../../logs/journal.ts'
import type { LogRecord } from '../../logs/record.ts'
import type { Zone } from '../../logs/timestamp.ts'
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

type Lines = { readonly ok: true; readonly lines: readonly ContainerLine[] } | NoSource

async function ofJournal(
  { host, signal }: Context,
  { unit, user }: { unit: string; user: boolean },
  window: Window,
): Promise<Lines> {
  const journal = await readJournal(host.exec, { unit, user }, window, signal)
  if (!journal.ok) return journal
  return { ok: true, lines: journal.records.map(({ head, at }) => ({ text: head, at })) }
}

function ofContainer({ host, signal }: Context, name: string, window: Window): Promise<Lines> {
  return readContainerLog(host.exec, { command: 'docker', name }, window, signal)
}
