import type { Log } from '../../logs/log.ts'
import type { Timed } from '../../logs/span.ts'
import { type AgentRequest, requestIn } from './access.ts'
import type { AgentRequests } from './check-in.ts'
import { eventOf } from './log-fields.ts'

/** One step in an agent's life, as a log tells it. */
export interface Step {
  /** `queue.enqueued`, `reconcile.retriggered` …, without `lifecycle.`. */
  readonly step: string
  readonly fields: Readonly<Record<string, string>>
  readonly record: Timed
  readonly source: string
}

/** What the logs tell that is not about one agent. */
export interface LogSigns {
  readonly steps: ReadonlyMap<string, readonly Step[]>
  readonly enqueueFailures: readonly Timed[]
  readonly drops: readonly Timed[]
  readonly requests: readonly { readonly request: AgentRequest; readonly record: Timed }[]
  /** Epoch ms from which on the API's log is known; null where there is none, or it has no times. */
  readonly accessFrom: number | null
}

/** Steps kept of each agent: the last ones. */
const MOST_STEPS = 20

/** Reads what both logs say about agents, in the order of time as far as it is known. */
export function signsIn(logs: readonly Log[]): LogSigns {
  const steps = new Map<string, Step[]>()
  const [enqueueFailures, drops]: [Timed[], Timed[]] = [[], []]
  const requests: { request: AgentRequest; record: Timed }[] = []
  for (const log of logs) {
    for (const record of log.records) {
      const request = log.id === 'api' ? requestIn(record) : null
      if (request) requests.push({ request, record })
      const event = request ? null : eventOf(record)
      if (!event) continue
      if (/^rq\.queue\.(?:schedule|enqueue)_failed$/.test(event.name)) enqueueFailures.push(record)
      if (/drop_failed_task$|\.drop_task$/.test(event.name)) drops.push(record)
      const agent = event.fields.agent_id
      if (!agent || !event.name.startsWith('lifecycle.')) continue
      const known = steps.get(agent) ?? []
      known.push({
        step: event.name.slice('lifecycle.'.length),
        fields: event.fields,
        record,
        source: log.source,
      })
      steps.set(agent, known)
    }
  }
  for (const [agent, all] of steps)
    steps.set(agent, all.toSorted((a, b) => (a.record.at ?? 0) - (b.record.at ?? 0)).slice(-MOST_STEPS))
  return { steps, enqueueFailures, drops, requests, accessFrom: beginOf(logs) }
}

function beginOf(logs: readonly Log[]): number | null {
  const api = logs.find((log) => log.id === 'api')
  return api?.records.find((record) => record.at !== null)?.at ?? null
}

/** Records that were, as far as can be known, not before the time. A line without a time lies between its
 *  neighbours'. */
export function since(records: readonly Timed[], time: number): readonly Timed[] {
  return records.filter(({ span }) => (span.earliest ?? span.latest ?? 0) >= time)
}

/** The requests of agents since a wake (epoch ms). */
export function requestsSince(signs: LogSigns, wokenAt: number | null): AgentRequests {
  const from = wokenAt ?? 0
  const after = signs.requests.filter(
    ({ record: { span } }) => (span.latest ?? Number.POSITIVE_INFINITY) >= from,
  )
  const heartbeats: Record<number, number> = {}
  for (const { request } of after)
    if (request.heartbeat) heartbeats[request.status] = (heartbeats[request.status] ?? 0) + 1
  return {
    known: signs.accessFrom !== null && wokenAt !== null && signs.accessFrom <= wokenAt,
    any: after.length,
    heartbeats,
  }
}
