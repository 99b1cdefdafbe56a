import type { HttpAnswer, HttpPort, HttpProblem, HttpRequest } from '../http.ts'
import { conceal } from './conceal.ts'
import { underDeadline } from './deadline.ts'
import { type Exchange, exchange, type Phase } from './exchange.ts'
import { errorCode, errorText, networkWord } from './network-error.ts'
import { resolveSecret } from './secrets.ts'

/** HTTP through undici, one connection per request. */
export const http: HttpPort = {
  async request(request, signal) {
    const url = parseUrl(request.url)
    if (!url) return problem('protocol', 'not an http or https URL with a valid port')
    const secrets = await secretHeaders(request)
    if (!secrets) return problem('no-secret', 'a header of this request has no value')
    // Loading takes its time on a cold start: ours, not the target's.
    await import('undici')
    const begun = performance.now()
    let phase: Phase = 'connecting'
    const ask = async (ending: AbortSignal) => {
      try {
        const answer = await exchange(
          {
            url,
            method: request.method ?? 'GET',
            headers: { ...request.headers, ...secrets.headers },
            ...(request.body === undefined ? {} : { body: request.body }),
            maxBytes: request.maxBytes ?? 1_000_000,
            ...(request.useProxy && !isLoopback(url.hostname) ? { proxy: 'environment' as const } : {}),
          },
          ending,
          (reached) => {
            phase = reached
          },
        )
        return answerOf(answer, secrets.raw, performance.now() - begun)
      } catch (error) {
        return problem(networkWord(error), conceal(`${url.host}: ${reason(error)}`, secrets.raw))
      }
    }
    const late = () => lateProblem(phase, `${url.host}: `, request.deadlineMs)
    return underDeadline({ ms: request.deadlineMs, signal }, ask, late)
  },
}

/** Never given on: they are credentials, or set some. */
const CREDENTIAL_HEADERS = [
  'set-cookie',
  'set-cookie2',
  'authorization',
  'proxy-authorization',
  'authentication-info',
]

function answerOf(answer: Exchange, secrets: readonly string[], durationMs: number): HttpAnswer {
  const headers = Object.entries(answer.headers)
    .filter(([name]) => !CREDENTIAL_HEADERS.includes(name))
    .map(([name, value]) => [name, conceal(value, secrets)] as const)
  return {
    ok: true,
    status: answer.status,
    contentType: (answer.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
    headers: Object.fromEntries(headers),
    body: conceal(answer.body, secrets),
    truncated: answer.truncated,
    durationMs: Math.round(durationMs),
  }
}

function lateProblem(phase: Phase, where: string, ms: number): HttpProblem {
  if (phase === 'connecting') return problem('connect-timeout', `${where}no connection within ${ms} ms`)
  const missing = phase === 'handshake' ? 'no TLS handshake' : 'no complete answer'
  return problem('silent', `${where}connected, ${missing} within ${ms} ms`)
}

function parseUrl(text: string): URL | null {
  const url = URL.parse(text)
  return url && (url.protocol === 'http:' || url.protocol === 'https:') && url.port !== '0' ? url : null
}

/** The headers with their secrets, and the secrets alone; null when one of them has no value. */
async function secretHeaders(
  request: HttpRequest,
): Promise<{ headers: Record<string, string>; raw: readonly string[] } | null> {
  const headers: Record<string, string> = {}
  const raw: string[] = []
  for (const [name, { secret, prefix }] of Object.entries(request.secretHeaders ?? {})) {
    const value = await resolveSecret(secret)
    if (value === null) return null
    raw.push(value)
    headers[name] = `${prefix ?? ''}${value}`
  }
  return { headers, raw }
}

const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/

const isLoopback = (hostname: string): boolean => LOOPBACK.test(hostname)

function reason(error: unknown): string {
  const code = errorCode(error)
  const text = errorText(error)
  return code && !text.includes(code) ? `${text} (${code})` : text
}

function problem(word: HttpProblem['problem'], message: string): HttpProblem {
  return { ok: false, problem: word, message }
}
