import { describe, expect, it } from 'vitest'
import { clock } from '../../src/host/machine/clock.ts'

describe('clock', () => {
  it('sleeps for the time, or until the signal aborts', async () => {
    const begun = clock.monotonic()
    await clock.sleep({ ms: 30 }, new AbortController().signal)
    expect(clock.monotonic() - begun).toBeGreaterThanOrEqual(25)
    await clock.sleep({ ms: 60_000 }, AbortSignal.abort())
    await clock.sleep({ ms: 60_000 }, clock.deadline(20))
    expect(clock.monotonic() - begun).toBeLessThan(5000)
  })

  it('takes a deadline beyond what a timer can hold for a far one', async () => {
    const far = clock.deadline(2 ** 40)
    await clock.sleep({ ms: 20 }, new AbortController().signal)
    expect(far.aborted).toBe(false)
  })
})
