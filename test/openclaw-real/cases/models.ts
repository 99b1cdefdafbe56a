import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { codesOf, diagnose, verdictOf } from '../../openclaw/diagnose.ts'
import type { Mood } from '../../openclaw/models.ts'
import type { Rig } from '../../openclaw/rig.ts'
import { call, cancel } from '../../openclaw/talk.ts'
import { until } from '../../support/until.ts'

/** Models that fail at once. */
export function refusalCases(
  bench: () => Rig,
  moods: readonly (readonly [mood: Mood, code: string])[],
): void {
  describe('a model that fails at once', () => {
    afterEach(() => bench().recover())

    test.each(moods)('%s', async (mood, code) => {
      await bench().use(mood)
      expect((await bench().say(mood)).payload?.status).not.toBe('ok')
      expect(verdictOf(await bench().walk())).toBe(`failed error-log ${code}`)
    })
  })
}

/** A key that was refused is not tried again for a while: later turns fail in other words than the first one. */
export function cooldownCases(bench: () => Rig): void {
  test('a key that is held back after its refusal', async () => {
    const { use, say, walk, recover } = bench()
    await use('401')
    await say('refused')
    const second = await say('refused')
    expect(JSON.stringify(second)).toContain('temporarily disabled')
    const seen = await walk('--keep-going')
    expect(verdictOf(seen)).toBe('failed error-log error-log.auth-failed')
    expect(seen.report.scenarios[0]?.id).toBe('openclaw.key-refused')
    const codes = codesOf(seen)
    expect(codes).toContain('model-api.key-cooldown')
    expect(codes).not.toContain('error-log.key-cooldown')
    await recover()
  })
}

/** Turns that the gateway tries again and again: diagnosed while it does, not after the 60 to 90 s that it takes. */
export function retryCases(
  bench: () => Rig,
  moods: readonly (readonly [mood: Mood | 'refused' | 'no-host', code: string])[],
): void {
  describe('a turn that is still being tried', () => {
    afterEach(() => bench().recover())

    test.each(moods)('%s', async (mood, code) => {
      const { use, say, walk, logged, sandbox } = bench()
      await use(mood)
      const running = say(`retry-${mood}`, 60_000).catch(() => null)
      try {
        await until(() => logged(`for mock-${mood}/mock-1`) > 0, { ms: 30_000 })
        const seen = await walk('--keep-going')
        expect(verdictOf(seen)).toBe(`failed error-log ${code}`)
        expect(codesOf(seen, 'stdout-flow')[0]).toBe('stdout-flow.retry-storm')
      } finally {
        await cancel(sandbox, `retry-${mood}`)
        await running
      }
    })
  })
}

/** Turns of a model that says nothing. */
export function silenceCases(bench: () => Rig): void {
  describe('a model that says nothing', () => {
    afterEach(() => bench().recover())

    test('until the turn is given up', async () => {
      const { sandbox, walk, use } = bench()
      await use('hangs')
      const message = { message: 'ping', sessionKey: 'agent:main:hangs', idempotencyKey: 'hangs-1' }
      await call(sandbox, 'agent', { ...message, timeout: 4 })
      expect(verdictOf(await walk())).toBe('failed error-log error-log.model-timeout')
    })

    test('a turn without any sign: in order at first, stalled after the time that is set', async () => {
      const { sandbox, walk, say, logged, use } = bench()
      await use('slow')
      const config = join(sandbox.home, 'impatient.json')
      const settings = { thresholds: { turnStuckMs: 1_500 } }
      writeFileSync(config, JSON.stringify({ gateways: { openclaw: { system: 'openclaw', settings } } }))
      const before = logged('tool-search: cataloged')
      const running = say('silent', 60_000).catch(() => null)
      try {
        await until(() => logged('tool-search: cataloged') > before, { ms: 30_000 })
        expect(verdictOf(await walk())).toBe('healthy')
        const stalled = 'failed stdout-flow stdout-flow.turn-stalled'
        await until(async () => verdictOf(await diagnose(sandbox.env, '--config', config)) === stalled, {
          ms: 20_000,
        })
      } finally {
        await cancel(sandbox, 'silent')
        await running
      }
    })
  })
}
