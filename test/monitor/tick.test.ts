import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import type { Moment } from '../../src/monitor/moment.ts'
import type { Sender } from '../../src/monitor/send/sender.ts'
import { openDirectory } from '../../src/monitor/store/directory.ts'
import { tick, type Watched } from '../../src/monitor/tick.ts'
import { PLAIN_WATCH } from '../../src/monitor/watch.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { POLICY } from './readings.ts'
import { finding, report } from './reports.ts'

let sandbox: Sandbox
let id = 0

beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => sandbox.remove())

const DOWN = report({ process: [finding('process.not-running')] })

/** A gateway that is always down, with real files and a clock of our own. */
async function dead(now: () => Moment, walks: () => Report = () => DOWN): Promise<Watched> {
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

/** A clock whose wall time may be set, and a machine that may be started anew. */
function clock() {
  const time = { at: Date.UTC(2026, 10, 20), up: 10_000_000, boot: 'a' }
  return {
    now: (): Moment => ({ ...time }),
    passes: (ms: number) => {
      time.at += ms
      time.up += ms
    },
    jumps: (ms: number) => {
      time.at += ms
    },
  }
}

const HOURS = [-26, -5, 5, 26].map((hours) => hours * 3_600_000)

test.each(HOURS)(
  'a clock that jumps by %i ms while the monitor is not running changes no limit',
  async (jump) => {
    const { now, passes, jumps } = clock()
    const limits = { ...POLICY.restart, after: 1, cooldownMs: 60_000, maxPerDay: 2 }
    const monitor = async () => ({ ...(await dead(now)), policy: { ...POLICY, restart: limits, sinks: [] } })
    const outcomes: unknown[] = []
    // Each minute another process: all that is known was kept.
    for (let minute = 0; minute < 6; minute++) {
      outcomes.push((await tick(await monitor())).restart?.outcome ?? null)
      passes(60_000)
      if (minute % 2 === 0) jumps(minute % 4 === 0 ? jump : -jump)
    }
    expect(outcomes).toEqual(['done', 'done', null, null, null, null])
  },
)

test.each(HOURS)(
  'a clock that jumps by %i ms neither loses a message nor sends it sooner or later',
  async (jump) => {
    const { now, passes, jumps } = clock()
    const sent: string[] = []
    let takes = false
    const sender: Sender = {
      name: 'telegram',
      send: async (message) => {
        sent.push(message.id)
        return takes ? { ok: true, handle: '1' } : { ok: false, problem: 'busy', waitMs: 600_000 }
      },
    }
    const policy = { ...POLICY, alertAfter: 1, restart: { ...POLICY.restart, enabled: false } }
    const monitor = async () => ({ ...(await dead(now)), policy, senders: [sender] })
    await tick(await monitor())
    expect(sent).toHaveLength(1)
    takes = true
    jumps(jump)
    passes(599_000)
    await tick(await monitor())
    expect(sent).toHaveLength(1)
    passes(1_000)
    const { state } = await tick(await monitor())
    expect(new Set(sent).size).toBe(1)
    expect(sent).toHaveLength(2)
    expect(state.outbox).toEqual([])
    expect(state.conditions.general?.streak).toBe(3)
  },
)

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
