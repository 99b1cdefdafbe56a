import { defineProbe, type Probe } from '../../core/check.ts'
import type { FileProblem } from '../../host/files.ts'
import { type Gathered, gather } from '../../logs/gather.ts'
import type { Log } from '../../logs/log.ts'
import { withSpans } from '../../logs/span.ts'
import { EXTENSION, errFormat, outFormat, STARTED } from './log-format.ts'
import { anchorOf } from './log-times.ts'
import type { HealthAnswer } from './probes.ts'
import { runFromInErr, runFromInLog } from './run-start.ts'
import type { JoelclawSettings } from './settings.ts'

export type ReadLog =
  | { readonly ok: true; readonly log: Log; readonly mtimeMs: number; readonly size: number }
  | FileProblem

/** Both logs of the daemon, and the run that writes to them now. */
export interface JoelclawLogs {
  /** `gateway.err`, called `err` by rules. */
  readonly err: ReadLog
  /** `gateway.log`, called `out` by rules. */
  readonly out: ReadLog
  /** From `/health`; null where the daemon does not say. Epoch ms. */
  readonly run: { readonly pid: number | null; readonly startedAt: number | null }
}

/** Written every 30 s while something is wrong: it must not push what is wrong out of the count. */
const REPEATED = /^\[gateway:watchdog\] health check \{/

/** Words that a part of a large file must hold to be looked at, with `--lines 0`. */
const ERR_NEEDLES = [
  'failed',
  'error',
  'Error',
  'timeout',
  'timed out',
  'watchdog',
  'fallback',
  'retries',
  'conflict',
  'langfuse',
  'extension: ',
]
const OUT_NEEDLES = [
  'daemon started',
  'shutting down',
  'persisted inbound',
  'response ready',
  '[gateway:fallback]',
  '[command-queue]',
  'replayed',
]

/** Reads both logs once per walk and gives each record the time that is known of it. */
export function logsProbe({ paths }: JoelclawSettings, health: Probe<HealthAnswer>): Probe<JoelclawLogs> {
  return defineProbe('gateway.log and gateway.err', async ({ host, window, now, signal, ask }) => {
    const [answer, err, out] = await Promise.all([
      ask(health),
      gather(
        host.logs,
        { path: paths.err, format: errFormat, window, needles: ERR_NEEDLES, ...errContext },
        signal,
      ),
      gather(
        host.logs,
        { path: paths.log, format: outFormat, window, needles: OUT_NEEDLES, ...outContext },
        signal,
      ),
    ])
    const status = answer.kind === 'document' ? answer.document.status : null
    const startedAt = typeof status?.uptimeMs === 'number' ? now - status.uptimeMs : null
    const run = { pid: status?.pid ?? null, startedAt }
    const both = {
      run,
      err: err.ok
        ? read('err', paths.err, err, runFromInErr(err.records, err.mtimeMs, startedAt), startedAt)
        : err,
      out: out.ok ? read('out', paths.log, out, runFromInLog(out.records, run.pid), startedAt) : out,
    }
    // A run that began after the window does not make history of what happened in it.
    const later = startedAt !== null && startedAt > window.until
    return later ? { run, err: withoutRun(both.err), out: withoutRun(both.out) } : both
  })
}

const errContext: Pick<Parameters<typeof gather>[1], 'counts' | 'enough'> = {
  counts: (record) => !EXTENSION.test(record.head) && !REPEATED.test(record.head),
  enough: (records) => records.some((record) => EXTENSION.test(record.head)),
}

const outContext: Pick<Parameters<typeof gather>[1], 'enough'> = {
  enough: (records) => records.some((record) => STARTED.test(record.head)),
}

function read(
  id: string,
  source: string,
  file: Gathered,
  runFrom: number | null,
  runStartedAt: number | null,
): ReadLog {
  const { mtimeMs, size, countedFrom, whole } = file
  const records = withSpans(file.records, anchorOf(runStartedAt), { mtimeMs, runFrom, runStartedAt })
  return { ok: true, mtimeMs, size, log: { id, source, records, countedFrom, runFrom, whole } }
}

function withoutRun(read: ReadLog): ReadLog {
  return read.ok ? { ...read, log: { ...read.log, runFrom: null } } : read
}

/** The logs that could be read. */
export function readable({ err, out }: JoelclawLogs): readonly Log[] {
  return [err, out].flatMap((one) => (one.ok ? one.log : []))
}
