import { afterEach, describe, expect, test } from 'vitest'
import { codesOf, verdictOf } from '../../openclaw/diagnose.ts'
import type { Rig } from '../../openclaw/rig.ts'
import { CLAUDE } from './healthy.ts'

/** Turns that fail before a model is asked, while every status of the gateway is green. */
export function harnessCases(bench: () => Rig): void {
  describe('the harness of the agent', () => {
    afterEach(() => bench().recover())

    test('belongs to a plugin that is disabled: known before the first message', async () => {
      const { edit, walk, say } = bench()
      await edit({ agents: { defaults: CLAUDE }, plugins: { entries: { anthropic: { enabled: false } } } })
      const first = await walk()
      expect(verdictOf(first)).toBe('failed cli-status cli-status.harness-unowned')
      expect(first.report.scenarios[0]?.id).toBe('openclaw.harness-unowned')
      expect(first.report.nextActions.map(({ command }) => command)).toContain(
        'openclaw plugins enable anthropic',
      )
      expect(JSON.stringify(await say('lost'))).toContain('is not registered')
      const second = await walk('--keep-going')
      expect(verdictOf(second)).toBe('failed cli-status cli-status.harness-unowned')
      expect(codesOf(second, 'error-log')).toContain('error-log.harness-missing')
    })

    test('is owned by nobody', async () => {
      const ghost = { 'anthropic/claude-opus-5': { agentRuntime: { id: 'ghost-harness' } } }
      await bench().edit({ agents: { defaults: { ...CLAUDE, models: ghost } } })
      const seen = await bench().walk()
      expect(verdictOf(seen)).toBe('failed cli-status cli-status.harness-unowned')
      expect(seen.report.firstFault?.summary).toContain('no plugin registers it')
    })

    test('runs a program that is not there', async () => {
      const { edit, walk, say } = bench()
      await edit({ agents: { defaults: CLAUDE } })
      expect(codesOf(await walk('--only', 'cli-status'))).toContain('cli-status.backend-not-found')
      expect(JSON.stringify(await say('lost'))).toContain('could not be resolved')
      expect(codesOf(await walk('--keep-going'), 'error-log')).toContain('error-log.backend-missing')
    })
  })
}
