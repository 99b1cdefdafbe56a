import type WebSocket from 'ws'
import type { WsPort, WsProblem } from '../ws.ts'
import { conceal } from './conceal.ts'
import { underDeadline } from './deadline.ts'
import { errorText, type NetworkWord, networkWord } from './network-error.ts'
import { resolveSecret } from './secrets.ts'

type Conversation = Awaited<ReturnType<WsPort['exchange']>>

/** WebSocket through `ws`. */
export const ws: WsPort = {
  async exchange(request, signal) {
    const url = URL.parse(request.url)
    if (!url) return problem('protocol', 'not a URL')
    const maxBytes = request.maxBytes ?? 1_000_000
    const secrets: string[] = []
    for (const ref of request.secrets ?? []) {
      const value = await resolveSecret(ref)
      if (value === null) return problem('no-secret', `${url.host}: a secret of this request has no value`)
      secrets.push(value)
    }
    const frames = request.frames.map(({ json, awaitId }) => ({
      text: JSON.stringify(fill(json, secrets)),
      awaitId,
    }))
    const { WebSocket } = await import('ws')
    const converse = async (ending: AbortSignal) => {
      try {
        const socket = new WebSocket(url, {
          headers: { ...request.headers },
          handshakeTimeout: request.deadlineMs,
          maxPayload: maxBytes,
          perMessageDeflate: false,
          followRedirects: false,
        })
        const greeted = request.awaitGreeting ?? false
        return await conversation(socket, frames, { secrets, maxBytes, greeted }, ending)
      } catch (error) {
        const text = conceal(errorText(error), secrets)
        return problem(wordOf(error, text), `${url.host}: ${text}`)
      }
    }
    const late = () => problem('silent', `${url.host}: no answer within ${request.deadlineMs} ms`)
    return underDeadline({ ms: request.deadlineMs, signal }, converse, late)
  },
}

/** Sends the frames, each after the answer to the one before. Ends when all are answered, or with the close frame of
 *  the server: that one is an answer too. */
function conversation(
  socket: WebSocket,
  toSend: readonly { readonly text: string; readonly awaitId?: string }[],
  { secrets, maxBytes, greeted }: { secrets: readonly string[]; maxBytes: number; greeted: boolean },
  ending: AbortSignal,
): Promise<Conversation> {
  const messages: unknown[] = []
  const frames = [...toSend]
  let room = maxBytes
  let awaited: string | null = null
  return new Promise<Conversation>((resolve, reject) => {
    const end = (answer: Conversation) => {
      resolve(answer)
      socket.close(NORMAL)
      // Time for the close frame; a peer that does not answer it must not hold our process.
      setTimeout(() => socket.terminate(), 200).unref()
    }
    const advance = () => {
      for (;;) {
        const frame = frames.shift()
        if (!frame) return end({ ok: true, messages, closeCode: null })
        socket.send(frame.text)
        awaited = frame.awaitId ?? null
        if (awaited !== null) return
      }
    }
    if (!greeted) socket.on('open', advance)
    socket.on('message', (data) => {
      const raw = data.toString()
      room -= Buffer.byteLength(raw)
      if (room < 0) return end(problem('protocol', 'more bytes than were asked for'))
      const message = parse(conceal(raw, secrets))
      if (message === undefined) return end(problem('protocol', 'a message that is not JSON'))
      messages.push(message)
      const greeting = greeted && messages.length === 1
      if (greeting || (awaited !== null && idOf(message) === awaited)) advance()
    })
    socket.on('close', (code, why) => {
      if (code === ABNORMAL) return resolve(problem('closed', 'the connection ended without a close frame'))
      const closeReason = conceal(why.toString(), secrets)
      resolve({ ok: true, messages, closeCode: code, closeReason })
    })
    socket.on('error', reject)
    ending.addEventListener('abort', () => socket.terminate(), { once: true })
  })
}

/** Close codes of RFC 6455: 7.4.1 done; 7.1.5 there was no close frame. */
const NORMAL = 1000
const ABNORMAL = 1006

/** The frame with every `{"$secret": N}` replaced by the N-th secret. */
function fill(json: unknown, secrets: readonly string[]): unknown {
  if (Array.isArray(json)) return json.map((part) => fill(part, secrets))
  if (typeof json !== 'object' || json === null) return json
  const entries = Object.entries(json)
  const [only] = entries
  if (only?.[0] === '$secret' && entries.length === 1) {
    const secret = secrets[Number(only[1])]
    if (secret === undefined)
      throw new TypeError(`a frame asks for secret ${String(only[1])}, which was not given`)
    return secret
  }
  return Object.fromEntries(entries.map(([key, value]) => [key, fill(value, secrets)]))
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const idOf = (message: unknown): unknown =>
  typeof message === 'object' && message !== null && 'id' in message ? message.id : undefined

const WORDS: Readonly<Record<NetworkWord, WsProblem['problem']>> = {
  refused: 'refused',
  unreachable: 'refused',
  dns: 'dns',
  'connect-timeout': 'silent',
  reset: 'closed',
  tls: 'protocol',
  protocol: 'protocol',
}

/** ws tells its own errors apart by text only: "Opening handshake has timed out", "Unexpected server response: 404". */
function wordOf(error: unknown, text: string): WsProblem['problem'] {
  return /timed out/.test(text) ? 'silent' : WORDS[networkWord(error)]
}

function problem(word: WsProblem['problem'], message: string): WsProblem {
  return { ok: false, problem: word, message }
}
