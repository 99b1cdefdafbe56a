import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterFailure, afterStreamError, modelOf, watchTurn } from './fallback.ts'
import { err, out } from './records.ts'
import type { Answer } from './session.ts'
import type { Daemon } from './state.ts'
import { ack, type Entry, normalise, persist, waiting } from './store.ts'

const memory: Entry[] = []
const ring: { readonly body: string; readonly at: number }[] = []
let draining = false

/** Takes a message in; the drain that follows prompts the session. */
export async function enqueue(daemon: Daemon, source: string, prompt: string): Promise<void> {
  const entry = await persist(daemon, source, prompt)
  if (!entry) return
  if (!entry.id) memory.push(entry)
  daemon.emit('info', 'command-queue', 'queue.enqueued', { metadata: { source } })
  void drainQueue(daemon)
}

/** How many messages wait in memory only. */
export const queueDepth = () => memory.length

/** Prompts the waiting messages one at a time; ends at the first that throws. A 1 s timer calls it again. */
export async function drainQueue(daemon: Daemon): Promise<void> {
  if (draining) return
  draining = true
  try {
    for (let entry = await next(daemon); entry; entry = await next(daemon)) {
      if (isRepeated(entry)) await dropRepeated(daemon, entry)
      else if (!(await dispatch(daemon, entry))) return
    }
  } finally {
    draining = false
  }
}

/** The most urgent entry. Young entries of the lowest class are coalesced into the oldest of them. */
async function next(daemon: Daemon): Promise<Entry | null> {
  const inMemory = memory.shift()
  if (inMemory) return inMemory
  const [first, ...others] = await waiting(daemon)
  if (!first || first.priority < 3) return first ?? null
  const young = others.filter((entry) => entry.priority === 3 && Date.now() - entry.at <= 60_000)
  if (young.length === 0 || Date.now() - first.at > 60_000) return first
  for (const entry of young) await ack(daemon, entry)
  daemon.emit('info', 'message-store', 'message.coalesced', { metadata: { count: young.length + 1 } })
  return { ...first, prompt: `${young.length + 1} probe events suppressed` }
}

/** The ring of the last 10 messages, 120 s: also the retry of a failed prompt matches it and is lost. */
function isRepeated(entry: Entry): boolean {
  const body = `${entry.source}\n${normalise(entry.prompt)}`
  if (ring.some((known) => known.body === body && Date.now() - known.at < 120_000)) return true
  ring.push({ body, at: Date.now() })
  ring.splice(0, ring.length - 10)
  return false
}

async function dropRepeated(daemon: Daemon, entry: Entry): Promise<void> {
  out('[command-queue] dropped consecutive duplicate', {
    source: entry.source,
    streamId: entry.id,
    promptPreview: entry.prompt.slice(0, 60),
  })
  daemon.emit('info', 'command-queue', 'queue.consecutive_dedup_dropped', {
    metadata: { source: entry.source },
  })
  await ack(daemon, entry)
}

/** True when the prompt ended without throwing: the entry is then done, whatever the model said. */
async function dispatch(daemon: Daemon, entry: Entry): Promise<boolean> {
  const { source } = entry
  daemon.turn = { id: entry.id ?? randomUUID(), source, enqueuedAt: entry.at, startedAt: Date.now() }
  daemon.waitingSince = Date.now()
  const unwatch = watchTurn(daemon)
  try {
    const answer = await promptWithRetries(daemon, entry)
    daemon.consecutiveFailures = 0
    daemon.emit('info', 'command-queue', 'queue.prompt.sent', { metadata: { source } })
    respond(daemon, source, answer)
    await ack(daemon, entry)
    daemon.waitingSince = null
    return true
  } catch (error) {
    daemon.consecutiveFailures += 1
    const consecutiveFailures = daemon.consecutiveFailures
    err('command-queue: prompt failed', { source, consecutiveFailures, error })
    const level = consecutiveFailures >= 3 ? 'fatal' : 'error'
    daemon.emit(level, 'command-queue', 'queue.prompt.failed', {
      success: false,
      error: String(error),
      metadata: { source, consecutiveFailures },
    })
    afterFailure(daemon, String(error))
    return false
  } finally {
    unwatch()
    daemon.turn = null
  }
}

async function promptWithRetries(daemon: Daemon, entry: Entry): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await daemon.session.prompt(entry.prompt)
    } catch (error) {
      if (attempt === 3 || !String(error).includes('already processing')) throw error
      err('command-queue: session still streaming, retrying', {
        attempt,
        source: entry.source,
        delayMs: 2000,
      })
      await sleep(daemon.knobs.promptRetryMs)
    }
  }
}

/** Sends the answer to where the message came from. Events have no channel: their answer is printed bare. */
function respond(daemon: Daemon, source: string, { text, error }: Answer): void {
  if (error) afterStreamError(daemon, error)
  if (text === '') return
  out('[gateway] response ready', { source, length: text.length })
  daemon.emit('info', 'daemon.response', 'response.generated', {
    metadata: { source, model: modelOf(daemon.session.model) },
  })
  const telegram = source.startsWith('telegram:')
  if (!telegram) out(text)
  if (!telegram || daemon.knobs.losesAnswers) return
  out('[gateway:telegram] outbound send', { chatId: Number(source.slice(9)), length: text.length })
  out('[gateway:telegram] message sent successfully', { chatId: Number(source.slice(9)), messageId: 4711 })
  daemon.emit('info', 'telegram-channel', 'telegram.send.completed')
}
