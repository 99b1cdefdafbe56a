import { defineProbe, type Probe } from '../../core/check.ts'
import type { Log } from '../../logs/log.ts'
import { withSpans } from '../../logs/span.ts'
import { type NoSource, nameOf, readSource } from './log-source.ts'
import { logOf, type MissionControlSettings, type SideName } from './settings.ts'

export type ReadLog =
  | { readonly ok: true; readonly log: Log; readonly partial: boolean }
  | (NoSource & { readonly source: string })

/** The log of one side, called `api` or `worker` by rules; null where none is configured. */
export function logProbe(name: SideName, { sides, zone }: MissionControlSettings): Probe<ReadLog | null> {
  return defineProbe(`log of the ${name}`, async (context) => {
    const source = logOf(sides[name])
    if (!source) return null
    const read = await readSource(context, source, zone)
    if (!read.ok) return { ...read, source: nameOf(source) }
    const { mtimeMs, countedFrom, whole, partial } = read
    const runFrom = lastStart(read.records.map(({ head }) => head))
    const records = withSpans(read.records, () => null, { mtimeMs, runFrom, runStartedAt: null })
    const log = { id: name, source: nameOf(source), records, countedFrom, runFrom, whole }
    return { ok: true, log, partial }
  })
}

/** The API: uvicorn says that it started. The worker: it names its throttle. */
const STARTED = /^INFO: +Started server process \[|\bqueue\.worker\.batch_started\b/

function lastStart(heads: readonly string[]): number | null {
  const index = heads.findLastIndex((head) => STARTED.test(head))
  return index < 0 ? null : index
}
