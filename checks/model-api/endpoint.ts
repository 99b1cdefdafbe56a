import type { Code } from '../../src/catalog/codes/index.ts'
import type { Context } from '../../src/core/check.ts'
import { evidence, type Observation, type Severity } from '../../src/core/finding.ts'
import type { HttpAnswer, HttpProblem } from '../../src/host/http.ts'
import { meaningOf } from './answer.ts'
import { type Family, question } from './families.ts'

export interface Endpoint {
  /** The provider's name, for people. */
  readonly provider: string
  readonly family: Family
  /** Base address, with or without the version at its end. */
  readonly url: string
  /** For one answer, ms. */
  readonly deadlineMs: number
}

export const ENDPOINT_CODES: readonly Code[] = [
  'model-api.unreachable',
  'model-api.name-unknown',
  'model-api.tls-failed',
  'model-api.silent',
  'model-api.not-the-api',
  'model-api.blocked',
  'model-api.overloaded',
  'model-api.server-error',
  'model-api.unsteady',
  'model-api.rate-limited',
]

type Answer = HttpAnswer | HttpProblem

/** What was seen of a provider, or why nothing can be said. */
export interface EndpointResult {
  readonly finding: Observation | null
  readonly unchecked: string | null
  readonly detail: string
}

const PAUSE_MS = 700

/** Asks a provider once, and once more when it had a passing trouble. */
export async function probeEndpoint(
  endpoint: Endpoint,
  severity: Severity,
  { host, signal }: Context,
): Promise<EndpointResult> {
  const request = question(endpoint.family, endpoint.url, endpoint.deadlineMs)
  const first = await host.http.request(request, signal)
  if (!isPassing(first)) return judgeEndpoint(endpoint, first, severity)
  await host.clock.sleep({ ms: PAUSE_MS }, signal)
  const second = await host.http.request(request, signal)
  const again = judgeEndpoint(endpoint, second, severity)
  return again.finding || again.unchecked ? again : { ...again, finding: unsteady(endpoint, first) }
}

function isPassing(answer: Answer): answer is HttpAnswer {
  return answer.ok && ['overloaded', 'server-error'].includes(meaningOf(answer).kind)
}

const PROBLEMS = {
  refused: ['model-api.unreachable', 'refuses the connection'],
  unreachable: ['model-api.unreachable', 'cannot be reached'],
  'connect-timeout': ['model-api.unreachable', 'does not take the connection'],
  reset: ['model-api.unreachable', 'drops the connection'],
  dns: ['model-api.name-unknown', 'has a host name that does not resolve'],
  tls: ['model-api.tls-failed', 'fails the TLS handshake'],
  silent: ['model-api.silent', 'takes the connection and does not answer'],
  protocol: ['model-api.not-the-api', 'does not speak HTTP'],
} as const satisfies Partial<Record<HttpProblem['problem'], readonly [Code, string]>>

const MEANINGS = {
  overloaded: ['model-api.overloaded', 'is overloaded'],
  'server-error': ['model-api.server-error', 'has an internal error'],
  'rate-limited': ['model-api.rate-limited', 'limits requests from here'],
  blocked: ['model-api.blocked', 'refuses requests from here'],
  'not-the-api': ['model-api.not-the-api', 'does not answer as itself'],
} as const

/** The finding of one answer; none when the provider itself answered. */
export function judgeEndpoint(endpoint: Endpoint, answer: Answer, severity: Severity): EndpointResult {
  const detail = `${endpoint.provider} answers`
  if (!answer.ok) {
    if (answer.problem === 'no-secret') return { finding: null, unchecked: answer.message, detail }
    const [code, words] = PROBLEMS[answer.problem]
    return { finding: observation(endpoint, code, words, answer.message, severity), unchecked: null, detail }
  }
  const meaning = meaningOf(answer)
  if (meaning.kind === 'reachable')
    return { finding: null, unchecked: null, detail: `${detail} (${meaning.words}, ${answer.durationMs} ms)` }
  if (meaning.kind === 'bot-check') {
    return {
      finding: null,
      unchecked: `${endpoint.provider}: ${meaning.words} stands before the API`,
      detail,
    }
  }
  const [code, words] = MEANINGS[meaning.kind]
  const text =
    meaning.kind === 'not-the-api' ? `${meaning.words}: ${answer.body.slice(0, 150)}` : meaning.words
  // Without a key it is the address that is limited, which says little about the gateway's own requests.
  const weight = meaning.kind === 'rate-limited' ? 'warning' : severity
  return {
    finding: observation(endpoint, code, words, text, weight, { status: answer.status, what: meaning.words }),
    unchecked: null,
    detail,
  }
}

function unsteady(endpoint: Endpoint, first: HttpAnswer): Observation {
  return observation(
    endpoint,
    'model-api.unsteady',
    'failed once and then answered',
    meaningOf(first).words,
    'warning',
    { status: first.status },
  )
}

function observation(
  { provider, url, family, deadlineMs }: Endpoint,
  code: Code,
  words: string,
  text: string,
  severity: Severity,
  params: Record<string, string | number> = {},
): Observation {
  const asked = question(family, url, deadlineMs).url
  return {
    code,
    severity,
    summary: `${provider} at ${originOf(url)} ${words}`,
    evidence: [evidence(asked, text.slice(0, 300))],
    params: { what: words, ...params, provider, origin: originOf(url), url: asked },
  }
}

const originOf = (url: string) => URL.parse(url)?.host ?? url
