import type { Context } from '../../core/check.ts'
import type { Log } from '../../logs/log.ts'
import type { LogRecord } from '../../logs/record.ts'
import { withSpans } from '../../logs/span.ts'
import type { LogName } from './log-files.ts'
import {
  fileParts,
  type JournalUnit,
  journalPart,
  type LogPart,
  type ReadPart,
  textParts,
} from './log-parts.ts'
import { isGatewaysOwn, STARTING } from './log-records.ts'
import { withoutCopies } from './without-copies.ts'

/** The gateway's log inside the window, without what its clients wrote into it. */
export interface GatewayLog {
  readonly log: Log
  /** The same records without their places. */
  readonly records: readonly LogRecord[]
  /** Records that clients wrote and that were left out. */
  readonly leftOut: number
  /** Files and commands that were read, oldest first. */
  readonly paths: readonly string[]
  /** Why a place could not be read. */
  readonly blocked: string | null
}

/** Where the log of a gateway lies, and when its present run began (epoch ms); null where none runs. */
export interface LogPlaces {
  readonly name: LogName
  /** Plain-text files that the service manager writes the console into. */
  readonly textLogs: readonly string[]
  /** Null where systemd does not run it. `changedAt`: when the unit came to its present state, epoch ms. */
  readonly journal: (JournalUnit & { readonly changedAt: number | null }) | null
  readonly startedAt: number | null
}

/** How far before a unit's last change its words are asked for, ms: they tell why it ended. */
const BEFORE_END = 120_000

/** Reads the gateway's own files, and from what the service manager keeps of its console that which they do not have:
 *  the words of a start that fails before the logger is up are in no file. The journal is asked only where the newest
 *  file is missing, is older than the present run, or no run is there to write it. */
export async function readGatewayLog(
  context: Context,
  { name, textLogs, journal, startedAt }: LogPlaces,
): Promise<GatewayLog> {
  const [files, texts] = await Promise.all([fileParts(context, name), textParts(context, textLogs)])
  const newest = files.findLast((part) => part.ok)
  const wanted = !newest || startedAt === null || newest.mtimeMs < startedAt
  const since = (journal?.changedAt ?? startedAt ?? context.window.since) - BEFORE_END
  const kept = journal && wanted ? await journalPart(context, journal, since) : null
  // A journal that cannot be read is no loss where the files are whole.
  const consoles = kept && (kept.ok || !newest) ? [...texts, kept] : texts
  return joined(context, files, consoles, { startedAt, nothing: `${name.directory}/${name.name}` })
}

/** One log of several parts: those of the gateway's own logger whole, those of its console as far as they say more. */
export function joined(
  { now }: Context,
  files: readonly LogPart[],
  consoles: readonly LogPart[],
  { startedAt, nothing }: { readonly startedAt: number | null; readonly nothing: string },
): GatewayLog {
  const filed = files.filter((part) => part.ok)
  const known = filed.flatMap(({ records }) => records)
  const more = consoles
    .filter((part) => part.ok)
    .flatMap((part) => withoutCopies(part, known))
    .filter(({ records }) => records.length > 0)
  const parts: readonly ReadPart[] = [...filed, ...more]
  const all = parts.flatMap(({ records }) => records)
  const inside = new Set(parts.flatMap(({ records, countedFrom }) => records.slice(countedFrom)))
  const own = all.filter(isGatewaysOwn)
  const start = own.findLastIndex((record) => STARTING.test(record.head))
  const runFrom = start < 0 ? null : start
  const mtimeMs = Math.max(...parts.map((part) => part.mtimeMs)) || now
  const records = withSpans(own, () => null, { mtimeMs, runFrom, runStartedAt: startedAt })
  const from = own.findIndex((record) => inside.has(record))
  const source = [...(filed.at(-1) ? [filed.at(-1)] : []), ...more].map((part) => part?.source).join(' and ')
  return {
    log: {
      id: 'gateway',
      source: source || nothing,
      records,
      countedFrom: from < 0 ? own.length : from,
      runFrom,
      whole: false,
    },
    records: own.filter((record) => inside.has(record)),
    leftOut: all.length - own.length,
    paths: [...filed, ...consoles.filter((part) => part.ok)].map((part) => part.source),
    blocked: [...files, ...consoles].find((part) => !part.ok)?.why ?? null,
  }
}
