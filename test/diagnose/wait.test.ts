import { describe, expect, test } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { type Context, defineCheck, fine, found, type Outcome } from '../../src/core/check.ts'
import { HOUR } from '../../src/core/window.ts'
import type { DiagnoseOptions } from '../../src/diagnose/options.ts'
import { diagnoseUntilClear } from '../../src/diagnose/wait.ts'
import { openGateway } from '../../src/gateway/open.ts'
import { fakeHost, NOW } from '../support/fake-host.ts'

const config = configSchema.parse({ gateways: { mine: { system: 'custom' } } })
const opened = await openGateway(
  { name: 'mine', system: 'custom', because: 'named', settings: {} },
  config,
  fakeHost(),
)

/** Waits on a gateway with one check that reads and one that writes, on a clock that only sleeping moves. */
async function waited(read: (walk: number) => Outcome, given: Partial<DiagnoseOptions> = {}) {
  let time = 0
  const walks: Context[] = []
  const written: number[] = []
  const host = fakeHost({
    clock: {
      now: () => NOW + time,
      monotonic: () => time,
      deadline: () => new AbortController().signal,
      sleep: async ({ ms }) => {
        time += ms
      },
    },
  })
  const spec = { title: 'all is well', codes: [], looks: [] }
  const reads = defineCheck({
    ...spec,
    id: 'process/one',
    run: async (context) => {
      walks.push(context)
      return read(walks.length)
    },
  })
  const writes = defineCheck({
    ...spec,
    id: 'e2e-queue/one',
    effects: 'writes',
    run: async () => {
      written.push(walks.length)
      return fine()
    },
  })
  const layers = {
    ...opened.layers,
    process: { title: 'process', checks: [reads] },
    'e2e-queue': { title: 'end to end', checks: [writes] },
  }
  const options: DiagnoseOptions = {
    window: { since: NOW - 10 * HOUR, until: NOW - 8 * HOUR, lines: 100 },
    only: [],
    skip: [],
    keepGoing: false,
    e2e: 'drain',
    readOnly: false,
    timeoutMs: 60_000,
    waitMs: 5_000,
    symptom: null,
    ...given,
  }
  const interrupt = new AbortController().signal
  const tool = { name: 'firstfault', version: '0' }
  const tools = { host, config, tool, configFile: null, interrupt, onEvent: () => {} }
  const report = await diagnoseUntilClear({ ...opened, layers }, options, tools)
  return { report, walks, written }
}

const broken = found([{ code: 'process.not-running', severity: 'fault', summary: 'dead', evidence: [] }])

describe('walking until no fault is left', () => {
  test('makes the end-to-end test once, in the last try', async () => {
    const { report, walks, written } = await waited((walk) => (walk < 3 ? broken : fine()))
    expect(report.verdict).toBe('healthy')
    expect(written).toEqual([4])
    expect(walks).toHaveLength(4)
  })

  test.each([{ e2e: 'none' }, { readOnly: true }, { e2e: null }] as const)(
    'ends with the walk that found nothing where no such test is to be made: %o',
    async (given) => {
      const { report, walks, written } = await waited((walk) => (walk < 3 ? broken : fine()), given)
      expect(report.verdict).toBe('healthy')
      expect(written).toEqual([])
      expect(walks).toHaveLength(3)
    },
  )

  test('gives the fault when the time is up', async () => {
    const { report, written } = await waited(() => broken)
    expect(report.firstFault).toMatchObject({ code: 'process.not-running' })
    expect(written).toEqual([])
  })

  test('keeps the window that was asked for, moved on by what was waited', async () => {
    const { walks } = await waited((walk) => (walk < 3 ? broken : fine()), { e2e: 'none' })
    const ends = walks.map(({ window }) => [window.since, window.until].map((time) => (time - NOW) / 1_000))
    expect(ends).toEqual([0, 1, 2].map((passed) => [-36_000 + passed, -28_800 + passed]))
  })
})
