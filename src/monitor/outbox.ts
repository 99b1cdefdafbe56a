import { elapsed, type Moment, notAfter } from './moment.ts'
import type { Notice, Tick } from './reduce.ts'
import type { Message, State } from './state.ts'

/** More than this are not kept: the oldest updates go first, then the oldest of all. */
const MOST = 200
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 900_000

/** The tick that has something to tell; `refused` says why a restart that was due is not made. */
export type Posting = Pick<Tick, 'now' | 'id'> & { readonly refused: string | null }

/** Puts messages into the outbox, one for each sink. A newer update takes the place of one that nobody got yet. */
export function post(
  state: State,
  notices: readonly Notice[],
  tick: Posting,
  sinks: readonly string[],
): State {
  const fresh = notices.flatMap((notice) => sinks.map((sink) => messageOf(notice, state, tick, sink)))
  const replaced = (old: Message) =>
    old.kind === 'update' &&
    fresh.some((one) => one.alert === old.alert && one.sink === old.sink && one.kind === 'update')
  return pruned({ ...state, outbox: bounded([...state.outbox.filter((old) => !replaced(old)), ...fresh]) })
}

function messageOf(
  { kind, condition, alert }: Notice,
  state: State,
  { now, id, refused }: Posting,
  sink: string,
): Message {
  const { trouble, since, streak } = condition
  const own = state.restarts.find((record) => record.token === condition.restart)
  const made = own ? RESTARTS[own.outcome ?? 'unseen'] : null
  const none = refused && trouble.key === 'general' ? `No restart now: ${refused}.` : null
  const restarts = made ?? none
  return {
    id: `${alert}/${kind === 'update' ? `update-${id}` : kind}/${sink}`,
    alert,
    kind,
    sink,
    at: now,
    since,
    streak,
    trouble,
    restarts,
    attempts: 0,
    hold: null,
  }
}

const RESTARTS = {
  done: 'The gateway was restarted.',
  failed: 'A restart was tried, its command failed.',
  refused: 'Another monitor restarted the gateway.',
  unseen: 'A restart was begun and its end was not seen; it counts as made.',
} as const

/** The messages that may be sent now: of each alert and sink only the oldest, so that they arrive in order. */
export function due({ outbox }: State, now: Moment): readonly Message[] {
  const first = outbox.filter(
    (one, index) =>
      outbox.findIndex((other) => other.alert === one.alert && other.sink === one.sink) === index,
  )
  return first.filter(({ hold }) => !hold || elapsed(hold.from, now) >= hold.ms)
}

/** The same messages, with holds of the future brought back to now. */
export function restampedHolds({ outbox }: State, now: Moment): readonly Message[] {
  return outbox.map((one) =>
    one.hold ? { ...one, hold: { ...one.hold, from: notAfter(one.hold.from, now) } } : one,
  )
}

/** Keeps other monitors from sending the message for `ms`; if we die before we tell the outcome it is sent again. */
export function lease(state: State, id: string, now: Moment, ms: number): State {
  return withMessage(state, id, (message) => ({ ...message, hold: { from: now, ms } }))
}

/** The receiver has it; `handle` is its own id of the message, to edit or answer it later. */
export function delivered(state: State, id: string, handle: string | null): State {
  const message = state.outbox.find((one) => one.id === id)
  if (!message) return state
  const outbox = state.outbox.filter((one) => one !== message)
  const { [message.alert]: thread = {}, ...others } = state.threads
  const first = thread[message.sink] ?? handle
  const threads =
    first === null ? state.threads : { ...others, [message.alert]: { ...thread, [message.sink]: first } }
  return pruned({ ...state, outbox, threads })
}

/** It did not get through: tried again after the receiver's wish, or after a pause that doubles each time. */
export function undelivered(state: State, id: string, now: Moment, waitMs: number | null): State {
  return withMessage(state, id, (message) => {
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(message.attempts, 20))
    return { ...message, attempts: message.attempts + 1, hold: { from: now, ms: waitMs ?? pause } }
  })
}

function withMessage(state: State, id: string, change: (message: Message) => Message): State {
  return { ...state, outbox: state.outbox.map((one) => (one.id === id ? change(one) : one)) }
}

function bounded(messages: readonly Message[]): readonly Message[] {
  const over = messages.length - MOST
  if (over <= 0) return messages
  const updates = new Set(messages.filter((one) => one.kind === 'update').slice(0, over))
  return messages.filter((one) => !updates.has(one)).slice(-MOST)
}

/** Threads of alerts that are closed and told are forgotten. */
function pruned(state: State): State {
  const open = new Set([
    ...Object.values(state.conditions).flatMap(({ alert }) => (alert ? [alert.id] : [])),
    ...state.outbox.map((message) => message.alert),
  ])
  const threads = Object.fromEntries(Object.entries(state.threads).filter(([alert]) => open.has(alert)))
  return { ...state, threads }
}
