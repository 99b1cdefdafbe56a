import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalogueText, codesText, scenarioText } from '../../src/render/explain-text.ts'
import { layersText } from '../../src/render/layers-text.ts'
import { progressLine } from '../../src/render/progress.ts'
import { textWidth } from '../../src/render/width.ts'
import { LOOK, layer, skipped } from './reports.ts'

const code = {
  code: 'process.not-running',
  title: 'The daemon is not running',
  meaning: 'No message gets an answer.',
  cause: 'The daemon stopped ({state}).',
  remedy: {
    text: 'Start {service}.',
    steps: [
      { run: ['systemctl', 'start', '{service}', 'two words'], does: 'start {service}', changes: true },
    ],
  },
  verify: ['firstfault diagnose --only process'],
}

describe('explain', () => {
  it('shows a code with its places open', () => {
    expect(codesText([code], LOOK)).toBe(`process.not-running: The daemon is not running
Meaning   No message gets an answer.
Cause     The daemon stopped (<state>).
Remedy    Start <service>.
Commands  $ systemctl start <service> 'two words'   start <service> (changes)
Verify    firstfault diagnose --only process
`)
  })

  it('shows a scenario with its signs', () => {
    const text = scenarioText(
      { ...code, id: 'joelclaw.killed', signs: { 'process.not-running': 'likely' } },
      LOOK,
    )
    expect(text).toContain('joelclaw.killed: The daemon is not running\n')
    expect(text).toContain('Signs     process.not-running (likely)\n')
  })

  it('lists the catalogue in columns, and below each other where there is no room', () => {
    const groups = [
      { title: 'process', entries: [{ id: 'process.not-running', title: 'The daemon is not running' }] },
    ]
    expect(catalogueText(groups, LOOK)).toBe('process\n  process.not-running  The daemon is not running\n')
    expect(catalogueText(groups, { ...LOOK, width: 40 })).toBe(
      'process\n  process.not-running\n      The daemon is not running\n',
    )
  })
})

const checks = [
  {
    id: 'process/pid',
    title: 'the daemon is alive',
    effects: 'none',
    looks: ['~/gateway.pid'],
    missing: null,
  },
  { id: 'process/port', title: 'it listens', effects: 'none', looks: [], missing: 'set process.port' },
] as const

const view = {
  gateway: { name: 'night', system: 'openclaw', because: '~/.openclaw exists' },
  layers: [
    { layer: 'process', title: 'Daemon', absent: null, checks },
    { layer: 'otel', title: 'Telemetry', absent: 'not in this system', checks: [] },
  ],
  forbidden: [{ probe: 'openclaw doctor --fix', why: 'it changes the configuration' }],
}

describe('layers', () => {
  it('shows what looks where, what is missing, and what is never run', () => {
    expect(layersText(view, LOOK)).toBe(`night (openclaw): ~/.openclaw exists

 1 process: Daemon
   • the daemon is alive
       ~/gateway.pid
   ○ it listens
       missing: set process.port

 2 otel: Telemetry
   no checks: not in this system

Never run openclaw doctor --fix: it changes the configuration
`)
  })

  it('keeps to the width whatever the texts are', () => {
    const property = fc.property(
      fc.string({ unit: 'binary' }),
      fc.integer({ min: 40, max: 200 }),
      (text, width) => {
        const check = { ...checks[1], title: text, missing: text }
        const hostile = { ...view, layers: [{ layer: 'redis', title: text, absent: text, checks: [check] }] }
        const shown =
          layersText(hostile, { ...LOOK, width }) + codesText([{ ...code, cause: text }], { ...LOOK, width })
        expect(shown).not.toMatch(/(?!\n)\p{Cc}/u)
        for (const line of shown.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(width)
      },
    )
    fc.assert(property, { numRuns: 100 })
  })
})

describe('progress', () => {
  it('is one plain line a layer', () => {
    expect(progressLine(layer('redis'))).toBe(
      'redis              ok          6 ms  PONG in 1 ms, queue empty',
    )
    expect(progressLine(skipped('otel', 'process'))).toBe(
      'otel               skipped           not run: process failed',
    )
    expect(progressLine(layer('redis', { detail: 'a\u001b[2Jb\nc' }))).toMatch(/ {2}ab c$/)
  })
})
