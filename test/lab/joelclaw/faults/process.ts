import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../../../support/until.ts'
import { put } from '../tree.ts'
import { type Faults, fails, SECOND, warns } from './fault.ts'

/** launchd and the daemon's process. */
export const processFaults: Faults = {
  'service-disabled': {
    title: "the operator's /kill: launchd disabled, daemon gone, its files left",
    expect: fails('process', 'process.service-disabled'),
    apply: async (lab) => {
      await lab.end('SIGKILL')
      lab.launchd({ disabled: true, loaded: false })
    },
  },
  'service-disabled-old-macos': {
    title: 'disabled on an older macOS, which prints "=> true"',
    expect: fails('process', 'process.service-disabled'),
    apply: async (lab) => {
      await lab.end('SIGKILL')
      lab.launchd({ disabled: true, loaded: false, oldWords: true })
    },
  },
  'daemon-killed': {
    title: 'the daemon was killed; Redis still holds its session, so status would say healthy',
    expect: fails('process', 'process.not-running'),
    apply: (lab) => lab.end('SIGKILL'),
  },
  'service-unloaded': {
    title: 'the service is not registered and nothing runs',
    expect: fails('process', 'process.service-missing'),
    apply: async (lab) => {
      await lab.end('SIGTERM')
      lab.launchd({ loaded: false, disabled: null })
    },
  },
  'crash-loop': {
    title: 'launchd starts it over and over, it ends with 1',
    expect: fails('process', 'process.crash-loop'),
    apply: async (lab) => {
      await lab.end('SIGKILL')
      lab.launchd({ state: 'spawn scheduled', runs: 38, lastExit: '1' })
    },
  },
  'extension-missing': {
    title: 'the required extension is gone, so the start throws',
    expect: fails('process', 'process.required-file-missing'),
    apply: async (lab) => {
      await lab.end('SIGTERM')
      rmSync(join(lab.places.workingDir, '.pi/extensions/gateway'), { recursive: true })
      await lab.start().catch(() => undefined)
      await lab.daemon.ended
      lab.launchd({ state: 'spawn scheduled', runs: 12, lastExit: '1' })
    },
  },
  'port-foreign': {
    title: 'another program answers on the port of the port file',
    expect: fails('process', 'process.port-foreign'),
    apply: async (lab) => writeFileSync(lab.places.wsPort, `${await lab.stranger()}\n`),
  },
  'daemon-frozen': {
    title: 'the process is stopped (SIGSTOP)',
    expect: fails('process', 'process.frozen'),
    apply: async (lab) => lab.daemon.kill('SIGSTOP'),
  },
  'port-closed': {
    title: 'the daemon lives past its grace and listens nowhere',
    expect: fails('process', 'process.port-closed'),
    apply: async (lab) => {
      await lab.turn({ healthMode: 'closed' })
      lab.configure({ thresholds: { bootGraceMs: 1 } })
    },
  },
  'boot-blocked': {
    title: 'started while Redis is away: the start waits for ever, no channel, no pid file',
    expect: fails('process', 'process.start-stuck', 'redis-degraded'),
    apply: async (lab) => {
      await lab.end('SIGTERM')
      await lab.forward.become('refuses')
      const begun = Date.now()
      void lab.start().catch(() => undefined)
      await until(
        () =>
          lab.health().then(
            (health) => health.reason === 'reconnect_scheduled',
            () => false,
          ),
        { ms: 4_000 },
      )
      // The start of a process is known to a second only: Redis was lost within the grace, which is over now.
      const bootGraceMs = Date.now() - begun + SECOND
      lab.configure({ thresholds: { bootGraceMs } })
      await until(() => Date.now() - begun > bootGraceMs + SECOND, { ms: 9_000 })
    },
  },
  unsupervised: {
    title: 'the daemon was started by hand, launchd does not know it',
    expect: warns(),
    sees: ['process.unsupervised'],
    apply: async (lab) => lab.launchd({ loaded: false }),
  },
  'pid-file-stale': {
    title: 'the pid file names a process that is gone',
    expect: warns(),
    sees: ['process.pid-file-stale'],
    apply: async (lab) => {
      writeFileSync(lab.places.pid, '999999\n')
      lab.configure({ thresholds: { bootGraceMs: 1 } })
    },
  },
  'extension-misplaced': {
    title: 'a second copy of the extension will stop the next start',
    expect: warns(),
    sees: ['process.extension-misplaced'],
    apply: async (lab) =>
      put(join(lab.places.agentDir, 'extensions/gateway/index.ts'), 'export default () => {}\n'),
  },
}
