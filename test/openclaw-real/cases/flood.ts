import { expect, test } from 'vitest'
import { verdictOf } from '../../openclaw/diagnose.ts'
import { openclaw } from '../../openclaw/gateway.ts'
import type { Rig } from '../../openclaw/rig.ts'

/** The command line writes its own errors into the gateway's log, without a word in them of whose they are. */
export function floodCases(bench: () => Rig): void {
  test('healthy, although clients flood its log with errors of their own', async () => {
    const { entry, sandbox, logged, walk } = bench()
    const before = logged('\n')
    for (const name of ['nobody', 'noone'])
      await openclaw(entry, sandbox, ['agent', '--agent', name, '-m', 'ping', '--json', '--timeout', '5'])
    await openclaw(entry, sandbox, ['gateway', 'status', '--timeout', '3000'])
    expect(logged('\n') - before).toBeGreaterThan(10)
    expect(logged('Unknown agent id')).toBeGreaterThan(0)
    expect(verdictOf(await walk())).toBe('healthy')
  })
}
