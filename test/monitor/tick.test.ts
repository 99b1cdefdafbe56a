import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import type { Moment } from '../../src/monitor/moment.ts'
import { openDirectory } from '../../src/monitor/store/directory.ts'
import { tick, type Watched } from '../../src/monitor/tick.ts'
import { PLAIN_WATCH } from '../../src/monitor/watch.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { POLICY } from './readings.ts'
import { finding, report } from './reports.ts'

let sandbox: Sandbox

beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => sandbox.remove())

const DOWN = report({ process: [finding('process.not-running')] })

/** A gateway that is always down, with real files and a clock of our own. */
async function dead(now: () => Moment, walks: () => Report = () => DOWN): Promise<Watched> {
  let id = 0
  return {
    gateway: 'sample',
    watch: {
      ...PLAIN_WATCH,
      restart: { command: ['/bin/true'], mends: ['process.not-running'], unless: [] },
    },
    policy: { ...POLICY, sinks: [] },
    places: { directory: await openDirectory(join(sandbox.root, 'state'), 'sample'), shared: null },
    senders: [],
    muted: {},
    deliver: { leaseMs: 1_000, patienceMs: 0 },
    restartMs: 5_000,
    walk: async () => walks(),
    verify: async () => walks(),
    now,
    id: () => `t${id++}`,
    interrupt: new AbortController().signal,
  }
}

test('whatever the wall clock does, restarts keep the cooldown of the real time', async () => {
  let [up, at] = [10_000_000, Date.UTC(2026, 10, 20)]
  const watched = await dead(() => ({ at, up, boot: 'a' }))
  const jumps = [0, 4e10, -8e10, 0, 3_600_000, -3_600_000, 1e9, 0, -1e12, 0, 86_400_000, 0]
  const times: number[] = []
  for (const jump of jumps) {
    at += jump + 300_000
    up += 300_000
    if ((await tick(watched)).restart?.outcome === 'done') times.push(up)
  }
  expect(times.length).toBeGreaterThan(1)
  for (const [index, time] of times.slice(1).entries())
    expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(POLICY.restart.cooldownMs)
})

test('a clock that was set back between two starts of the machine does not hold a restart up for ever', async () => {
  const day = 86_400_000
  let now: Moment = { at: Date.UTC(2040, 0), up: 1_000_000, boot: 'a' }
  const watched = await dead(() => now)
  await tick(watched)
  now = { ...now, at: now.at + 60_000, up: now.up + 60_000 }
  expect((await tick(watched)).restart?.outcome).toBe('done')
  const outcomes: unknown[] = []
  for (let minute = 0; minute < 20; minute++) {
    now = { at: Date.UTC(2026, 0) + day + minute * 60_000, up: 60_000 * (1 + minute), boot: 'b' }
    outcomes.push((await tick(watched)).restart?.outcome)
  }
  expect(outcomes.filter((one) => one === 'done')).toHaveLength(1)
  expect(outcomes.indexOf('done')).toBeGreaterThanOrEqual(15)
})

test('a restart command that cannot be started is a failed restart, and counts', async () => {
  let up = 0
  const base = await dead(() => {
    up += 60_000
    return { at: up, up, boot: 'a' }
  })
  const watched = {
    ...base,
    watch: { ...base.watch, restart: { command: ['/no/such'], mends: ['process.not-running'], unless: [] } },
  }
  await tick(watched)
  expect((await tick(watched)).restart).toMatchObject({ outcome: 'failed' })
  expect((await tick(watched)).restart?.why).toMatch(/cooldown/)
})
