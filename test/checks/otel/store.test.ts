import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Check } from '../../../src/core/check.ts'
import type { HttpAnswer, HttpProblem, HttpRequest } from '../../../src/host/http.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import type { JoelclawSettings } from '../../../src/systems/joelclaw/settings.ts'
import { clickhousePage, typesensePage } from '../../../src/systems/joelclaw/telemetry.ts'
import { clickhouseRequest, typesenseRequest } from '../../../src/systems/joelclaw/telemetry-query.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { answered, healthBody, joelclawWith } from '../../support/joelclaw.ts'

const document = (action: string, minutes = 5, more: Record<string, unknown> = {}) => ({
  id: 'x',
  timestamp: NOW - minutes * 60_000,
  level: 'info',
  source: 'gateway',
  component: 'daemon',
  action,
  success: true,
  metadata_json: '{}',
  ...more,
})

type Documents = readonly Record<string, unknown>[]

interface Scene {
  readonly documents?: Documents
  readonly hello?: HttpAnswer | HttpProblem
  readonly search?: HttpAnswer | HttpProblem | null
  readonly key?: boolean
  readonly telemetry?: Partial<JoelclawSettings['telemetry']>
  readonly uptimeMs?: number
  /** What Redis keeps of muted channels. */
  readonly muted?: string
}

/** Runs the telemetry layer; the store is a stand-in that filters by action only. */
async function look({
  documents = [document('heartbeat.tick')],
  hello = answered('{"ok":true}'),
  search = null,
  key = true,
  telemetry = {},
  uptimeMs = 7_200_000,
  muted = '[]',
}: Scene = {}) {
  const base = joelclawWith().settings
  const settings = { ...base, telemetry: { ...base.telemetry, ...telemetry } }
  const asked: HttpRequest[] = []
  const answerTo = (request: HttpRequest): HttpAnswer | HttpProblem => {
    if (request.url.includes(':3018')) return answered(healthBody({}, { uptimeMs }))
    asked.push(request)
    if (!request.secretHeaders) return hello
    return search ?? answered(searched(request, documents))
  }
  const host = fakeHost({
    http: { request: async (request) => answerTo(request) },
    redis: {
      ask: async ({ commands }) => ({
        ok: true,
        durationMs: 1,
        replies: commands.map(() => ({ ok: true, value: muted })),
      }),
    },
    files: {
      read: async () => ({ ok: false, problem: 'absent', message: '' }),
      sameSecret: async () =>
        key ? { ok: true, same: true } : { ok: false, problem: 'absent', message: 'no secret' },
    },
  })
  const layer = joelclaw.layers(settings).otel
  const checks: readonly Check[] = 'checks' in layer ? layer.checks : []
  const outcomes = await Promise.all(checks.map((check) => runCheck(check, host)))
  return {
    asked,
    codes: outcomes.flatMap((outcome) =>
      outcome.findings.map((finding) => `${finding.severity} ${finding.code}`),
    ),
    unchecked: outcomes.flatMap((outcome) => outcome.unchecked),
    skipped: outcomes.filter((outcome) => outcome.skipped !== null).length,
    checks: checks.length,
    first: outcomes[0],
  }
}

function searched(request: HttpRequest, documents: Documents): string {
  const filter = new URL(request.url).searchParams.get('filter_by') ?? ''
  const actions = /action:=\[(.*?)\]/.exec(filter)?.[1]
  const severe = filter.includes('success:=false')
  const hits = documents.filter(
    (one) =>
      (actions === undefined || actions.includes(`\`${String(one.action)}\``)) &&
      (!severe || one.success === false),
  )
  return JSON.stringify({ found: hits.length, page: 1, hits: hits.map((one) => ({ document: one })) })
}

const refused: HttpProblem = { ok: false, problem: 'refused', message: 'localhost:8108: refused' }

