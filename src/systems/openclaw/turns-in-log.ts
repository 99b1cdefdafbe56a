import { evidence } from '../../core/finding.ts'
import type { LogRecord } from '../../logs/record.ts'
import { answeredByBackends } from './backend-turns-in-log.ts'
import { channelPart } from './channel-turns-in-log.ts'
import { fieldIn } from './log-records.ts'
import { reasonOf } from './reasons.ts'
import type { Sight } from './turns.ts'

type Part = Omit<Sight, 'at' | 'evidence'>
type Reader = readonly [RegExp, (words: Readonly<Record<string, string>>, record: LogRecord) => Part | null]

/** The records that tell of a turn. A turn that ends in an error *payload* (timeout, unreadable or empty answer) has
 *  neither a success nor a refused call: only its own record says so. */
const READERS: readonly Reader[] = [
  [
    /^\[agent\] run (?<runId>\S{1,80}) ended with stopReason=(?<stop>\w+)/,
    ({ runId, stop }) => ({
      runId,
      ...(stop === 'error' || stop === 'aborted'
        ? { state: 'failed' as const, reason: 'other' as const }
        : { state: 'ok' as const }),
    }),
  ],
  [
    /^⇄ res ✗ agent\b.*?errorMessage=(?<text>.*)/,
    ({ text = '' }) => ({ ...failed(text), runId: /\brunId=(\S{1,80})/.exec(text)?.[1] ?? null }),
  ],
  [/^embedded run agent end$/, (_, record) => attempt(record, 'failoverReason', 'error')],
  [
    // The console's form of the same record.
    /^embedded run agent end: runId=(?<runId>\S{1,80}) isError=true model=(?<model>\S{1,80}) provider=(?<provider>\S{1,80}) error=(?<text>.*)/,
    ({ runId, model, provider, text = '' }) => ({
      ...failed(text),
      runId,
      model,
      provider,
      state: 'retrying',
    }),
  ],
  [
    /^model fallback decision$/,
    (_, record) =>
      fieldIn(record, 'fallbackStepFinalOutcome') === 'chain_exhausted'
        ? {
            ...attempt(record, 'reason', 'errorPreview'),
            provider: fieldIn(record, 'candidateProvider'),
            model: fieldIn(record, 'candidateModel'),
            state: 'failed',
          }
        : null,
  ],
  [
    /^embedded run timeout: runId=(?<runId>\S{1,80}) .*?timeoutMs=(?<ms>\d+)/,
    ({ runId, ms }) => ({ runId, state: 'failed', reason: 'timeout', text: `no answer within ${ms} ms` }),
  ],
  [
    /^incomplete turn detected: runId=(?<runId>\S{1,80}) .*?provider=(?<provider>[^/\s]{1,80})\/(?<model>\S{1,80})/,
    ({ runId, provider, model }) => ({
      runId,
      provider,
      model,
      state: 'failed',
      reason: 'empty-answer',
      text: 'an empty answer',
    }),
  ],
  [
    /^cli terminal failure: provider=(?<provider>\S{1,80}) model=(?<model>\S{1,80}) .*?runId=(?<runId>\S{1,80}) error=(?<text>.*)/,
    ({ provider, model, runId, text = '' }) => ({ ...failed(text), provider, model, runId }),
  ],
]

/** The sights of turns in a log's records; `source` is the log. */
export function turnsInLog(records: readonly LogRecord[], source: string): readonly Sight[] {
  const told = withoutEchoes(records.flatMap((record) => sightIn(record, source) ?? []))
  return [...told, ...answeredByBackends(records, source)]
}

function sightIn(record: LogRecord, source: string): Sight | null {
  if (record.at === null) return null
  const part = runPart(record) ?? channelPart(record)
  return part
    ? { ...part, at: record.at, evidence: evidence(source, quote(record, part), { at: record.at }) }
    : null
}

function runPart(record: LogRecord): Part | null {
  for (const [pattern, read] of READERS) {
    const words = pattern.exec(record.head)
    const part = words ? read((words.groups ?? {}) as Readonly<Record<string, string>>, record) : null
    if (part) return { ...part, trace: fieldIn(record, 'traceId') }
  }
  return null
}

/** Records of the same message follow each other within this time, ms. */
const ECHO_MS = 5_000

/** Without traces (2026.5.4) the same failure of a message stands in up to three records: one sight is enough. */
function withoutEchoes(sights: readonly Sight[]): readonly Sight[] {
  return sights.filter((sight, index) => {
    if (sight.runId || sight.trace || sight.state !== 'failed') return true
    const before = sights
      .slice(0, index)
      .findLast((one) => !one.runId && !one.trace && one.text === sight.text)
    return (
      !before ||
      sight.at - before.at > ECHO_MS ||
      Boolean(sight.session && before.session && sight.session !== before.session)
    )
  })
}

function failed(text: string): Part {
  return { state: 'failed', reason: reasonOf(text), text: text.slice(0, 300) }
}

/** An attempt that failed: whether the turn has failed with it, a later record says. */
function attempt(record: LogRecord, reason: string, text: string): Part | null {
  if (fieldIn(record, 'isError') === 'false') return null
  const said = `${fieldIn(record, text) ?? ''} ${fieldIn(record, 'rawErrorPreview') ?? ''}`.trim()
  return {
    runId: fieldIn(record, 'runId'),
    provider: fieldIn(record, 'provider'),
    model: fieldIn(record, 'model'),
    state: 'retrying',
    reason: reasonOf(said, fieldIn(record, reason)),
    text: said.slice(0, 300),
  }
}

function quote(record: LogRecord, { text, provider }: Part): string {
  const structured =
    record.head.length < 40 && text
      ? `${record.head}: ${provider ? `provider=${provider} ` : ''}${text}`
      : record.head
  return structured.slice(0, 300)
}
