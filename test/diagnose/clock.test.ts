import { expect, test } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { defineCheck, found } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { diagnose } from '../../src/diagnose/run.ts'
import { openGateway } from '../../src/gateway/open.ts'
import { fakeHost, NOW } from '../support/fake-host.ts'

const DAY = 86_400_000

test.each([-DAY, DAY])(
  'a wall clock that jumps by %d ms between two looks changes no verdict and no duration',
  async (jump) => {
    let looks = 0
    let monotonic = 0
    const host = fakeHost({
      clock: {
        now: () => NOW + (looks++ === 0 ? 0 : jump),
        monotonic: () => {
          monotonic += 5
          return monotonic
        },
        deadline: () => new AbortController().signal,
        sleep: async () => {},
      },
    })
    const config = configSchema.parse({ gateways: { mine: { system: 'custom' } } })
    const gateway = await openGateway(
      { name: 'mine', system: 'custom', because: 'named', settings: {} },
      config,
      host,
    )
    const seen: number[] = []
    const check = defineCheck({
      id: 'process/one',
      title: 'the daemon runs',
      codes: ['process.not-running'],
      looks: ['here'],
      run: async ({ now, host: machine }) => {
        machine.clock.now()
        seen.push(now)
        const proof = evidence('here', 'nothing', { at: now })
        return found([
          { code: 'process.not-running', severity: 'fault', summary: 'it does not run', evidence: [proof] },
        ])
      },
    })
    const layers = { ...gateway.layers, process: { title: 'process', checks: [check] } }
    const window = { since: NOW - 3_600_000, until: NOW, lines: 100 }
    const options = {
      window,
      only: [],
      skip: [],
      keepGoing: false,
      e2e: 'none' as const,
      readOnly: true,
      timeoutMs: 60_000,
      waitMs: 0,
      symptom: null,
    }
    const tools = {
      host,
      config,
      tool: { name: 'firstfault', version: '0' },
      configFile: null,
      interrupt: new AbortController().signal,
      onEvent: () => {},
    }
    const report = await diagnose({ ...gateway, layers }, options, tools)
    expect(report).toMatchObject({
      verdict: 'failed',
      startedAt: new Date(NOW).toISOString(),
      firstFault: { code: 'process.not-running' },
    })
    expect(seen).toEqual([NOW])
    expect(report.durationMs).toBeGreaterThan(0)
    expect(report.layers.every((layer) => layer.durationMs >= 0 && layer.durationMs < 1_000)).toBe(true)
  },
)
