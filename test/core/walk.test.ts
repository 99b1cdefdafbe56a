import { describe, expect, test } from 'vitest'
import {
  type Check,
  defineCheck,
  fine,
  found,
  missingCheck,
  type Outcome,
  unchecked,
} from '../../src/core/check.ts'
import type { Finding, Observation, Severity } from '../../src/core/finding.ts'
import { LAYERS, type LayerId } from '../../src/core/layer.ts'
import { memoised, type WalkPlan } from '../../src/core/plan.ts'
import { verdictOf } from '../../src/core/report.ts'
import { walk } from '../../src/core/walk.ts'
import { fakeHost, NOW } from '../support/fake-host.ts'

/** What the one check of each layer comes to; the others are fine. */
type Outcomes = Partial<Record<LayerId, Check['run']>>

const sees = (severity: Severity, summary: string): Outcome =>
  found([{ code: 'process.not-running', severity, summary, evidence: [] }])

const describeIt = (check: Check, { code, severity, summary }: Observation): Finding => ({
  code,
  severity,
  summary,
  check: check.id,
  cause: '',
  since: null,
  at: null,
  count: 1,
  evidence: [],
  remedy: { text: '', commands: [] },
  params: {},
  actions: [],
})

function planOf(outcomes: Outcomes, given: Partial<WalkPlan> = {}): WalkPlan {
  const shared = {
    host: fakeHost(),
    window: { since: NOW - 1, until: NOW, lines: 0 },
    now: NOW,
    e2e: 'drain' as const,
    signal: new AbortController().signal,
  }
  return {
    layers: LAYERS.map((layer) => ({
      layer,
      title: layer,
      because: null,
      detail: '',
      checks: [
        defineCheck({
          id: `${layer}/one`,
          title: 'all is well',
          codes: [],
          looks: [],
          effects: layer === 'e2e-queue' ? 'writes' : 'none',
          run: outcomes[layer] ?? (async () => fine('well')),
        }),
      ],
    })),
    keepGoing: false,
    stop: new AbortController().signal,
    context: { ...shared, ask: memoised(shared) },
    clean: (text) => text,
    describe: describeIt,
    accepts: (layer, finding) =>
      finding.summary === 'accepted' ? { layer, finding, reason: 'known', until: null } : null,
    confirmingChecks: () => [],
    ...given,
  }
}

async function walked(plan: WalkPlan) {
  for await (const event of walk(plan)) if (event.type === 'walk-ended') return event
  throw new Error('no end')
}

const shape = (layers: Awaited<ReturnType<typeof walked>>['layers']) =>
  layers.map((layer) => layer.because ?? layer.status)

describe('the walk', () => {
  test('stops at the first fault, and the end-to-end test below it is never made', async () => {
    let written = 0
    const end = await walked(
      planOf({
        'cli-status': async () => sees('fault', 'dead'),
        'e2e-queue': async () => {
          written += 1
          return fine()
        },
      }),
    )
    expect(shape(end.layers)).toEqual(['ok', 'ok', 'failed', ...Array(7).fill('cli-status')])
    expect(written).toBe(0)
  })

  test('is not stopped by what could not be checked, nor by a warning', async () => {
    const { layers } = await walked(
      planOf({ substrate: async () => unchecked('no tool'), process: async () => sees('warning', 'drift') }),
    )
    expect(shape(layers)).toEqual(['unknown', 'degraded', ...Array(8).fill('ok')])
    expect(verdictOf(layers)).toBe('unknown')
  })

  test('goes on below a fault when asked, and marks what comes after it', async () => {
    const { layers } = await walked(
      planOf({ process: async () => sees('fault', 'dead') }, { keepGoing: true }),
    )
    expect(shape(layers)).toEqual(['ok', 'failed', ...Array(8).fill('ok')])
    expect(layers.map((layer) => layer.after)).toEqual([undefined, undefined, ...Array(8).fill('process')])
  })

  test('a check that throws is unchecked, and one with nothing to look at weakens nothing', async () => {
    const { layers } = await walked(
      planOf({
        process: async () => {
          throw new Error('our mistake')
        },
        otel: missingCheck('otel/one', 'telemetry', 'no store is configured').run,
      }),
    )
    expect(layers[1]).toMatchObject({ status: 'unknown', unchecked: [{ check: 'process/one' }] })
    expect(layers[7]).toMatchObject({ status: 'skipped', because: 'not-configured' })
  })

  test.each(['interrupted', 'deadline'] as const)(
    '%s: the layer at hand is unknown, those below not run',
    async (reason) => {
      const stop = new AbortController()
      const never = () => new Promise<Outcome>(() => {})
      const plan = planOf(Object.fromEntries(LAYERS.slice(1).map((id) => [id, never])), { stop: stop.signal })
      const walking = walked(plan)
      stop.abort(reason)
      expect(shape((await walking).layers).slice(1)).toEqual(['unknown', ...Array(8).fill(reason)])
    },
  )
})

describe('accepted findings', () => {
  const accepted = async () => sees('fault', 'accepted')

  test('do not stop the walk, and are listed once and in walking order', async () => {
    const twice = async () =>
      found([...sees('fault', 'accepted').findings, ...sees('fault', 'accepted').findings])
    const late = () => new Promise<Outcome>((resolve) => setImmediate(async () => resolve(await twice())))
    const { layers, suppressed } = await walked(planOf({ substrate: late, process: accepted }))
    expect(shape(layers)).toEqual(Array(10).fill('ok'))
    expect(suppressed.map((one) => one.layer)).toEqual(['substrate', 'process'])
  })

  test('of layers below a fault are not listed: those layers were not run', async () => {
    const outcomes = { process: async () => sees('fault', 'dead'), redis: accepted }
    expect((await walked(planOf(outcomes))).suppressed).toEqual([])
    expect((await walked(planOf(outcomes, { keepGoing: true }))).suppressed).toMatchObject([
      { layer: 'redis' },
    ])
  })
})
