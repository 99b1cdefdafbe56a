import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Check } from '../../../src/core/check.ts'
import type { HttpAnswer, HttpProblem } from '../../../src/host/http.ts'
import { credentialsIn } from '../../../src/systems/joelclaw/credentials.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import { parseHealth } from '../../../src/systems/joelclaw/probes.ts'
import { trafficOf } from '../../../src/systems/joelclaw/traffic.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { answered, healthBody, joelclawWith, redisReplies } from '../../support/joelclaw.ts'

const refusesKey = answered('{"type":"error","error":{"type":"authentication_error"}}', { status: 401 })
const overloaded = answered('{"type":"error","error":{"type":"overloaded_error"}}', { status: 529 })
const dead: HttpProblem = { ok: false, problem: 'silent', message: 'no answer' }
const oauth = (ms: number) => ({
  type: 'oauth',
  access: 'planted-access',
  refresh: 'planted-refresh',
  expires: NOW + ms,
})
const BOTH = { anthropic: oauth(3_600_000), 'openai-codex': oauth(3_600_000) }
const onFallback = healthBody(
  {},
  { model: 'openai-codex/gpt-5.4', fallback: { active: true, model: 'openai-codex/gpt-5.4' } },
)

interface Scene {
  readonly health?: string | null
  readonly config?: string | null
  readonly auth?: string | null
  readonly anthropic?: readonly (HttpAnswer | HttpProblem)[]
  readonly codex?: HttpAnswer | HttpProblem
}

/** Runs the model layer with stand-ins for daemon, Redis and providers. `anthropic` lists its answers in turn. */
async function look({
  health = healthBody(),
  config = '{"model":"claude-opus-4-6"}',
  auth = JSON.stringify(BOTH),
  anthropic = [refusesKey],
  codex = refusesKey,
}: Scene = {}) {
  const { settings } = joelclawWith()
  const asked: string[] = []
  const host = fakeHost({
    http: {
      request: async ({ url }) => {
        if (url.includes('/health'))
          return health === null ? { ok: false, problem: 'refused', message: '' } : answered(health)
        asked.push(url)
        if (url.includes('chatgpt.com')) return codex
        return anthropic[asked.length - 1] ?? (anthropic.at(-1) as HttpAnswer)
      },
    },
    redis: { ask: async () => ({ ok: true, replies: redisReplies(settings, { config }), durationMs: 1 }) },
    files: {
      read: async ({ path }) =>
        path.endsWith('auth.json') && auth !== null
          ? { ok: true, text: auth, size: auth.length, mtimeMs: NOW, uid: 501, truncated: false }
          : { ok: false, problem: 'absent', message: 'no such file' },
    },
  })
  const layer = joelclaw.layers(settings)['model-api']
  const checks: readonly Check[] = 'checks' in layer ? layer.checks : []
  const outcomes = await Promise.all(checks.map((check) => runCheck(check, host)))
  const findings = outcomes.flatMap((outcome) => outcome.findings)
  return {
    codes: findings.map((finding) => `${finding.severity} ${finding.code}`),
    unchecked: outcomes.flatMap((outcome) => outcome.unchecked),
    skipped: outcomes.flatMap((outcome) => outcome.skipped ?? []),
    asked: asked.map((url) => new URL(url).host),
    text: JSON.stringify(outcomes),
  }
}

describe("joelclaw's model layer", () => {
  it('takes a refused key for a sign of life, and asks only the active provider', async () => {
    const { codes, unchecked, asked } = await look()
    expect([codes, unchecked, asked]).toEqual([[], [], ['api.anthropic.com']])
  })

  it('asks the provider that the daemon runs, not the configured one', async () => {
    const health = healthBody({}, { model: 'openai-codex/gpt-5.4' })
    expect((await look({ health })).asked).toEqual(['chatgpt.com'])
  })

  it('fails with the active provider', async () => {
    expect((await look({ anthropic: [dead] })).codes).toEqual(['fault model-api.silent'])
  })

  it('asks again when a provider is overloaded', async () => {
    expect((await look({ anthropic: [overloaded, overloaded] })).codes).toEqual([
      'fault model-api.overloaded',
    ])
    expect((await look({ anthropic: [overloaded, refusesKey] })).codes).toEqual([
      'warning model-api.unsteady',
    ])
  })

  it('only warns of the primary while the fallback carries the prompts', async () => {
    const { codes, asked } = await look({ health: onFallback, anthropic: [dead] })
    expect(codes).toEqual(['warning model-api.silent'])
    expect(asked.toSorted()).toEqual(['api.anthropic.com', 'chatgpt.com'])
  })

  it('fails when the fallback itself is down', async () => {
    expect((await look({ health: onFallback, codex: dead })).codes).toEqual(['fault model-api.silent'])
  })

  it('is unchecked for a provider whose address is not known', async () => {
    const { codes, unchecked } = await look({
      health: healthBody({}, { model: 'somebody/else' }),
      auth: null,
    })
    expect(codes).toEqual([])
    expect(unchecked[0]).toContain('providers')
  })

  it.each([
    [
      'the active provider has no entry',
      { 'openai-codex': oauth(1) },
      ['fault model-api.credentials-missing'],
    ],
    ['an expired token alone', { anthropic: oauth(-3_600_000) }, ['note model-api.credentials-expired']],
    ['an API key', { anthropic: { type: 'api_key', key: 'planted-key' } }, []],
    ['not an object', [1], ['fault model-api.credentials-unreadable']],
  ])('judges the credentials file: %s', async (_, auth, expected) => {
    const { codes, text } = await look({ auth: JSON.stringify(auth) })
    expect(codes).toEqual(expected)
    expect(text).not.toContain('planted')
  })

  it('skips credentials without a file', async () => {
    expect(await look({ auth: null })).toMatchObject({ codes: [], unchecked: [] })
  })
})

describe('trafficOf', () => {
  const document = (status: Record<string, unknown>) => parseHealth(healthBody({}, status))

  it.each([
    ['status first', { model: 'anthropic/x' }, '{"model":"gpt-5.4"}', { active: 'anthropic', primary: null }],
    ['then the configuration', { model: null }, '{"model":"gpt-5.2"}', { active: 'openai', primary: null }],
    ['then the built-in model', { model: null }, null, { active: 'openai-codex', primary: null }],
    ['nobody tells', { model: null }, undefined, { active: null, primary: null }],
    [
      'on fallback',
      { model: 'openai-codex/gpt-5.4', fallback: { active: true } },
      '{"model":"claude-opus-4-6"}',
      { active: 'openai-codex', primary: 'anthropic' },
    ],
    [
      'on a fallback of the same provider',
      { model: 'anthropic/b', fallback: { active: true } },
      '{"model":"claude-opus-4-6"}',
      { active: 'anthropic', primary: null },
    ],
  ])('%s', (_, status, config, expected) => {
    expect(trafficOf(document(status), config)).toEqual(expected)
  })
})

describe('credentialsIn', () => {
  it('never keeps more than name, type and time, whatever the file holds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        for (const credential of credentialsIn(text)?.values() ?? []) {
          expect(Object.keys(credential).toSorted()).toEqual(['expires', 'type'])
        }
      }),
    )
    expect(credentialsIn('{broken')).toBeNull()
  })
})
