import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { verdictOf } from '../../openclaw/diagnose.ts'
import { takePort } from '../../openclaw/foreign.ts'
import type { Rig } from '../../openclaw/rig.ts'
import { freePort } from '../../openclaw/sandbox.ts'

/** A gateway that works, before and after its first message. */
export function healthyCases(bench: () => Rig): void {
  test('healthy, before any message', async () => {
    const seen = await bench().walk()
    expect(verdictOf(seen)).toBe('healthy')
    expect(seen.exitCode).toBe(0)
  })

  test('healthy, after an answer, and one more turn of our own', async () => {
    expect((await bench().say('well')).payload?.status).toBe('ok')
    expect(verdictOf(await bench().walk())).toBe('healthy')
    const seen = await bench().walk('--e2e', 'answer')
    expect(verdictOf(seen)).toBe('healthy')
    expect(seen.report.layers.find(({ layer }) => layer === 'e2e-queue')?.status).toBe('ok')
  })
}

/** What looks broken and is not. */
export function quietCases(bench: () => Rig): void {
  describe('works, although', () => {
    beforeEach(() => bench().recover())

    test('another web server listens beside it', async () => {
      const release = await takePort(await freePort())
      try {
        expect(verdictOf(await bench().walk())).toBe('healthy')
      } finally {
        await release()
      }
    })

    test('its configuration was edited and taken over while it runs', async () => {
      await bench().edit({ agents: { defaults: { timeoutSeconds: 120 } } })
      expect(verdictOf(await bench().walk())).toBe('healthy')
      await bench().recover()
    })

    test('its agent needs a CLI backend, which is there', async () => {
      const { sandbox, edit, walk, recover } = bench()
      writeFileSync(join(sandbox.home, 'bin', 'claude'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
      await edit({ agents: { defaults: CLAUDE } })
      expect(verdictOf(await walk())).toBe('healthy')
      await recover()
    })
  })
}

/** An agent whose turns run in the program `claude`. */
export const CLAUDE = {
  model: { primary: 'anthropic/claude-opus-5' },
  models: { 'anthropic/claude-opus-5': { agentRuntime: { id: 'claude-cli' } } },
}
