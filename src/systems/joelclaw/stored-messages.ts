import type { RedisReply, RedisValue } from '../../host/redis.ts'

/** One entry of the durable stream; `at` is its id's time (epoch ms). The message itself is not kept. */
export interface StoredMessage {
  readonly id: string
  readonly at: number
  readonly source: string | null
  /** Why no prompt can be made of it; null when one can. */
  readonly broken: string | null
}

/** Reads an XRANGE reply of the message stream. Both layouts are known: `payload` with JSON since 2026-03-06, and
 *  before it the fields `source` and `prompt`. */
export function storedMessages(reply: RedisReply | undefined): readonly StoredMessage[] {
  const rows = reply?.ok && Array.isArray(reply.value) ? reply.value : []
  return rows.flatMap((row: RedisValue) => {
    if (!Array.isArray(row) || typeof row[0] !== 'string') return []
    const at = Number(row[0].split('-')[0])
    return at > 0 ? [{ id: row[0], at, ...contentOf(pairs(row[1])) }] : []
  })
}

/** The summary form of an XPENDING reply: how many entries are claimed, and by whom. */
export function pendingSummary(reply: RedisReply | undefined): { count: number; consumer: string | null } {
  const value = reply?.ok && Array.isArray(reply.value) ? reply.value : []
  const consumers: unknown = value[3]
  const first: unknown = Array.isArray(consumers) && Array.isArray(consumers[0]) ? consumers[0][0] : null
  return {
    count: typeof value[0] === 'number' ? value[0] : 0,
    consumer: typeof first === 'string' ? first : null,
  }
}

function pairs(fields: RedisValue | undefined): ReadonlyMap<string, string> {
  if (!Array.isArray(fields)) return new Map()
  const names = fields.filter((_, index) => index % 2 === 0)
  return new Map(names.map((name, index) => [String(name), String(fields[index * 2 + 1] ?? '')]))
}

function contentOf(fields: ReadonlyMap<string, string>): Pick<StoredMessage, 'source' | 'broken'> {
  const payload = fields.get('payload')
  if (payload === undefined) {
    const source = fields.get('source') ?? null
    return {
      source,
      broken: fields.get('prompt') ? null : `fields: ${[...fields.keys()].join(', ') || 'none'}`,
    }
  }
  try {
    const parsed: unknown = JSON.parse(payload)
    const record = typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {}
    const source = typeof record.source === 'string' ? record.source.slice(0, 100) : null
    return { source, broken: typeof record.prompt === 'string' ? null : 'the payload has no prompt' }
  } catch {
    return { source: null, broken: 'the payload is not JSON' }
  }
}
