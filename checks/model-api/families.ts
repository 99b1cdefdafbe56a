import type { HttpRequest } from '../../src/host/http.ts'

/** The dialects of model providers. A provider that is not known by name most likely speaks OpenAI's. */
export const FAMILIES = ['anthropic', 'openai', 'openai-responses', 'openai-codex', 'google'] as const
export type Family = (typeof FAMILIES)[number]

type Question = Pick<HttpRequest, 'method' | 'headers' | 'body'> & { readonly path: string }

/** Not a key of anybody: the provider's refusal of it proves that the provider itself answers. */
const NO_KEY = 'firstfault-probe-without-a-key'

const json = { 'content-type': 'application/json' }
const bearer = { authorization: `Bearer ${NO_KEY}` }

/** One cheap question for each family. An empty body can never become a paid request. */
const QUESTIONS: Readonly<Record<Family, Question>> = {
  anthropic: {
    method: 'POST',
    path: '/v1/messages',
    headers: { ...json, 'x-api-key': NO_KEY, 'anthropic-version': '2023-06-01' },
    body: '{}',
  },
  openai: { method: 'GET', path: '/v1/models', headers: bearer },
  'openai-responses': { method: 'POST', path: '/v1/responses', headers: { ...json, ...bearer }, body: '{}' },
  'openai-codex': {
    method: 'POST',
    path: '/backend-api/codex/responses',
    headers: { ...json, ...bearer },
    body: '{}',
  },
  google: { method: 'GET', path: '/v1beta/models', headers: { 'x-goog-api-key': NO_KEY } },
}

/** The family of a provider by its name in pi ("openai-codex", "google-vertex" …). */
export function familyOf(provider: string): Family {
  if (provider.startsWith('anthropic')) return 'anthropic'
  if (provider.startsWith('google')) return 'google'
  return provider === 'openai-codex' ? 'openai-codex' : 'openai'
}

/** The question to a provider at its base address; a base that already ends in the version keeps it once. */
export function question(family: Family, base: string, deadlineMs: number): HttpRequest {
  const { path, ...rest } = QUESTIONS[family]
  const root = base.replace(/\/+$/, '').replace(/\/(v1|v1beta|backend-api)$/, '')
  return { ...rest, url: `${root}${path}`, deadlineMs, maxBytes: 20_000, useProxy: true }
}
