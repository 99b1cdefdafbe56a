import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meaningOf } from '../../../checks/model-api/answer.ts'
import { judgeEndpoint } from '../../../checks/model-api/endpoint.ts'
import { FAMILIES, familyOf, question } from '../../../checks/model-api/families.ts'
import type { HttpAnswer } from '../../../src/host/http.ts'
import { answered } from '../../support/joelclaw.ts'

const error = (status: number, body: unknown, more: Partial<HttpAnswer> = {}) =>
  answered(JSON.stringify(body), { status, ...more })
const anthropic = (status: number, type: string) =>
  error(status, { type: 'error', error: { type, message: 'm' } })
const page = (status: number) => answered('<html>Sign in</html>', { status, contentType: 'text/html' })

describe('meaningOf', () => {
  it.each<[string, HttpAnswer, string]>([
    ['Anthropic refuses the key', anthropic(401, 'authentication_error'), 'reachable'],
    ['Anthropic wants a body', anthropic(400, 'invalid_request_error'), 'reachable'],
    ['Anthropic is overloaded', anthropic(529, 'overloaded_error'), 'overloaded'],
    ['overloaded under another status', anthropic(503, 'overloaded_error'), 'overloaded'],
    ['Anthropic has an error', anthropic(500, 'api_error'), 'server-error'],
    ['Anthropic limits', anthropic(429, 'rate_limit_error'), 'rate-limited'],
    ['Anthropic forbids', anthropic(403, 'forbidden'), 'blocked'],
    [
      'OpenAI refuses the key',
      error(401, {
        error: { message: 'Incorrect API key', type: 'invalid_request_error', code: 'invalid_api_key' },
      }),
      'reachable',
    ],
    [
      'OpenAI refuses the country',
      error(403, { error: { code: 'unsupported_country_region_territory', type: 'request_forbidden' } }),
      'blocked',
    ],
    ['OpenAI has an error', error(500, { error: { type: 'server_error' } }), 'server-error'],
    ['the Codex back end refuses', error(401, { detail: 'Unauthorized' }), 'reachable'],
    ['Google refuses the key', error(400, { error: { code: 400, status: 'INVALID_ARGUMENT' } }), 'reachable'],
    ['Google limits', error(429, [{ error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }]), 'rate-limited'],
    ['a local server that needs no key', answered('{"data":[]}'), 'reachable'],
    ['a captive portal', page(200), 'not-the-api'],
    ['a redirect', answered('', { status: 302, contentType: '' }), 'not-the-api'],
    ['a proxy that wants credentials', page(407), 'not-the-api'],
    ['a gateway error page', page(502), 'server-error'],
    ['another server', error(404, { detail: 'Not Found' }), 'not-the-api'],
    ['JSON that is no object', answered('"ok"'), 'not-the-api'],
    ['a bot check', { ...page(403), headers: { 'cf-mitigated': 'challenge' } }, 'bot-check'],
  ])('%s', (_, answer, kind) => {
    expect(meaningOf(answer).kind).toBe(kind)
  })

  it('takes any answer, and believes only JSON', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        const meaning = meaningOf(answered(body, { status }))
        const isJson = (() => {
          try {
            return typeof JSON.parse(body) === 'object'
          } catch {
            return false
          }
        })()
        if (meaning.kind === 'reachable') expect(isJson).toBe(true)
      }),
    )
  })
})

describe('judgeEndpoint', () => {
  const endpoint = {
    provider: 'anthropic',
    family: 'anthropic',
    url: 'https://api.anthropic.com',
    deadlineMs: 8_000,
  } as const

  it.each([
    ['refused', 'model-api.unreachable'],
    ['unreachable', 'model-api.unreachable'],
    ['connect-timeout', 'model-api.unreachable'],
    ['reset', 'model-api.unreachable'],
    ['dns', 'model-api.name-unknown'],
    ['tls', 'model-api.tls-failed'],
    ['silent', 'model-api.silent'],
    ['protocol', 'model-api.not-the-api'],
  ] as const)('%s is %s', (problem, code) => {
    const { finding } = judgeEndpoint(endpoint, { ok: false, problem, message: 'm' }, 'warning')
    expect(finding).toMatchObject({
      code,
      severity: 'warning',
      params: { url: 'https://api.anthropic.com/v1/messages' },
    })
  })

  it('only warns of a limit, also on the active provider', () => {
    expect(judgeEndpoint(endpoint, anthropic(429, 'rate_limit_error'), 'fault').finding?.severity).toBe(
      'warning',
    )
  })
})

describe('question', () => {
  it.each(FAMILIES)('%s asks once under its version, whatever the end of the base address', (family) => {
    const plain = question(family, 'https://models.example', 100).url
    expect(question(family, 'https://models.example/', 100).url).toBe(plain)
    expect(question(family, 'https://models.example/v1', 100).url).toBe(plain)
    expect(plain).toMatch(/^https:\/\/models\.example\/[a-z0-9/-]+$/)
  })

  it.each([
    ['anthropic', 'anthropic'],
    ['openai-codex', 'openai-codex'],
    ['google-vertex', 'google'],
    ['openrouter', 'openai'],
  ])('%s speaks %s', (provider, family) => {
    expect(familyOf(provider)).toBe(family)
  })
})
