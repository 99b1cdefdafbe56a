/** An event of the Redis list; all five fields are required or the daemon drops the row without a word. */
export interface GatewayEvent {
  readonly id: string
  readonly type: string
  readonly source: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly ts: number
}

const SUPPRESSED = [
  'todoist.task.completed',
  'memory.observed',
  'content.synced',
  'media/received',
  'progress',
]
const BATCHED = [
  'cron.heartbeat',
  'todoist.task.created',
  'todoist.task.deleted',
  'front.message.received',
  'front.message.sent',
  'vercel.deploy.succeeded',
  'discovery.captured',
  'meeting.analyzed',
]
const IMMEDIATE = /^(telegram|discord|slack|imessage|callback|interactive|gateway\.)|(error|failed)$/

/** What becomes of an event: prompted now, kept for the hourly digest, or dropped as noise. */
export function triage(
  event: GatewayEvent,
  quiet: boolean,
  asleep: boolean,
): 'immediate' | 'batched' | 'suppressed' {
  if (SUPPRESSED.includes(event.type)) return 'suppressed'
  if (BATCHED.includes(event.type)) return 'batched'
  if (asleep) return event.type.startsWith('telegram') ? 'immediate' : 'batched'
  if (IMMEDIATE.test(event.type)) return 'immediate'
  if (event.source.startsWith('inngest/') || quiet) return 'batched'
  return 'immediate'
}

/** A list row as an event, or null when one of its fields is missing or of another type. */
export function parseEvent(row: string): GatewayEvent | null {
  let event: Partial<GatewayEvent>
  try {
    event = JSON.parse(row) as Partial<GatewayEvent>
  } catch {
    return null
  }
  const { id, type, source, payload, ts } = event
  const whole =
    typeof id === 'string' && typeof type === 'string' && typeof source === 'string' && typeof ts === 'number'
  return whole && typeof payload === 'object' && payload !== null ? { id, type, source, payload, ts } : null
}

/** The one prompt for all actionable events of a drain, as it ends up in the transcript. */
export function promptFor(events: readonly GatewayEvent[]): string {
  const clock = (ms: number) => new Date(ms).toISOString().slice(11, 19)
  const rows = events.map(
    (event) =>
      `- **[${clock(event.ts)}] ${event.type}** (${event.source})\n  ${JSON.stringify(event.payload)}`,
  )
  const head = `## 🔔 Gateway — ${new Date().toISOString().slice(0, 19)} PST\n\n${events.length} event(s):\n`
  return `${head}${rows.join('\n')}\n\nTake action on anything that needs it, otherwise acknowledge briefly.`
}
