import { defineProbe } from '../../core/check.ts'
import { iso } from '../../core/finding.ts'
import { judge } from '../../logs/judge.ts'
import type { Activity } from '../../review/activity.ts'
import type { ReviewProbes } from '../../review/source.ts'
import { type Events, parseEvents } from './events.ts'
import { logRules } from './log-rules.ts'
import { houmaoProbes } from './probes.ts'
import { COLUMNS, type QueuedRequest, requestOf } from './queue.ts'
import type { HoumaoSettings } from './settings.ts'

const EVENTS_BYTES = 512 << 10
const MOST_REQUESTS = 2_000

/** Every request that was accepted or ended since a time, and those that have not ended. Its times are ISO texts of
 *  UTC, so that they compare as texts. The payload is the prompt and is not read. */
const SINCE = `SELECT ${COLUMNS} FROM gateway_requests
  WHERE accepted_at_utc >= ?1 OR finished_at_utc >= ?1 OR state IN ('accepted', 'running')
  ORDER BY accepted_at_utc DESC`

const NOTHING: Activity = {
  id: null,
  sources: [],
  startedAt: null,
  works: [],
  open: [],
  events: [],
  damaged: 0,
  notes: [],
  problem: null,
}

/** What a review of a Houmao gateway reads: queue and events, which tell when a request came and how it ended, and
 *  `gateway.log`. Prompts and answers stay where they are. */
export function houmaoReview(settings: HoumaoSettings): ReviewProbes {
  const probes = houmaoProbes(settings)
  const activity = defineProbe('requests of the window', async (context): Promise<Activity> => {
    const { host, ask, window, signal } = context
    const [{ gateway }, instance, sidecars] = await Promise.all([
      ask(probes.place),
      ask(probes.instance),
      ask(probes.sidecars),
    ])
    if (!gateway) return { ...NOTHING, notes: ['The directory of the gateway is not known.'] }
    const path = `${gateway}/queue.sqlite`
    const running = !sidecars.ok || sidecars.processes.length > 0
    const since = (iso(window.since) ?? '').slice(0, 19)
    const answer = await host.sqlite.query(
      {
        path,
        copy: !running,
        queries: [{ sql: SINCE, params: [since], maxRows: MOST_REQUESTS }],
        deadlineMs: settings.thresholds.sqliteMs,
      },
      signal,
    )
    const tail = await host.logs.tail({ path: `${gateway}/events.jsonl`, bytes: EVENTS_BYTES })
    const events = parseEvents(tail.ok ? tail.text : '')
    const id = instance?.kind === 'valid' ? `pid ${instance.value.pid}` : null
    if (!answer.ok) {
      const absent = answer.problem === 'absent'
      const notes = absent ? ['There is no queue: no request was ever accepted.'] : []
      return { ...NOTHING, id, notes, problem: absent ? null : `${path}: ${answer.message}` }
    }
    const requests = (answer.results[0] ?? []).map(requestOf).toReversed()
    const sources = [path, ...(tail.ok ? [`${gateway}/events.jsonl`] : [])]
    return { ...NOTHING, id, sources, ...requestsAsActivity(requests, events, running) }
  })
  const logs = defineProbe('rules of gateway.log', async ({ ask, window }) => {
    const log = await ask(probes.log)
    return log.ok ? judge(logRules, { logs: [log.log], window, standing: {} }) : []
  })
  return { activity, logs }
}

/** Requests, oldest first, as work. One that the events call accepted and the queue does not hold is told of. */
export function requestsAsActivity(
  requests: readonly QueuedRequest[],
  events: Events,
  running: boolean,
): Pick<Activity, 'works' | 'open' | 'events' | 'damaged' | 'notes'> {
  const known = new Set(requests.map(({ id }) => id))
  // Of what is older than the requests that were read nothing is known.
  const from = requests.length < MOST_REQUESTS ? 0 : (requests[0]?.acceptedAt ?? 0)
  const vanished = events.open.filter(({ id, at }) => !known.has(id) && at !== null && at >= from)
  const open = requests.filter(isOpen)
  return {
    works: requests.map((one) => ({
      from: one.kind,
      startedAt: one.acceptedAt,
      endedAt: one.finishedAt,
      ending: endingOf(one),
      error: one.error,
    })),
    open: open.map(({ id, kind, state, startedAt, acceptedAt }) => ({
      kind: 'request',
      since: startedAt ?? acceptedAt,
      name: `${id} (${kind}) ${state === 'running' ? 'is running' : 'waits'}`,
    })),
    events: vanished.map(({ id, at }) => ({
      at,
      kind: 'step',
      text: `request ${id} was accepted and is not in the queue any more`,
    })),
    damaged: events.damaged,
    notes:
      open.length > 0 && !running
        ? ['No gateway process runs: the next start gives up what was running.']
        : [],
  }
}

const isOpen = ({ state }: QueuedRequest): boolean => state === 'accepted' || state === 'running'

function endingOf(request: QueuedRequest): Activity['works'][number]['ending'] {
  if (isOpen(request)) return 'open'
  const { state } = request
  if (state === 'completed') return 'answered'
  return state === 'coalesced' ? 'steered' : 'error'
}
