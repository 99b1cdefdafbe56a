import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../../../src/core/check.ts'
import { whyNoSystemd, withUserManager } from '../../support/systemd.ts'

const why = whyNoSystemd()
if (why) console.warn(`systemd-real.test.ts is SKIPPED: ${why}`)

/** A unit that may be started three times in a minute. */
const unit = (...lines: string[]) =>
  ['[Unit]', 'StartLimitIntervalSec=60', 'StartLimitBurst=3', '[Service]', ...lines, ''].join('\n')

describe.skipIf(why)('the service-unit check against a real systemd', () => {
  let home = ''
  let outcomes: Record<string, Outcome> = {}

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'firstfault-systemd-'))
    const script = fileURLToPath(new URL('./systemd-session.ts', import.meta.url))
    const restart = ['Restart=always', 'RestartSec=20ms']
    const units = {
      'steady.service': unit('ExecStart=/bin/sleep 1000', ...restart),
      'failing.service': unit('ExecStart=/bin/sh -c "exit 3"'),
      'crashing.service': unit('ExecStart=/bin/sh -c "exit 4"', ...restart),
      'ending.service': unit('ExecStart=/bin/true', ...restart),
      'refused.service': unit('ExecStart=/bin/sh -c "exit 78"', ...restart, 'RestartPreventExitStatus=78'),
      'bootless.service': `${unit('ExecStart=/bin/sleep 1000')}[Install]\nWantedBy=default.target\n`,
    }
    outcomes = JSON.parse(await withUserManager({ home, units, script }))
  })

  afterAll(() => rm(home, { recursive: true, force: true }))

  const only = (name: string) => {
    const { findings, unchecked } = outcomes[name] as Outcome
    return {
      codes: findings.map((one) => `${one.severity} ${one.code}`),
      unchecked,
      summary: findings[0]?.summary ?? '',
    }
  }

  it('finds an active unit with its process and age', () => {
    expect(outcomes.active).toMatchObject({ findings: [], unchecked: [] })
    expect(outcomes.active?.detail).toMatch(/^steady\.service active \(running\), pid \d+, up 0 s$/)
  })

  it('counts the restart after a killing signal', () => {
    expect(only('restarted').codes).toEqual(['warning process.restarted-often'])
    expect(only('restarted').summary).toContain('was started 2 times')
  })

  it('finds a stopped unit', () => {
    expect(only('stopped').codes).toEqual(['fault process.not-running'])
    expect(only('stopped').summary).toContain('inactive (dead)')
  })

  it('finds a failed unit with its exit code', () => {
    expect(only('failed').codes).toEqual(['fault process.not-running'])
    expect(only('failed').summary).toContain('failed (failed); the last run ended with exit code 3')
  })

  it.each([
    ['crashing.service', 'exit code 4'],
    ['ending.service', 'exit code 0'],
  ])('finds that systemd gave up on %s', (name, exit) => {
    expect(only(name).codes).toEqual(['fault process.start-limit'])
    expect(only(name).summary).toContain(exit)
  })

  it('does not take an exit code that forbids restarts for a start limit', () => {
    expect(only('refused').codes).toEqual(['fault process.not-running'])
    expect(only('refused').summary).toContain('exit code 78')
  })

  it('finds an unknown unit, a masked one, and one that will not start at boot', () => {
    expect(only('absent').codes).toEqual(['fault process.service-missing'])
    expect(only('masked').codes).toEqual(['fault process.service-masked'])
    expect(only('bootless').codes).toEqual(['warning process.not-at-boot'])
  })

  it('does not judge a unit whose manager cannot be reached', () => {
    expect(only('unreachable').codes).toEqual([])
    expect(only('unreachable').unchecked[0]).toMatch(
      /^the systemd manager of user \S+ cannot be reached: Failed to connect/,
    )
  })
})
