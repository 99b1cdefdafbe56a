import { afterEach, expect, test } from 'vitest'
import { told, type WatchedGateway, watchedGateway } from './gateway.ts'

const opened: WatchedGateway[] = []

afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop()
})

/** Sets the wall clock of a process by so many ms, not its uptime. */
const clockModule = (by: number) => `
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + ${by})
    else super(...given)
  }
  static now() {
    return RealDate.now() + ${by}
  }
}
`

test.each([6, -6])(
  'a wall clock that jumps by %i h between two runs restarts and tells nothing anew',
  async (hours) => {
    const gateway = await watchedGateway()
    opened.push(gateway)
    const run = (by: number) => {
      const module = gateway.sandbox.put('clock.mjs', clockModule(by * 3_600_000))
      return gateway.run(['--enable-restart'], { env: { NODE_OPTIONS: `--import ${module}` } })
    }
    const heads = () => told(gateway).map((one) => one.head)
    const runs = [await run(0), await run(hours), await run(0), await run(-hours), await run(hours)]
    const hour = runs.map(({ stdout }) => new Date(JSON.parse(stdout).at).getTime() / 3_600_000)
    expect((hour[1] ?? 0) - (hour[0] ?? 0), 'the clock was set').toBeCloseTo(hours, 1)
    expect(gateway.restarts().begun).toBe(1)
    expect(heads()).toEqual(['sample needs attention'])
    gateway.status = 'well'
    await run(-hours)
    expect(heads()).toEqual(['sample needs attention', 'sample is well again'])
  },
)
