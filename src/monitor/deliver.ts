import { setTimeout as sleep } from 'node:timers/promises'
import { elapsed, type Moment } from './moment.ts'
import { delivered, due, lease, undelivered } from './outbox.ts'
import type { Delivery, Sender } from './send/sender.ts'
import type { Message, State } from './state.ts'
import { type Places, update } from './store/store.ts'

export interface DeliverOptions {
  readonly now: () => Moment
  readonly leaseMs: number
  /** How long waiting for receivers that ask for patience may take together, ms. */
  readonly patienceMs: number
  readonly interrupt: AbortSignal
}

/** What became of one attempt; `attempts` counts those before it. */
export interface Attempt {
  readonly id: string
  readonly sink: string
  readonly kind: Message['kind']
  readonly ok: boolean
  readonly problem: string | null
}

/** Empties the outbox as far as the receivers take it. A message is leased first, so that two monitors do not both
 *  send it, and leaves the outbox only when its receiver has it: killed in between, it is sent again. */
export async function deliver(
  places: Places,
  senders: readonly Sender[],
  options: DeliverOptions,
): Promise<readonly Attempt[]> {
  const { now, leaseMs, patienceMs, interrupt } = options
  const attempts: Attempt[] = []
  const ours = new Set(senders.map((sender) => sender.name))
  const begun = performance.now()
  while (!interrupt.aborted) {
    const { answer: next, state } = await update(places, (before) => {
      const message = due(before, now()).find((one) => ours.has(one.sink))
      if (!message) return { state: before, answer: null }
      return { state: lease(before, message.id, now(), leaseMs), answer: message }
    })
    if (!next) {
      const wait = nextHold(state, attempts, now())
      if (wait === null || performance.now() - begun + wait > patienceMs) return attempts
      await sleep(wait, undefined, { signal: interrupt }).catch(() => {})
      continue
    }
    const sender = senders.find((one) => one.name === next.sink)
    if (!sender) return attempts
    const delivery = await trySend(sender, next, state.threads[next.alert]?.[next.sink] ?? null)
    const { id, sink, kind } = next
    attempts.push({ id, sink, kind, ok: delivery.ok, problem: delivery.ok ? null : delivery.problem })
    await update(places, (before) => ({
      state: delivery.ok
        ? delivered(before, id, delivery.handle)
        : undelivered(before, id, now(), delivery.waitMs),
      answer: null,
    }))
  }
  return attempts
}

async function trySend(sender: Sender, message: Message, thread: string | null): Promise<Delivery> {
  try {
    return await sender.send(message, thread)
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error), waitMs: null }
  }
}

/** How long until one of the messages that we tried may be tried again, ms; null when there is none. */
function nextHold({ outbox }: State, attempts: readonly Attempt[], now: Moment): number | null {
  const tried = outbox.filter((one) => one.hold && attempts.some((attempt) => attempt.id === one.id))
  const waits = tried.flatMap(({ hold }) => (hold ? [Math.max(10, hold.ms - elapsed(hold.from, now))] : []))
  return waits.length > 0 ? Math.min(...waits) : null
}
