import { duration } from '../../core/duration.ts'
import { evidence, iso, type Observation, type Params } from '../../core/finding.ts'
import { inWindow, type Window } from '../../core/window.ts'
import type { Events } from './events.ts'
import type { Notifier, Queue, QueuedRequest } from './queue.ts'
import type { State } from './state.ts'

export const requestCodes = [
  'stdout-flow.request-stuck',
  'stdout-flow.request-running',
  'stdout-flow.request-not-started',
  'stdout-flow.request-lost-on-restart',
  'stdout-flow.request-failed',
  'stdout-flow.request-vanished',
] as const

/** The queue of a gateway beside its events and its stored status. */
export interface RequestsView {
  readonly queue: Extract<Queue, { ok: true }>
  readonly events: Events
  /** Null where there is no usable one. */
  readonly state: State | null
  /** A gateway of this session runs. */
  readonly live: boolean
  readonly now: number
  readonly window: Window
  readonly runningMs: number
  readonly acceptedMs: number
  readonly params: Params
}

const LOST = /^Gateway process restarted before request completion/

/** accepted -> running -> completed or failed; what stands still, and what was lost. */
export function judgeRequests(view: RequestsView): readonly Observation[] {
  return [judgeRunning(view), judgeWaiting(view), ...judgeFailed(view), judgeVanished(view)].filter(
    (one) => one !== null,
  )
}

function judgeRunning(view: RequestsView): Observation | null {
  const { queue, now, runningMs, live } = view
  const [oldest] = queue.open.filter((one) => one.state === 'running')
  if (!oldest) return null
  const age = oldest.startedAt === null ? null : Math.max(0, now - oldest.startedAt)
  const told = age === null ? 'an unknown time' : duration(age)
  if (!live)
    return observe(view, oldest, 'stdout-flow.request-lost-on-restart', 'warning', {
      summary: `request ${oldest.id} was running when the gateway ended; the next start marks it as failed`,
    })
  const stuck = age !== null && age > runningMs
  return observe(
    view,
    oldest,
    stuck ? 'stdout-flow.request-stuck' : 'stdout-flow.request-running',
    stuck ? 'fault' : 'note',
    {
      summary: `request ${oldest.id} has been running for ${told}`,
      params: { age: told },
    },
  )
}

/** A waiting request is due when nothing runs before it and nothing blocks it. */
function judgeWaiting(view: RequestsView): Observation | null {
  const { queue, state, now, acceptedMs, live } = view
  const [oldest] = queue.open.filter((one) => one.state === 'accepted')
  const busy = queue.open.some((one) => one.state === 'running') && live
  if (!oldest || oldest.acceptedAt === null || busy) return null
  if (state !== null && live && state.request_admission !== 'open') return null
  const age = now - oldest.acceptedAt
  if (age <= acceptedMs) return null
  return observe(view, oldest, 'stdout-flow.request-not-started', live ? 'fault' : 'warning', {
    summary: `request ${oldest.id} was accepted ${duration(age)} ago and is not taken up`,
    params: { age: duration(age) },
  })
}

function judgeFailed(view: RequestsView): readonly Observation[] {
  const recent = view.queue.failed.filter((one) => inWindow(view.window, one.finishedAt))
  const lost = recent.filter((one) => LOST.test(one.error ?? ''))
  const failed = recent.filter((one) => !lost.includes(one))
  const told: Observation[] = []
  if (lost[0])
    told.push({
      ...observe(view, lost[0], 'stdout-flow.request-lost-on-restart', 'warning', {
        summary: `${lost.length === 1 ? `request ${lost[0].id}` : `${lost.length} requests`} lost when the gateway was restarted`,
      }),
      count: lost.length,
    })
  if (failed[0]) {
    const error = (failed[0].error ?? 'no reason stored').slice(0, 200)
    told.push({
      ...observe(view, failed[0], 'stdout-flow.request-failed', 'warning', {
        summary: `${failed.length === 1 ? 'a request' : `${failed.length} requests`} failed, the last: ${error}`,
        params: { error },
      }),
      count: failed.length,
    })
  }
  return told
}

function judgeVanished(view: RequestsView): Observation | null {
  const { events, queue, window, params } = view
  const gone = events.open.filter(({ id, at }) => inWindow(window, at) && !queue.ids.includes(id))
  const [first] = gone
  if (!first) return null
  return {
    code: 'stdout-flow.request-vanished',
    severity: 'warning',
    summary: `${gone.length} accepted requests are not in the queue any more, the first is ${first.id}`,
    evidence: [evidence('events.jsonl', `accepted ${first.id}, no end told of`, { at: first.at })],
    params: { ...params, id: first.id },
    since: iso(first.at),
    count: gone.length,
  }
}

function observe(
  { queue, params }: RequestsView,
  request: QueuedRequest,
  code: (typeof requestCodes)[number],
  severity: Observation['severity'],
  told: { readonly summary: string; readonly params?: Params },
): Observation {
  const { id, kind, state, acceptedAt, startedAt, finishedAt, error } = request
  const at = finishedAt ?? startedAt ?? acceptedAt
  const text = `${id} ${kind} ${state}${error ? `: ${error}` : ''}`.slice(0, 300)
  return {
    code,
    severity,
    summary: told.summary,
    evidence: [evidence(queue.path, text, { at })],
    params: { ...params, id, ...told.params },
    since: iso(acceptedAt),
    at: iso(at),
  }
}

/** The mail notifier of a gateway that runs; null when it is off or in order. */
export function judgeNotifier(
  notifier: Notifier,
  now: number,
  path: string,
  params: Params,
): Observation | null {
  const { enabled, intervalMs, lastPollAt, lastError, outcomes } = notifier
  const seen = [
    evidence(path, `enabled=${enabled ? 1 : 0} outcomes ${outcomes.join(' ')}`.slice(0, 300), {
      at: lastPollAt,
    }),
  ]
  if (lastError) {
    const summary = `the mail notifier ${enabled ? 'reports' : 'switched itself off'}: ${lastError.slice(0, 160)}`
    const about = { ...params, error: lastError.slice(0, 200) }
    return {
      code: 'stdout-flow.notifier-failing',
      severity: 'warning',
      summary,
      evidence: seen,
      params: about,
    }
  }
  const age = lastPollAt === null ? null : now - lastPollAt
  if (!enabled || intervalMs === null || age === null || age <= 3 * intervalMs) return null
  const about = { ...params, age: duration(age), interval: duration(intervalMs) }
  const summary = `the mail notifier last looked ${duration(age)} ago, its interval is ${duration(intervalMs)}`
  return { code: 'stdout-flow.notifier-stalled', severity: 'warning', summary, evidence: seen, params: about }
}
