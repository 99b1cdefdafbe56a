import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { codesOf, verdictOf } from '../../openclaw/diagnose.ts'
import { takePort } from '../../openclaw/foreign.ts'
import { startGateway } from '../../openclaw/gateway.ts'
import type { Rig } from '../../openclaw/rig.ts'
import { makeSandbox } from '../../openclaw/sandbox.ts'
import { fingerprint } from '../../openclaw/tree.ts'
import { walkGeneric } from './generic.ts'

/** A process that exists and does nothing. */
export function frozenCases(bench: () => Rig): void {
  test('frozen by a signal', async () => {
    const { gateway, walk, say } = bench()
    process.kill(gateway?.pid ?? 0, 'SIGSTOP')
    try {
      expect(verdictOf(await walk())).toBe('failed process process.frozen')
    } finally {
      process.kill(gateway?.pid ?? 0, 'SIGCONT')
    }
    expect((await say('well')).payload?.status).toBe('ok')
    expect(verdictOf(await walk())).toBe('healthy')
  })
}

/** No gateway, and somebody else in its place. */
export function stoppedCases(bench: () => Rig): void {
  describe('it was stopped', () => {
    test('and nothing is there', async () => {
      await bench().stop()
      const seen = await bench().walk()
      expect(verdictOf(seen)).toBe('failed process process.not-running')
      expect(seen.exitCode).toBe(1)
      // Without the process layer: other gateways of this machine bear the same name.
      const generic = await walkGeneric(bench().sandbox, '--only', 'cli-status')
      expect(verdictOf(generic)).toBe('failed cli-status cli-status.refused')
    })

    test('and another web server took its port', async () => {
      await bench().stop()
      const { sandbox, walk } = bench()
      const release = await takePort(sandbox.port)
      try {
        const seen = await walk('--keep-going')
        expect(codesOf(seen, 'process')).toContain('process.port-foreign')
        expect(seen.report.scenarios.map(({ id }) => id)).toContain('openclaw.port-taken')
        expect(seen.exitCode).toBe(1)
        expect(verdictOf(await walkGeneric(sandbox))).toBe('failed process process.port-foreign')
      } finally {
        await release()
      }
    })

    test('and an older instance still holds its port', async () => {
      await bench().stop()
      const { sandbox, entry, models, walk } = bench()
      const other = await makeSandbox(models.port)
      try {
        other.configure({ gateway: { port: sandbox.port, auth: { token: sandbox.token } } })
        const orphan = await startGateway(entry, { ...other, port: sandbox.port })
        try {
          const seen = await walk()
          expect(codesOf(seen, 'process')).toContain('process.orphan-instance')
          expect(seen.exitCode).toBe(1)
        } finally {
          await orphan.stop()
        }
      } finally {
        other.remove()
      }
    }, 150_000)
  })
}

/** A new start ends what was wrong before it. */
export function restartedCases(bench: () => Rig): void {
  test('healthy after a new start, whatever its log holds of the time before', async () => {
    await bench().start()
    expect(verdictOf(await bench().walk())).toBe('healthy')
    expect(verdictOf(await walkGeneric(bench().sandbox))).toBe('healthy')
  }, 150_000)
}

/** An end without a word, with its lock and its write-ahead logs left behind. */
export function killedCases(bench: () => Rig): void {
  describe('it was killed without a word', () => {
    test('and nothing is there', async () => {
      await bench().start()
      await bench().stop('SIGKILL')
      const seen = await bench().walk()
      expect(verdictOf(seen)).toBe('failed process process.not-running')
      expect(seen.report.firstFault?.summary).toContain('killed or crashed')
    }, 150_000)

    test('a walk changes no byte of what it left: configuration, log, databases, WAL', async () => {
      await bench().stop('SIGKILL')
      const { sandbox, walk } = bench()
      const before = fingerprint(sandbox.state)
      const log = readFileSync(sandbox.log)
      await walk('--keep-going', '--e2e', 'none')
      expect(fingerprint(sandbox.state)).toEqual(before)
      expect(readFileSync(sandbox.log).equals(log)).toBe(true)
      expect(Object.keys(before).some((path) => path.endsWith('.sqlite-wal'))).toBe(true)
    })
  })
}
