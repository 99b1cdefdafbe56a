import type { Context } from '../../core/check.ts'
import { gather } from '../../logs/gather.ts'
import type { Log } from '../../logs/log.ts'
import type { LogRecord } from '../../logs/record.ts'
import { withSpans } from '../../logs/span.ts'
import { consoleFormat } from './console-log.ts'
import { type LogName, logFiles } from './log-files.ts'
import { isGatewaysOwn, openclawFormat, STARTING } from './log-records.ts'

/** The gateway's log inside the window, without what its clients wrote into it. */
export interface GatewayLog {
  readonly log: Log
  /** The same records without their places. */
  readonly records: readonly LogRecord[]
  /** Records that clients wrote and that were left out. */
  readonly leftOut: number
  /** Files that were read, oldest first. */
  readonly paths: readonly string[]
  /** Why a file could not be read. */
  readonly blocked: string | null
}

/** Reads the daily files (with their rotations) that the window touches, and the plain-text logs beside them. */
export async function readGatewayLog(
  context: Context,
  name: LogName,
  textLogs: readonly string[],
  startedAt: number | null,
): Promise<GatewayLog> {
  const { host, window, now, signal } = context
  const files = await logFiles(host, name, window.since)
  const texts = await Promise.all(
    textLogs.map(async (path) => ({ path, stat: await host.files.stat({ path }) })),
  )
  const plain = texts.flatMap(({ path, stat }) => (stat.ok && stat.mtimeMs >= window.since ? [path] : []))
  const sources = [
    ...plain.map((path) => ({ path, format: consoleFormat(now) })),
    ...files.map(({ path }) => ({ path, format: openclawFormat })),
  ]
  const read = await Promise.all(
    sources.map(({ path, format }) =>
      gather(host.logs, { path, format, window, counts: isGatewaysOwn, enough, needles: NEEDLES }, signal),
    ),
  )
  const all: LogRecord[] = []
  const counted: LogRecord[] = []
  let blocked: string | null = null
  for (const [index, file] of read.entries()) {
    if (!file.ok) {
      blocked = `${sources[index]?.path}: ${file.message}`
      continue
    }
    all.push(...file.records)
    counted.push(...file.records.slice(file.countedFrom))
  }
  const own = all.filter(isGatewaysOwn)
  const inside = new Set(counted)
  const runFrom = own.findLastIndex((record) => STARTING.test(record.head))
  const mtimeMs = files.at(-1)?.mtimeMs ?? now
  const timed = withSpans(own, () => null, {
    mtimeMs,
    runFrom: runFrom < 0 ? null : runFrom,
    runStartedAt: startedAt,
  })
  const from = own.findIndex((record) => inside.has(record))
  const source = files.at(-1)?.path ?? plain.at(-1) ?? `${name.directory}/${name.name}`
  return {
    log: {
      id: 'gateway',
      source,
      records: timed,
      countedFrom: from < 0 ? own.length : from,
      runFrom: runFrom < 0 ? null : runFrom,
      whole: false,
    },
    records: own.filter((record) => inside.has(record)),
    leftOut: all.length - own.length,
    paths: [...plain, ...files.map(({ path }) => path)],
    blocked,
  }
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