describe("joelclaw's telemetry layer", () => {
  it('is quiet with plain events', async () => {
    expect(await look()).toMatchObject({
      codes: [],
      unchecked: [],
      skipped: 0,
      first: { detail: '1 events of the gateway' },
    })
  })

  it('is skipped without a key, before anything is asked', async () => {
    const { asked, skipped, checks, first } = await look({ key: false })
    expect([asked, skipped]).toEqual([[], checks])
    expect(first?.skipped).toContain('TYPESENSE_API_KEY')
  })

  it('is skipped without a store', async () => {
    const { skipped, checks } = await look({ telemetry: { backend: 'none' } })
    expect(skipped).toBe(checks)
  })

  it('sends the key only after the listener said what Typesense says', async () => {
    const { asked, codes } = await look({ hello: answered('<html>', { contentType: 'text/html' }) })
    expect(codes).toEqual(['warning otel.backend-foreign'])
    expect(asked.some((request) => request.secretHeaders)).toBe(false)
  })

  it.each<[string, Scene, string[]]>([
    ['nobody listens', { hello: refused }, ['warning otel.backend-unreachable']],
    [
      'healthy, and no answer to a query',
      { search: { ok: false, problem: 'silent', message: 'm' } },
      ['warning otel.backend-unreachable'],
    ],
    [
      'healthy, and the collection is gone',
      { search: answered('{"message":"Not Found"}', { status: 404 }) },
      ['warning otel.query-failed'],
    ],
    [
      'healthy, and not ready',
      { search: answered('{"message":"Not Ready or Lagging"}', { status: 503 }) },
      ['warning otel.query-failed'],
    ],
    ['a running gateway without events', { documents: [] }, ['warning otel.no-events']],
    ['a gateway that has just started', { documents: [], uptimeMs: 60_000 }, []],
  ])('%s', async (_, scene, expected) => {
    expect((await look(scene)).codes).toEqual(expected)
  })

  it('cannot tell when the key is refused', async () => {
    const { codes, unchecked } = await look({ search: answered('{}', { status: 401 }) })
    expect([codes, unchecked.length]).toEqual([[], 1])
  })

  it('brings events to their judges', async () => {
    const documents = [
      document('heartbeat.tick'),
      document('model_fallback.swapped', 5, { component: 'daemon.fallback' }),
      document('queue.dedup_dropped', 200, { metadata_json: '{"promptLength":400,"normalizedLength":4}' }),
      ...[1, 2, 3].map((minutes) =>
        document('slack.send.failed', minutes, {
          component: 'slack-channel',
          success: false,
          level: 'error',
        }),
      ),
    ]
    expect((await look({ documents })).codes).toEqual([
      'warning otel.channel-degraded',
      'warning otel.fallback-swapped',
      'warning otel.dedup-suspicious',
    ])
  })

  it('a muted channel is no warning', async () => {
    const documents = [
      document('heartbeat.tick'),
      document('slack.send.failed', 1, { component: 'slack-channel', success: false, level: 'error' }),
    ]
    expect((await look({ documents })).codes).toEqual(['warning otel.channel-degraded'])
    expect((await look({ documents, muted: '["slack"]' })).codes).toEqual(['note otel.channel-muted'])
    expect((await look({ documents, muted: '["discord"]' })).codes).toEqual(['warning otel.channel-degraded'])
  })

  it('asks dedup over six hours, and the fallback over the window', async () => {
    const { asked } = await look()
    const since = (word: string) => {
      const filter = asked
        .map((request) => new URL(request.url).searchParams.get('filter_by') ?? '')
        .find((text) => text.includes(word))
      return NOW - Number(/timestamp:>=(\d+)/.exec(filter ?? '')?.[1])
    }
    expect([since('dedup_dropped'), since('model_fallback.swapped')]).toEqual([6 * 3_600_000, 3_600_000])
  })
})

describe('requests', () => {
  const { telemetry } = joelclawWith().settings
  const query = { since: NOW - 1, until: NOW, actions: ['a.b', "x'; DROP TABLE y"], severe: true, limit: 5 }

  it('put the key in a header only', () => {
    const request = typesenseRequest(telemetry, query, 100)
    expect(request.secretHeaders).toEqual({ 'X-TYPESENSE-API-KEY': { secret: telemetry.typesense.key } })
    expect(new URL(request.url).searchParams.get('filter_by')).toContain(
      `timestamp:>=${NOW - 1} && timestamp:<=${NOW}`,
    )
  })

  it('cannot be left by an action or a table name', () => {
    const hostile = { ...telemetry, clickhouse: { ...telemetry.clickhouse, table: 'a.b; DROP TABLE c' } }
    const { body } = clickhouseRequest(hostile, query, 100)
    expect(body).toContain("action IN ('a.b', 'xDROPTABLEy')")
    expect(body).not.toContain(';')
  })
})

describe('readers of pages', () => {
  it('read ClickHouse’s quoted numbers and flags', () => {
    const body = JSON.stringify({
      data: [
        {
          timestamp: String(NOW),
          level: 'error',
          component: 'c',
          action: 'a',
          success: 0,
          error: '',
          metadata_json: '{"x":1}',
        },
      ],
    })
    expect(clickhousePage(body)?.events).toEqual([
      { at: NOW, level: 'error', component: 'c', action: 'a', success: false, error: '', metadata: { x: 1 } },
    ])
  })

  it('take any body', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        for (const page of [typesensePage(body), clickhousePage(body)])
          expect(page === null || page.total >= 0).toBe(true)
      }),
    )
  })

  it('drop documents of another shape and metadata that is no object', () => {
    const hits = [
      { document: document('a', 1, { metadata_json: '[1]' }) },
      { document: { action: 7 } },
      { document: document('b', 2, { metadata_json: '{broken' }) },
    ]
    const page = typesensePage(JSON.stringify({ found: 3, hits }))
    expect(page?.events.map(({ action, metadata }) => [action, metadata])).toEqual([
      ['a', {}],
      ['b', {}],
    ])
  })
})
