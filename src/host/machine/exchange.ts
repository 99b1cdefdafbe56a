import net from 'node:net'
import tls from 'node:tls'
import type { buildConnector, Dispatcher } from 'undici'

/** How far an exchange has come: nothing yet, TCP connected and TLS not done, ready for (or past) the request. */
export type Phase = 'connecting' | 'handshake' | 'asking'

export interface ExchangeRequest {
  readonly url: URL
  readonly method: 'GET' | 'POST' | 'HEAD'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  /** Bytes of the body kept; the rest is not read. */
  readonly maxBytes: number
  readonly tls?: tls.ConnectionOptions
  /** Through a proxy: the one that HTTP_PROXY, HTTPS_PROXY and NO_PROXY name, or this one. */
  readonly proxy?: 'environment' | string
}

export interface Exchange {
  readonly status: number
  /** Lower-case names; repeated ones are joined by ", ". */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly truncated: boolean
}

/** One HTTP request on a connection of its own, closed afterwards. Redirects are answers. Ends only by the signal:
 *  undici's own timers fire up to a second late, so they are off. Throws what the network throws. */
export async function exchange(
  request: ExchangeRequest,
  signal: AbortSignal,
  onPhase: (phase: Phase) => void,
): Promise<Exchange> {
  const undici = await import('undici')
  const dispatcher = dispatcherFor(undici, request, signal, onPhase)
  try {
    const answer = await undici.request(request.url, {
      dispatcher,
      signal,
      method: request.method,
      headers: { ...request.headers },
      body: request.body ?? null,
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    const { text, truncated } = await readBody(answer.body, request.maxBytes)
    return { status: answer.statusCode, headers: flat(answer.headers), body: text, truncated }
  } finally {
    await dispatcher.destroy()
  }
}

function dispatcherFor(
  undici: typeof import('undici'),
  request: ExchangeRequest,
  signal: AbortSignal,
  onPhase: (phase: Phase) => void,
): Dispatcher {
  if (!request.proxy) return new undici.Agent({ connect: connector(request.tls ?? {}, signal, onPhase) })
  // Tunnelled also for plain http, so that the proxy does not see the headers as a party to the exchange.
  const options = { proxyTunnel: true, ...(request.tls ? { requestTls: request.tls } : {}) }
  const proxied =
    request.proxy === 'environment'
      ? new undici.EnvHttpProxyAgent(options)
      : new undici.ProxyAgent({ uri: request.proxy, ...options })
  proxied.on('connect', () => onPhase('asking'))
  return proxied
}

/** Opens the socket itself instead of using undici's connector, which does not tell a TCP connection from a
 *  finished TLS handshake. */
function connector(
  options: tls.ConnectionOptions,
  signal: AbortSignal,
  onPhase: (phase: Phase) => void,
): buildConnector.connector {
  return ({ protocol, hostname, port }, done) => {
    const secure = protocol === 'https:'
    const target = { host: hostname, port: Number(port) || (secure ? 443 : 80) }
    const name = net.isIP(hostname) ? {} : { servername: hostname }
    const socket = secure
      ? tls.connect({ ...name, ALPNProtocols: ['http/1.1'], ...options, ...target })
      : net.connect(target)
    // undici forgets a socket that is still connecting; it would hold the process until the system gives up.
    signal.addEventListener('abort', () => socket.destroy(), { once: true })
    let settled = false
    socket.once('connect', () => onPhase('handshake'))
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      onPhase('asking')
      settled = true
      done(null, socket)
    })
    socket.on('error', (error) => {
      if (!settled) done(error, null)
      settled = true
    })
    // A peer that ends the connection before the handshake gives 'close' without an error on some TLS versions.
    socket.once('close', () => {
      if (!settled) done(Object.assign(new Error('closed during connect'), { code: 'ECONNRESET' }), null)
      settled = true
    })
  }
}

async function readBody(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
): Promise<{ text: string; truncated: boolean }> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size > maxBytes) break
  }
  const truncated = size > maxBytes
  // `stream` leaves out a character that the cut went through.
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxBytes), { stream: truncated })
  return { text, truncated }
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value] as const],
  )
  return Object.fromEntries(entries)
}
