import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Places } from './places.ts'

type Json = Record<string, unknown>

/** An entry with its age, as the SessionManager would have written it `agoMs` ago. */
export interface Past {
  readonly agoMs: number
  readonly entry: Json
}

const MINUTE = 60_000
let serial = 0x1a2b3c00

/** The chain of ids, so that appended entries hang below each other as in a real file. */
let parent: string | null = null

/** One line; entries form a tree by `parentId`. */
function line({ agoMs, entry }: Past): string {
  const id = (serial++).toString(16)
  const timestamp = new Date(Date.now() - agoMs).toISOString()
  const { type, ...rest } = entry
  const text = JSON.stringify({ type, id, parentId: parent, timestamp, ...rest })
  parent = id
  return `${text}\n`
}

/** Writes a finished session: two exchanges, one with a tool, the last one `lastMs` ago. */
export function seedTranscript(
  places: Places,
  { lastMs = 20 * MINUTE, firstMs = 96 * MINUTE, model = 'claude-opus-4-6', provider = 'anthropic' } = {},
): string {
  const id = '7c0e7f0a-3f0e-4f0b-9d39-0a7d0f0c2b11'
  const started = new Date(Date.now() - firstMs).toISOString()
  const file = join(places.transcripts, `${started.replace(/[:.]/g, '-')}_${id}.jsonl`)
  const header = { type: 'session', version: 3, id, timestamp: started, cwd: places.home }
  const mine = {
    model,
    provider,
    api: provider === 'anthropic' ? 'anthropic-messages' : 'openai-codex-responses',
  }
  parent = null
  const past: Past[] = [
    { agoMs: firstMs, entry: { type: 'model_change', provider, modelId: model } },
    { agoMs: firstMs, entry: { type: 'thinking_level_change', thinkingLevel: 'low' } },
    user(firstMs - 1_000, 'what is on today?'),
    toolCall(firstMs - 4_000, 'bash', 'toolu_1', { command: 'calendar' }),
    toolResult(firstMs - 5_000, 'bash', 'toolu_1'),
    assistant(firstMs - 8_000, 'Two meetings.', mine),
    user(lastMs + 4_000, 'thanks'),
    assistant(lastMs, 'You are welcome.', mine),
  ]
  writeFileSync(file, `${JSON.stringify(header)}\n${past.map(line).join('')}`)
  return file
}

/** Puts another finished session in the place of the one that is there. */
export function replaceTranscript(places: Places, session: Parameters<typeof seedTranscript>[1]): void {
  for (const name of readdirSync(places.transcripts)) rmSync(join(places.transcripts, name))
  seedTranscript(places, session)
}

/** Adds entries to the newest transcript, as a daemon that was there at the time. */
export function continueTranscript(places: Places, past: readonly Past[]): void {
  const name = readdirSync(places.transcripts).sort().at(-1) ?? ''
  appendFileSync(join(places.transcripts, name), past.map(line).join(''))
}

/** The lines of the newest transcript. */
export function readTranscript(places: Places): readonly string[] {
  const name = readdirSync(places.transcripts).sort().at(-1) ?? ''
  return readFileSync(join(places.transcripts, name), 'utf8').trimEnd().split('\n')
}

/** What somebody wrote. */
export function user(agoMs: number, text: string): Past {
  return message(agoMs, { role: 'user', content: [{ type: 'text', text }] })
}

/** What the model answered; `more` replaces fields, such as stopReason and errorMessage. */
export function assistant(agoMs: number, text: string, more: Json = {}): Past {
  const content = text ? [{ type: 'text', text }] : []
  return message(agoMs, {
    role: 'assistant',
    content,
    ...MODEL,
    usage: usage(61_240),
    stopReason: 'stop',
    ...more,
  })
}

/** The model asks for a tool. */
export function toolCall(agoMs: number, name: string, id: string, args: Json): Past {
  const content = [{ type: 'toolCall', id, name, arguments: args }]
  return message(agoMs, { role: 'assistant', content, ...MODEL, usage: usage(60_000), stopReason: 'toolUse' })
}

/** The tool returned. */
export function toolResult(agoMs: number, toolName: string, toolCallId: string, isError = false): Past {
  const content = [{ type: 'text', text: isError ? 'command failed' : 'ok' }]
  return message(agoMs, { role: 'toolResult', toolCallId, toolName, content, details: {}, isError })
}

/** Usage as the SDK records it; the context size is `totalTokens`. */
export function usage(totalTokens: number): Json {
  const cost = { input: 0, output: 0.0005, cacheRead: 0.003, cacheWrite: 0.0007, total: 0.0042 }
  return { input: 3, output: 21, cacheRead: totalTokens - 144, cacheWrite: 120, totalTokens, cost }
}

const MODEL = { api: 'anthropic-messages', provider: 'anthropic', model: 'claude-opus-4-6' }

function message(agoMs: number, fields: Json): Past {
  return { agoMs, entry: { type: 'message', message: { ...fields, timestamp: Date.now() - agoMs } } }
}
