import type { ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { type Serving, serve } from '../support/gateways.ts'

/** How the stand-in of the Bot API behaves: it takes the message, asks for patience once, refuses, answers byte by byte
 *  for two seconds, holds the request, or no longer knows the message to edit. */
export type Mood = 'takes' | 'limits-once' | 'refuses' | 'drips' | 'holds' | 'forgets'

export interface Call {
  readonly method: string
  readonly token: string
  readonly body: { readonly text: string; readonly [name: string]: unknown }
  /** Whether it was told that the message is in the chat. */
  readonly taken: boolean
}

export interface TelegramStandIn extends Serving {
  readonly calls: Call[]
  mood: Mood
}

/** A Telegram of our own on loopback. */
export async function startTelegram(mood: Mood = 'takes'): Promise<TelegramStandIn> {
  const calls: Call[] = []
  const drips = new Set<NodeJS.Timeout>()
  const serving = await serve(async (request, response) => {
    const [, token = '', method = ''] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? []
    const body = (await json(request)) as Call['body']
    const now = standIn.mood
    if (now === 'limits-once') standIn.mood = 'takes'
    const taken = now === 'takes' || (now === 'forgets' && method === 'sendMessage')
    calls.push({ method, token, body, taken })
    if (now === 'holds') return
    if (now === 'drips') return void drips.add(drip(response))
    if (taken) return answer(response, 200, { ok: true, result: { message_id: 100 + calls.length } })
    if (now === 'limits-once')
      return answer(response, 429, {
        ok: false,
        description: 'Too Many Requests',
        parameters: { retry_after: 1 },
      })
    if (now === 'forgets')
      return answer(response, 400, { ok: false, description: 'message to edit not found' })
    answer(response, 401, { ok: false, description: `Unauthorized: bot ${token} is not known` })
  })
  const stop = async () => {
    for (const timer of drips) clearInterval(timer)
    await serving.stop()
  }
  const standIn: TelegramStandIn = { ...serving, calls, mood, stop }
  return standIn
}

function drip(response: ServerResponse): NodeJS.Timeout {
  const bytes = JSON.stringify({ ok: true, result: { message_id: 1 } }).padEnd(100)
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length })
  let sent = 0
  const timer = setInterval(() => {
    response.write(bytes[sent++])
    if (sent === bytes.length) clearInterval(timer)
  }, 20)
  return timer
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
