import { describe, expect, it } from 'vitest'
import { joelclawTripwire } from '../../../checks/cli-status/joelclaw-tripwire.ts'
import type { ProcessInfo } from '../../../src/host/processes.ts'
import { parseHeartbeat } from '../../../src/systems/joelclaw/heartbeat.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { fileTree, type StandInFile } from '../../support/file-tree.ts'
import { joelclawWith, redisReplies } from '../../support/joelclaw.ts'
import { launchctl, printed } from '../../support/launchd.ts'
import { daemonProcess, processTable } from '../../support/processes.ts'

const beat = (minutes: number): StandInFile => ({
  text: `export const lastHeartbeatTs = ${NOW - minutes * 60_000};\n`,
})

async function look(
  file: StandInFile | null,
  mode: string | null | 'down' = null,
  processes: readonly ProcessInfo[] = [daemonProcess()],
) {
  const { settings, probes } = joelclawWith()
  const host = fakeHost({
    exec: launchctl({ print: { 'gui/501': printed() } }),
    files: fileTree(file ? { [settings.paths.tripwire]: file } : {}),
    processes: processTable(processes),
    redis: {
      ask: async () =>
        mode === 'down'
          ? { ok: false, problem: 'refused', message: 'refused' }
          : { ok: true, replies: redisReplies(settings, { mode }), durationMs: 1 },
    },
  })
  return runCheck(joelclawTripwire(settings, probes), host)
}

describe('the tripwire file', () => {
  it.each<[string, Parameters<typeof look>, string[]]>([
    ['fresh', [beat(10)], []],
    ['old', [beat(45)], ['the last heartbeat is 45 min old']],
    ['old while the gateway sleeps', [beat(400), 'sleep'], []],
    ['old while awake', [beat(400), 'active'], ['the last heartbeat is 6 h old']],
    [
      'old during a Redis outage',
      [beat(45), 'down'],
      ['the last heartbeat is 45 min old; Redis does not answer, and the heartbeat waits for it'],
    ],
    ['of the run before', [beat(45), null, [daemonProcess({ startedAt: NOW - 60_000 })]], []],
    [
      'missing for hours',
      [null],
      ['/tmp/joelclaw/last-heartbeat.ts is missing although the daemon should renew it'],
    ],
    ['damaged, judged by its age on disk', [{ text: 'x', mtimeMs: NOW - 60_000 }], []],
  ])('%s', async (_, given, expected) => {
    const { findings, unchecked } = await look(...given)
    expect(unchecked).toEqual([])
    expect(findings.map((one) => one.summary)).toEqual(expected)
    expect(findings.every((one) => one.severity === 'warning')).toBe(true)
  })

  it('says nothing about a daemon that does not run', async () => {
    expect((await look(beat(400), null, [])).skipped).toContain('no daemon')
  })

  it('is read as data, not as code', () => {
    expect(parseHeartbeat('export const lastHeartbeatTs = 1773087729123;')).toBe(1_773_087_729_123)
    for (const text of [
      '',
      'export const lastHeartbeatTs = NaN;',
      'export const lastHeartbeatTs = 1e12',
      'x = 1773087729123',
    ])
      expect(parseHeartbeat(text)).toBeNull()
  })
})
