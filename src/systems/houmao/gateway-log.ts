import { defineProbe, type Probe } from '../../core/check.ts'
import type { FileProblem } from '../../host/files.ts'
import { gather } from '../../logs/gather.ts'
import type { Log } from '../../logs/log.ts'
import { type LogFormat, type LogRecord, linesOf, recordOf } from '../../logs/record.ts'
import { withSpans } from '../../logs/span.ts'
import { timeAtStart } from '../../logs/timestamp.ts'
import type { Place } from './place.ts'

export const STARTED = /\bgateway started host=\S+ port=(\d+)/
export const STOPPING = /\bgateway stopping$/
/** What uvicorn writes, without a time, when the wanted port is taken. */
export const BIND_ERROR = /error while attempting to bind on address|address already in use|\[Errno 98\]/i

/** Beginnings of what Python and uvicorn write between the service's own lines. */
const UNTIMED =
  /^(?:(?:ERROR|WARNING|CRITICAL|INFO): |Exception in thread |Traceback \(most recent call last\))/

/** `gateway.log`: a line per message, each twice (the service writes it to the file and to its redirected output);
 *  uvicorn's errors and Python's tracebacks stand between them without a time. Equal neighbours become one. */
export const gatewayLogFormat: LogFormat = { kind: 'houmao-gateway', records }

function records(text: string): readonly LogRecord[] {
  const found: LogRecord[] = []
  let open: { readonly line: number; readonly lines: string[] } | null = null
  let previous = ''
  const close = () => {
    const record = open ? recordOf(open.lines, open.line) : null
    // Lines of nothing but NULs, as a crash leaves them, are no record.
    if (record && record.text.trim() !== '') found.push(record)
    open = null
  }
  for (const [index, line] of linesOf(text).entries()) {
    const at = timeAtStart(line, 'utc')
    if (at !== null) {
      close()
      if (line !== previous) found.push(recordOf([line], index + 1, { at }))
    } else if (line.trim() !== '') {
      const inThread = open?.lines.length === 1 && line.startsWith('Traceback')
      if (!open || (UNTIMED.test(line) && !inThread)) {
        close()
        open = { line: index + 1, lines: [line] }
      } else open.lines.push(line)
    }
    previous = line
  }
  close()
  return found
}

/** How the newest run that the log tells of ended, as far as it does. */
export type LastRun =
  /** No run is told of: never attached, or the log was removed. */
  | { readonly kind: 'none' }
  | { readonly kind: 'stopped' | 'started'; readonly record: LogRecord; readonly port: number | null }
  /** The newest attempt did not get its port. */
  | { readonly kind: 'no-port'; readonly record: LogRecord; readonly port: number | null }

export function lastRunOf(records: readonly LogRecord[]): LastRun {
  for (const record of records.toReversed()) {
    const started = STARTED.exec(record.head)
    if (started) return { kind: 'started', record, port: Number(started[1]) }
    if (record.at !== null && STOPPING.test(record.head)) return { kind: 'stopped', record, port: null }
    if (record.at === null && BIND_ERROR.test(record.text))
      return {
        kind: 'no-port',
        record,
        port: Number(/\('[\d.]+', (\d+)\)/.exec(record.text)?.[1] ?? 0) || null,
      }
  }
  return { kind: 'none' }
}

export type GatewayLog =
  | { readonly ok: true; readonly log: Log; readonly last: LastRun; readonly mtimeMs: number }
  | FileProblem

const NEEDLES = [
  'gateway started',
  'gateway stopping',
  'Errno',
  'Exception',
  'failed',
  'no such table',
  'mail notifier',
]

export function gatewayLogProbe(place: Probe<Place>): Probe<GatewayLog> {
  return defineProbe('gateway.log', async ({ host, window, signal, ask }): Promise<GatewayLog> => {
    const { gateway } = await ask(place)
    if (!gateway) return { ok: false, problem: 'absent', message: 'the session root is not known' }
    const path = `${gateway}/logs/gateway.log`
    const request = {
      path,
      format: gatewayLogFormat,
      window,
      needles: NEEDLES,
      enough: (all: readonly LogRecord[]) => all.some((record) => STARTED.test(record.head)),
    }
    const read = await gather(host.logs, request, signal)
    if (!read.ok) return read
    const lastStart = read.records.findLastIndex((record) => STARTED.test(record.head))
    const runFrom = lastStart < 0 ? null : lastStart
    const { mtimeMs, countedFrom, whole } = read
    const bounds = { mtimeMs, runFrom, runStartedAt: read.records[lastStart]?.at ?? null }
    const records = withSpans(read.records, () => null, bounds)
    const log = { id: 'gateway', source: path, records, countedFrom, runFrom, whole }
    return { ok: true, log, last: lastRunOf(read.records), mtimeMs }
  })
}
