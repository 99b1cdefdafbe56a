import type { Log } from '../../logs/log.ts'
import type { LogRecord } from '../../logs/record.ts'
import type { Timed } from '../../logs/span.ts'

/** The steps of a message as `gateway.log` tells them, joelclaw of 2026-03. */
const STEPS = {
  received: /^\[gateway:telegram\] message received \{/,
  persisted: /^\[gateway:store\] persisted inbound message \{/,
  dispatched: /^\[gateway:fallback\] prompt dispatched, starting timeout watch \{/,
  answered: /^\[gateway\] response ready \{/,
  sent: /^\[gateway:telegram\] message sent successfully \{|^\[telegram-stream\] finalized/,
  // Ways in which a message ends without an answer, as meant.
  ended:
    /^\[command-queue\] (?:dropped superseded entry|passive intel)|^\[gateway:supersession\] dropped stale response/,
  duplicate: /^\[command-queue\] dropped consecutive duplicate \{/,
  inboundDuplicate: /^\[gateway:store\] dropped duplicate inbound message \{/,
} as const

export type Step = keyof typeof STEPS

export interface FlowEvent {
  readonly step: Step
  readonly record: Timed
  readonly index: number
  /** The part before the colon: "telegram" of "telegram:7718912466"; null where the record has none. */
  readonly channel: string | null
  readonly streamId: string | null
}

/** The steps of messages in the present run, oldest first. */
export function flowOf(log: Log): readonly FlowEvent[] {
  return log.records.flatMap((record, index) => {
    const step = index < (log.runFrom ?? 0) ? null : stepOf(record)
    if (!step) return []
    const channel = field(record, 'source')?.split(':')[0] ?? null
    return { step, record, index, channel, streamId: field(record, 'streamId') }
  })
}

/** The last stored message with what followed it. */
export interface LastMessage {
  readonly persisted: FlowEvent
  /** Epoch ms, from the clock of the store. */
  readonly at: number | null
  readonly dispatched: boolean
  readonly answered: boolean
  /** Its answer is logged as handed to Telegram; other channels log no sending. */
  readonly sent: boolean
  /** It ended without an answer: superseded, stored without a prompt, or dropped as a duplicate. */
  readonly ended: boolean
}

/** What became of the last stored message; null when none was stored in this run. */
export function lastMessage(events: readonly FlowEvent[]): LastMessage | null {
  const from = events.findLastIndex((event) => event.step === 'persisted')
  const persisted = events[from]
  if (!persisted) return null
  const after = events.slice(from + 1)
  const has = (step: Step) => after.some((event) => event.step === step)
  return {
    persisted,
    at: timeOfStreamId(persisted.streamId),
    dispatched: has('dispatched'),
    answered: has('answered') || has('sent'),
    sent: has('sent'),
    ended: has('ended') || after.some((event) => isDropOf(event, persisted)),
  }
}

function isDropOf(event: FlowEvent, persisted: FlowEvent): boolean {
  return event.step === 'duplicate' && event.streamId === persisted.streamId
}

/** A message of a channel that came after the last stored one and was stored neither itself nor as a duplicate. */
export function unstored(events: readonly FlowEvent[]): FlowEvent | null {
  const last = events.findLastIndex((event) => ['persisted', 'inboundDuplicate'].includes(event.step))
  return events.slice(last + 1).find((event) => event.step === 'received') ?? null
}

/** Epoch ms of a stream id "1773081234567-0". */
export function timeOfStreamId(id: string | null): number | null {
  const ms = Number(/^(\d{13})-\d+$/.exec(id ?? '')?.[1] ?? Number.NaN)
  return Number.isFinite(ms) ? ms : null
}

/** The text of a field of a record's object, at its first level. */
export function field(record: LogRecord, name: string): string | null {
  return new RegExp(`^ {2}${name}: "?([^"\\n]{0,200}?)"?,?$`, 'm').exec(record.text)?.[1] ?? null
}

function stepOf(record: LogRecord): Step | null {
  // A record without its end may be a model's text that only begins like one.
  if (/\{$/.test(record.head) && !record.text.endsWith('}')) return null
  const found = Object.entries(STEPS).find(([, pattern]) => pattern.test(record.head))
  return found ? (found[0] as Step) : null
}
