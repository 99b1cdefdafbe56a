import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeHealing } from '../../../checks/cli-status/joelclaw-channel-healing.ts'
import { judgeChannels } from '../../../checks/cli-status/joelclaw-channel-health.ts'
import { judgeFallback } from '../../../checks/cli-status/joelclaw-fallback.ts'
import { judgeGuardrails } from '../../../checks/cli-status/joelclaw-guardrails.ts'
import { judgeInterruptibility } from '../../../checks/cli-status/joelclaw-interruptibility.ts'
import { judgeMode } from '../../../checks/cli-status/joelclaw-mode.ts'
import { judgeTracing } from '../../../checks/cli-status/joelclaw-operator-tracing.ts'
import { judgeSession } from '../../../checks/cli-status/joelclaw-session.ts'
import { judgeSessionPressure } from '../../../checks/cli-status/joelclaw-session-pressure.ts'
import { judgeTurn } from '../../../checks/cli-status/joelclaw-turn.ts'
import type { Outcome } from '../../../src/core/check.ts'
import type { Seen } from '../../../src/systems/joelclaw/document-check.ts'
import { parseHealth } from '../../../src/systems/joelclaw/probes.ts'
import { healthFixture } from '../../support/health-fixture.ts'

const NOW = Date.parse('2026-03-09T20:22:40.000Z')
const NAMES = [
  'healthy',
  'redis-degraded',
  'stuck-session',
  'muted-channel',
  'heal-failed',
  'superseded',
  'fallback-active',
  'old-failed-trace',
]

/** Every path to a value inside a document. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, part]) => pathsOf(part, [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  copy[key] = replaced(copy[key], rest, by)
  return copy
}

function judgeAll(seen: Seen): readonly Outcome[] {
  const window = { since: NOW - 3_600_000, until: NOW, lines: 100 }
  return [
    judgeChannels(seen, { bootGraceMs: 60_000 }),
    judgeHealing(seen),
    judgeFallback(seen),
    judgeGuardrails(seen),
    judgeInterruptibility(seen, { supersededMs: 15_000 }),
    judgeMode(seen),
    judgeTracing(seen, window),
    judgeSession(seen),
    judgeSessionPressure(seen),
    judgeTurn(seen, 1, { turnSlowMs: 120_000, turnStuckMs: 600_000 }),
  ]
}

describe('the health document', () => {
  it('is told from other JSON by its word on availability', () => {
    for (const body of [
      '',
      'null',
      '[]',
      '{}',
      '{"ok":true}',
      '{"available":"yes"}',
      '<html>',
      '{"available":true',
    ])
      expect(parseHealth(body)).toBeNull()
    expect(parseHealth('{"available":true}')?.available).toBe(true)
  })

  it('reads a fixture field by field', () => {
    const status = parseHealth(healthFixture('fallback-active'))?.status
    expect(status?.fallback).toMatchObject({ active: true, since: Date.parse('2026-03-09T20:02:09.000Z') })
    expect(status?.channels?.get('telegram')).toMatchObject({ ownerState: 'fallback', leaseEnabled: false })
    expect(status?.channelHealth?.entries?.get('discord')?.status).toBe('disabled')
  })

  it('loses only the field that has another shape', () => {
    const body = JSON.parse(healthFixture('model-drift'))
    const broken = {
      ...body,
      since: {},
      status: { ...body.status, pid: '812', supersession: [], channels: { telegram: 5 } },
    }
    const document = parseHealth(JSON.stringify(broken))
    expect(document?.status).toMatchObject({ pid: null, model: 'openai-codex/gpt-5.4', supersession: null })
    expect(document?.status?.channels?.size).toBe(0)
    expect(document?.since).toBeNull()
  })

  it('survives any value in any place, in the parser and in every judge', () => {
    const fixtures = NAMES.map((name) => JSON.parse(healthFixture(name)))
    const spots = fixtures.flatMap((body) => pathsOf(body).map((path) => ({ body, path })))
    const odd = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(1e308, -1, '\u001b[31m', '__proto__', '9'.repeat(5_000)),
      fc.array(fc.integer(), { maxLength: 300 }),
    )
    const property = fc.property(fc.constantFrom(...spots), odd, ({ body, path }, value) => {
      const document = parseHealth(JSON.stringify(replaced(body, path, value)))
      if (!document) return
      for (const { findings } of judgeAll({ document, source: 'x', now: NOW })) {
        for (const { summary, evidence } of findings) {
          expect(summary.length).toBeLessThanOrEqual(700)
          for (const { text } of evidence) expect(text.length).toBeLessThanOrEqual(300)
        }
      }
    })
    fc.assert(property, { numRuns: 400 })
  })

  it('survives a document cut at any byte', () => {
    const body = healthFixture('healthy')
    fc.assert(
      fc.property(fc.nat({ max: body.length - 2 }), (end) => parseHealth(body.slice(0, end)) === null),
    )
  })
})
