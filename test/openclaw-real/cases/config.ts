import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { codesOf, diagnose, verdictOf } from '../../openclaw/diagnose.ts'
import { spawnGateway } from '../../openclaw/gateway.ts'
import type { Rig } from '../../openclaw/rig.ts'
import { until } from '../../support/until.ts'
import { walkGeneric } from './generic.ts'

/** A running gateway and a configuration that is not its own any more. */
export function driftCases(bench: () => Rig): void {
  test('a configuration with another token than the running gateway', async () => {
    const { sandbox } = bench()
    const other = join(sandbox.home, 'other.json')
    copyFileSync(sandbox.config, other)
    writeFileSync(other, readFileSync(other, 'utf8').replace(sandbox.token, 'some-other-token'))
    const config = join(sandbox.home, 'drift.json')
    const settings = { config: other }
    writeFileSync(config, JSON.stringify({ gateways: { openclaw: { system: 'openclaw', settings } } }))
    const seen = await diagnose(sandbox.env, '--config', config)
    expect(verdictOf(seen)).toBe('failed cli-status cli-status.token-mismatch')
    expect(JSON.stringify(seen.report)).not.toContain('some-other-token')
  })

  test('an edit that it ignores: it works now and will not start again', async () => {
    const { sandbox, walk, logged } = bench()
    const ignored = logged('config reload skipped')
    writeFileSync(sandbox.config, readFileSync(sandbox.config, 'utf8').slice(0, -30))
    try {
      await until(() => logged('config reload skipped') > ignored, { ms: 45_000 })
      const seen = await walk()
      expect(verdictOf(seen)).toBe('degraded process.config-invalid error-log.config-ignored')
      expect(seen.report.scenarios[0]?.id).toBe('openclaw.will-not-restart')
      const generic = await walkGeneric(sandbox)
      expect(verdictOf(generic)).toBe('degraded error-log.config-ignored')
    } finally {
      sandbox.reset()
    }
    // It says nothing when the file is again what it runs with.
    await until(async () => verdictOf(await walk()) === 'healthy', { ms: 45_000 })
  })
}

/** A stopped gateway that cannot be started. */
export function refusedStartCases(bench: () => Rig): void {
  test('a configuration that it does not start with', async () => {
    await bench().stop()
    const { sandbox, entry, walk } = bench()
    sandbox.configure({ gateway: { prot: 1 } })
    const gateway = spawnGateway(entry, sandbox)
    try {
      await until(() => gateway.ended(), { ms: 60_000 })
      expect(gateway.exitCode()).toBe(78)
      const seen = await walk()
      expect(verdictOf(seen)).toBe('failed process process.start-refused')
      expect(seen.report.scenarios[0]?.id).toBe('openclaw.start-refused')
      const generic = await walkGeneric(sandbox, '--only', 'error-log')
      expect(verdictOf(generic)).toBe('failed error-log error-log.config-invalid')
      writeFileSync(sandbox.config, readFileSync(sandbox.config, 'utf8').slice(0, -30))
      expect(codesOf(await walk())).toContain('process.config-invalid')
    } finally {
      await gateway.stop('SIGKILL')
      sandbox.reset()
    }
  })
}
