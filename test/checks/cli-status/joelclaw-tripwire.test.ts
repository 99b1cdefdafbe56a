import { describe, expect, it } from 'vitest'
import { joelclawTripwire } from '../../../checks/cli-status/joelclaw-tripwire.ts'
import type { ProcessInfo } from '../../../src/host/processes.ts'
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
    http: { request: async () => ({ ok: false, problem: 'silent', message: 'no answer' }) },
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
    ['old', [beat(45)], ['the daemon lives, but the last heartbeat was 45 min ago']],
    ['old while the gateway sleeps', [beat(400), 'sleep'], []],
    ['old while awake', [beat(400), 'active'], ['the daemon lives, but the last heartbeat was 6 h ago']],
    [
      'old during a Redis outage',
      [beat(45), 'down'],
      [
        'the daemon lives, but the last heartbeat was 45 min ago; Redis does not answer, which alone stops it',
      ],
    ],
    ['of the run before', [beat(45), null, [daemonProcess({ startedAt: NOW - 60_000 })]], []],
    ['missing for hours', [null], ['the daemon lives, but there is no heartbeat file']],
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
})
