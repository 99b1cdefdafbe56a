import type { Context } from '../../core/check.ts'
import { firstCounted, gather } from '../../logs/gather.ts'
import { readJournal } from '../../logs/journal.ts'
import type { LogFormat, LogRecord } from '../../logs/record.ts'
import { consoleFormat } from './console-log.ts'
import { type LogName, logFiles } from './log-files.ts'
import { isGatewaysOwn, openclawFormat, STARTING } from './log-records.ts'

/** One of the places that the log lies in, read as far as the window reaches. */
export type LogPart = ReadPart | { readonly ok: false; readonly source: string; readonly why: string }

export interface ReadPart {
  readonly ok: true
  /** Path or command, for evidence. */
  readonly source: string
  readonly records: readonly LogRecord[]
  /** Index of the first record inside the window's count. */
  readonly countedFrom: number
  /** Last change, epoch ms. */
  readonly mtimeMs: number
}

const enough = (records: readonly LogRecord[]): boolean =>
  records.some((record) => STARTING.test(record.head))

const NEEDLES = [
  'errorMessage=',
  'failoverReason',
  'Gateway failed to start',
  'config reload',
  'lane task error',
  'ended with stopReason',
]

/** The daily files, with their rotations, that the window touches; oldest first. */
export async function fileParts(context: Context, name: LogName): Promise<readonly LogPart[]> {
  const files = await logFiles(context.host, name, context.window.since)
  return Promise.all(files.map(({ path }) => readFile(context, path, openclawFormat)))
}

/** The plain-text logs that were written inside the window. */
export async function textParts(context: Context, paths: readonly string[]): Promise<readonly LogPart[]> {
  const { host, window, now } = context
  const stats = await Promise.all(paths.map((path) => host.files.stat({ path })))
  const written = paths.filter((_, index) => {
    const stat = stats[index]
    return stat?.ok && stat.mtimeMs >= window.since
  })
  return Promise.all(written.map((path) => readFile(context, path, consoleFormat(now))))
}

async function readFile(context: Context, path: string, format: LogFormat): Promise<LogPart> {
  const { host, window, signal } = context
  const request = { path, format, window, counts: isGatewaysOwn, enough, needles: NEEDLES }
  const read = await gather(host.logs, request, signal)
  return read.ok ? { ...read, source: path } : { ok: false, source: path, why: `${path}: ${read.message}` }
}

/** A unit whose output systemd keeps. */
export interface JournalUnit {
  readonly unit: string
  readonly scope: 'user' | 'system'
}

/** Most lines that are asked of a manager, and as many for each record that counts: between the gateway's own lie the
 *  texts of answers. */
const MOST = 20_000
const BETWEEN = 20

/** What the unit printed, from the journal, since `since` (epoch ms): the console form, each line with the journal's
 *  time. What systemd itself says of the unit is left out. */
export async function journalPart(
  context: Context,
  { unit, scope }: JournalUnit,
  since: number,
): Promise<LogPart> {
  const { host, window, signal } = context
  const user = scope === 'user'
  const source = `journalctl${user ? ' --user' : ''} --unit=${unit}`
  const asked = { ...window, since: Math.min(since, window.since), lines: linesFor(window.lines) }
  const who = host.env.who()
  const of = user && who.euid !== who.uid ? { owner: who.uid } : {}
  const read = await readJournal(host.exec, { unit, user, ...of }, asked, signal)
  if (!read.ok) return { ok: false, source, why: `${source}: ${read.message}` }
  const said = read.records.filter(({ known, name }) => known && name !== 'systemd')
  return consolePart(
    context,
    source,
    said.map(({ head, at }) => ({ text: head, at })),
  )
}

export const linesFor = (lines: number): number =>
  lines === 0 ? MOST : Math.min(MOST, Math.max(1_000, lines * BETWEEN))

/** A part from lines of the console form; `at` is the time that was kept beside the line, epoch ms. */
export function consolePart(
  { window, now }: Context,
  source: string,
  lines: readonly { readonly text: string; readonly at: number | null }[],
): ReadPart {
  const text = lines.map((line) => line.text).join('\n')
  const records = consoleFormat(now)
    .records(text)
    .map((record) => ({ ...record, at: record.at ?? lines[record.line - 1]?.at ?? null }))
  const countedFrom = firstCounted(records, window, isGatewaysOwn)
  return { ok: true, source, records, countedFrom, mtimeMs: records.at(-1)?.at ?? 0 }
}
