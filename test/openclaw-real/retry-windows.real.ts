import { afterEach, describe, expect, test } from 'vitest'
import { bench } from '../openclaw/bench.ts'
import { verdictOf } from '../openclaw/diagnose.ts'
import { retryCases } from './cases/models.ts'

// What a model does that the gateway takes for passing: it tries again for a minute or more. Diagnosed while it does,
// and waited for until it gives up.
const gateway = bench()

retryCases(gateway, [
  ['503', 'error-log.provider-overloaded'],
  ['cut', 'error-log.model-timeout'],
  ['refused', 'error-log.provider-unreachable'],
  ['no-host', 'error-log.provider-unreachable'],
])

describe('a turn that was tried until it was given up', () => {
  afterEach(() => gateway().recover())

  test.each([
    ['429', 'error-log.rate-limited'],
    ['500', 'error-log.provider-error'],
    ['529', 'error-log.provider-overloaded'],
    ['cut', 'error-log.model-timeout'],
    ['refused', 'error-log.provider-unreachable'],
    ['no-host', 'error-log.provider-unreachable'],
  ] as const)(
    '%s',
    async (mood, code) => {
      const { use, say, walk, recover } = gateway()
      await use(mood)
      const begun = performance.now()
      expect((await say(`given-up-${mood}`, 240_000)).payload?.status).not.toBe('ok')
      expect(performance.now() - begun).toBeGreaterThan(30_000)
      const seen = await walk()
      expect(verdictOf(seen)).toBe(`failed error-log ${code}`)
      await recover()
      expect(verdictOf(await walk())).toBe('healthy')
    },
    300_000,
  )
})
