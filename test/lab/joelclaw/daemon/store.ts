import { createHash } from 'node:crypto'
import { err, out } from './records.ts'
import type { Daemon } from './state.ts'

export const STREAM = 'joelclaw:gateway:messages'
export const PRIORITY = 'joelclaw:gateway:priority'
export const GROUP = 'gateway-session'

/** An entry of the durable store. `id` is a stream id, or null for one kept in memory only. */
export interface Entry {
  readonly id: string | null
  readonly source: string
  readonly prompt: string
  readonly priority: number
  readonly at: number
}

/** 0 commands, 1 humans, 2 heartbeat, 3 the rest. */
export function priorityOf(source: string, prompt: string): number {
  if (prompt.startsWith('/')) return 0
  if (/^(telegram|imessage):/.test(source)) return 1
  return source === 'heartbeat' ? 2 : 3
}

/** The body without the channel preamble that is put before it, white space collapsed. */
export function normalise(prompt: string): string {
  return prompt
    .replace(/^---\nChannel:[\s\S]*?\n---\n/, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Writes a message into the stream and its priority index. Null: dropped as a duplicate of the last 30 s. */
export async function persist(daemon: Daemon, source: string, prompt: string): Promise<Entry | null> {
  const priority = priorityOf(source, prompt)
  const entry = { source, prompt, priority, at: Date.now() }
  try {
    const hash = createHash('sha256')
      .update(`${source}\n${normalise(prompt)}`)
      .digest('hex')
    const first = await daemon.commands.set(`joelclaw:gateway:dedup:${hash}`, '1', 'EX', 30, 'NX')
    if (first === null) {
      out('[gateway:store] dropped duplicate inbound message', {
        source,
        dedupWindowSeconds: 30,
        dedupHashPrefix: hash.slice(0, 8),
        strippedInjectedContext: prompt.startsWith('---\nChannel:'),
      })
      daemon.emit('info', 'message-store', 'message.dedup_dropped', {
        metadata: { source, dedupHashPrefix: hash.slice(0, 8) },
      })
      return null
    }
    const fields = [
      'payload',
      JSON.stringify({ source, prompt }),
      'metadata',
      '',
      'timestamp',
      String(entry.at),
      'priority',
      String(priority),
    ]
    const id = (await daemon.commands.xadd(STREAM, `${entry.at}-*`, ...fields)) as string
    await daemon.commands.zadd(PRIORITY, `${priority * 1e12 + entry.at}`, id)
    out('[gateway:store] persisted inbound message', { streamId: id, source, priority: `P${priority}` })
    daemon.emit('info', 'message-store', 'message.queued', { metadata: { source, priority } })
    return { ...entry, id }
  } catch (error) {
    err('[gateway:store] persist failed; enqueueing without durable stream id', { source, error })
    daemon.emit('error', 'command-queue', 'queue.persist.failed', { success: false, metadata: { source } })
    return { ...entry, id: null }
  }
}

/** Every entry of the priority index (the first 256), most urgent first; ids without a stream entry are dropped. */
export async function waiting(daemon: Daemon): Promise<readonly Entry[]> {
  const ids = await daemon.commands.zrange(PRIORITY, 0, '255')
  const entries: Entry[] = []
  for (const id of ids) {
    const [row] = await daemon.commands.xrange(STREAM, id, id)
    if (row) entries.push(entryOf(id, row[1]))
    else await daemon.commands.zrem(PRIORITY, id)
  }
  return entries
}

function entryOf(id: string, fields: readonly string[]): Entry {
  const value = (name: string) => fields[fields.indexOf(name) + 1] ?? ''
  const { source, prompt } = JSON.parse(value('payload')) as { source: string; prompt: string }
  return { id, source, prompt, priority: Number(value('priority')), at: Number(value('timestamp')) }
}

/** Takes an entry out of the store for good. */
export async function ack(daemon: Daemon, entry: Entry): Promise<void> {
  if (!entry.id) return
  await daemon.commands.xack(STREAM, GROUP, entry.id)
  await daemon.commands.xdel(STREAM, entry.id)
  await daemon.commands.zrem(PRIORITY, entry.id)
  daemon.emit('info', 'message-store', 'queue.ack', { metadata: { deleted: 1 } })
}

/** Start-up replay: what waited longer than 10 min is dropped without a log line. */
export async function replay(daemon: Daemon): Promise<void> {
  await daemon.commands.xgroup('CREATE', STREAM, GROUP, '$', 'MKSTREAM').catch(() => null)
  out('[gateway:store] initialized gateway message queue')
  const entries = await waiting(daemon)
  const stale = entries.filter((entry) => Date.now() - entry.at > 600_000)
  for (const entry of stale) await ack(daemon, entry)
  const count = entries.length - stale.length
  if (count > 0)
    out('[gateway:store] replayed unacked messages into priority queue', { count, indexed: count })
  else out('[gateway:store] no messages to replay on startup')
  daemon.emit('info', 'message-store', 'queue.replay', {
    metadata: { replayable: count, stale_acked: stale.length },
  })
}
