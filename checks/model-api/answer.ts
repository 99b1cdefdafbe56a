import * as z from 'zod'
import type { HttpAnswer } from '../../src/host/http.ts'

/** What an HTTP answer to a question without a key says about the provider. */
export type Meaning =
  | { readonly kind: 'reachable'; readonly words: string }
  | {
      readonly kind: 'overloaded' | 'server-error' | 'rate-limited' | 'blocked' | 'not-the-api' | 'bot-check'
      readonly words: string
    }

const word = z
  .union([z.string().max(300), z.number()])
  .nullish()
  .catch(null)

/** Anthropic: {type: "error", error: {type}}; OpenAI: {error: {type, code}}; Google: {error: {code, status}}. */
const errorBody = z.object({
  error: z.union([z.string().max(500), z.object({ type: word, code: word, status: word })]),
})

/** The Codex back end refuses with {detail: …}. */
const detailBody = z.object({ detail: z.unknown() })

/** A well-formed error of the provider proves that it answers. Anything else on its address is somebody else. */
export function meaningOf(answer: HttpAnswer): Meaning {
  const { status } = answer
  const words = `HTTP ${status} ${answer.contentType || 'without a content type'}`
  if (answer.headers['cf-mitigated'] === 'challenge')
    return { kind: 'bot-check', words: `${words}, a bot check` }
  if (status >= 300 && status < 400) return { kind: 'not-the-api', words: `a redirect (HTTP ${status})` }
  if (status === 407) return { kind: 'not-the-api', words: 'a proxy that wants credentials (HTTP 407)' }
  const body = parsed(answer.body)
  const names = errorNames(body)
  if (names) return byName(status, names)
  if (status >= 500) return { kind: status === 529 ? 'overloaded' : 'server-error', words }
  const refused = (status === 401 || status === 403) && detailBody.safeParse(body).success
  const served = status === 200 && typeof body === 'object' && body !== null
  return refused || served ? { kind: 'reachable', words } : { kind: 'not-the-api', words }
}

function byName(status: number, names: readonly string[]): Meaning {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name))
  const words = `HTTP ${status} ${names.join(', ')}`.trim()
  if (status === 529 || has(/overloaded/i)) return { kind: 'overloaded', words }
  if (status === 429 || has(/rate_limit|RESOURCE_EXHAUSTED/i)) return { kind: 'rate-limited', words }
  if (status >= 500 || has(/^(api_error|server_error|UNAVAILABLE|INTERNAL)$/))
    return { kind: 'server-error', words }
  // Anthropic says "forbidden" and OpenAI names the country, whatever the key.
  if (status === 403 && has(/^forbidden$|unsupported_country/i)) return { kind: 'blocked', words }
  return { kind: 'reachable', words }
}

/** The names that an error body gives its error; null when it is no error body. Google may wrap it in a list. */
function errorNames(body: unknown): readonly string[] | null {
  const result = errorBody.safeParse(Array.isArray(body) ? body[0] : body)
  if (!result.success) return null
  const { error } = result.data
  if (typeof error === 'string') return [error.slice(0, 100)]
  return [error.type, error.code, error.status].flatMap((name) =>
    typeof name === 'string' ? [name.slice(0, 100)] : [],
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
