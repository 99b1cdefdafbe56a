import fc from 'fast-check'
import type { Finding } from '../../src/core/finding.ts'
import { LAYERS } from '../../src/core/layer.ts'
import {
  firstFaultOf,
  type LayerReport,
  nextActionsOf,
  type Report,
  verdictOf,
} from '../../src/core/report.ts'
import type { ScenarioMatch } from '../../src/core/scenario.ts'

/** Text as a hostile log may bring it. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.lorem({ maxCount: 30 }),
  fc.constantFrom(
    '',
    '\u001b[31mred',
    'two\nlines\r\nand\ttab',
    '日本語'.repeat(40),
    '\u202eback',
    '\ud800',
    'x'.repeat(500),
    '👩‍👩‍👧 é e\u0301',
  ),
)
const time = fc.option(
  fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.constant('not a time'),
  ),
)
const evidence = fc.record({ source: text, text, at: time, line: fc.option(fc.nat()) })
const remedy = fc.record({ text, commands: fc.array(text, { maxLength: 2 }) })
const action = fc.record({ command: text, description: text, changes: fc.boolean() })
const code = fc.constantFrom<Finding['code']>(
  'process.service-disabled',
  'process.crash-loop',
  'process.frozen',
)

const finding: fc.Arbitrary<Finding> = fc.record({
  code,
  check: text,
  severity: fc.constantFrom('fault', 'warning', 'note'),
  summary: text,
  cause: text,
  since: time,
  at: time,
  count: fc.nat(),
  evidence: fc.array(evidence, { maxLength: 5 }),
  remedy,
  params: fc.constant({}),
  actions: fc.array(action, { maxLength: 3 }),
})

const scenario: fc.Arbitrary<ScenarioMatch> = fc.record({
  id: text,
  title: text,
  cause: text,
  confidence: fc.constantFrom('confirmed', 'likely', 'possible'),
  findings: fc.array(code, { maxLength: 2 }),
  evidence: fc.array(evidence, { maxLength: 2 }),
  remedy,
  verify: fc.array(text, { maxLength: 2 }),
  actions: fc.array(action, { maxLength: 2 }),
})

const BECAUSE = [
  'process',
  'not-in-system',
  'not-configured',
  'not-selected',
  'read-only',
  'mode',
  'interrupted',
  'deadline',
] as const

function layer(id: (typeof LAYERS)[number]): fc.Arbitrary<LayerReport> {
  return fc.record(
    {
      layer: fc.constant(id),
      title: text,
      status: fc.constantFrom('failed', 'unknown', 'degraded', 'ok', 'skipped'),
      because: fc.constantFrom(...BECAUSE),
      after: fc.constantFrom(...LAYERS),
      detail: text,
      durationMs: fc.nat(),
      findings: fc.array(finding, { maxLength: 3 }),
      unchecked: fc.array(fc.record({ check: text, reason: text }), { maxLength: 2 }),
    },
    { requiredKeys: ['layer', 'title', 'status', 'detail', 'durationMs', 'findings', 'unchecked'] },
  )
}

/** A report in which every text is hostile and every number and list anything that its type allows. */
export function anyReport(): fc.Arbitrary<Report> {
  const parts = fc.record({
    layers: fc.tuple(...LAYERS.map(layer)),
    scenarios: fc.array(scenario, { maxLength: 2 }),
    names: fc.array(text, { minLength: 6, maxLength: 6 }),
    startedAt: time,
    durationMs: fc.nat(),
    interrupted: fc.boolean(),
    lines: fc.nat(),
    accepted: fc.array(finding, { maxLength: 2 }),
  })
  return parts.map(({ layers, scenarios, names, startedAt, durationMs, interrupted, lines, accepted }) => {
    const [name = '', system = '', version = '', host = '', user = '', reason = ''] = names
    return {
      schema: 'firstfault.report/1',
      tool: { name: 'firstfault', version: '0.1.0' },
      gateway: { name, system, version },
      host: { name: host, user, platform: 'linux' },
      startedAt: startedAt ?? '',
      durationMs,
      interrupted,
      window: { since: startedAt ?? '', until: startedAt ?? '', lines },
      verdict: verdictOf(layers),
      firstFault: firstFaultOf(layers),
      layers,
      scenarios,
      nextActions: nextActionsOf(layers, scenarios),
      suppressed: accepted.map((one) => ({
        layer: 'redis' as const,
        finding: one,
        reason,
        until: startedAt,
      })),
    }
  })
}
