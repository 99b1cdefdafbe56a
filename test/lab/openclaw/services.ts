import type { Case } from '../case.ts'
import type { LaunchdState } from '../joelclaw/commands/launchctl.ts'
import { installCommand } from './command.ts'
import { ended, installed, type Unit } from './commands/systemctl.ts'
import type { Scene } from './lab.ts'
import { fault, negative, warned } from './make.ts'

const DOMAIN = `gui/${process.getuid?.() ?? 0}`
export const CRASHED = {
  running: false,
  boots: (now: number) => [{ pid: 7, startedAt: now - 900_000 }],
} as const
const INVALID = 'Invalid config at ~/.openclaw/openclaw.json: gateway: Unrecognized key: "prot"'
const REFUSED = {
  running: false,
  boots: (now: number) => [
    { pid: 7, startedAt: now - 60_000, endedAt: now - 58_000, outcome: 'startup_failed', reason: INVALID },
  ],
} as const

/** A gateway under systemd; `unit` is told the gateway's pid, 0 where none runs. */
export function underSystemd(
  unit: (pid: number) => Unit,
  scene: Scene = {},
  manager: 'auto' | 'systemd-user' | 'systemd-system' = 'systemd-system',
): Scene {
  return {
    ...scene,
    settings: ({ home, pid }) => ({
      ...scene.settings?.({ home, pid }),
      service: { manager, systemctl: installCommand(home, 'systemctl', unit(pid ?? 0)) },
    }),
  }
}

/** A gateway under launchd, with the label of a profile or the default one; `named`: the configuration says which,
 *  else the usual labels of the profile are tried. */
export function underLaunchd(
  state: (pid: number | null) => Partial<LaunchdState>,
  scene: Scene = {},
  label = 'ai.openclaw.gateway',
  named = true,
): Scene {
  return {
    ...scene,
    settings: ({ home, pid }) => {
      const service: LaunchdState = {
        label,
        domain: DOMAIN,
        disabled: null,
        loaded: true,
        state: pid === null ? 'not running' : 'running',
        pid,
        runs: 1,
        lastExit: '(never exited)',
        oldWords: false,
        program: '/opt/homebrew/bin/openclaw',
        log: `${home}/Library/Logs/openclaw/gateway.log`,
        err: `${home}/Library/Logs/openclaw/gateway.log`,
        ...state(pid),
      }
      const launchctl = installCommand(home, 'launchctl', service)
      return {
        ...scene.settings?.({ home, pid }),
        service: { manager: 'launchd', ...(named ? { label } : {}), launchctl },
      }
    },
  }
}

/** What the service managers say of a gateway. */
export const services: readonly Case[] = [
  fault(
    'systemd-78',
    'systemd leaves a refused start alone',
    'process.config-refused',
    'openclaw.start-refused',
    underSystemd(() => ended(78), REFUSED),
  ),
  fault(
    'systemd-start-limit',
    'systemd gave up after five starts',
    'process.start-limit',
    'openclaw.stopped',
    underSystemd(() => ended(1, { Result: 'start-limit-hit', NRestarts: 5 }), CRASHED),
  ),
  fault(
    'systemd-gave-up',
    'systemd gave up and kept the first result',
    'process.start-limit',
    'openclaw.stopped',
    underSystemd(() => ended(1, { NRestarts: 5 }), CRASHED),
  ),
  fault(
    'systemd-crash-loop',
    'systemd starts it again and again',
    'process.crash-loop',
    'openclaw.crash-loop',
    underSystemd(
      () =>
        ended(1, { ActiveState: 'activating', SubState: 'auto-restart', NRestarts: 9, StartLimitBurst: 0 }),
      CRASHED,
    ),
  ),
  fault(
    'systemd-disabled',
    'the unit is disabled and was not started at boot',
    'process.service-disabled',
    'openclaw.stopped',
    underSystemd(
      () => ({ ...installed, ActiveState: 'inactive', SubState: 'dead', UnitFileState: 'disabled' }),
      CRASHED,
    ),
  ),
  fault(
    'systemd-masked',
    'the unit is masked',
    'process.service-masked',
    'openclaw.stopped',
    underSystemd(
      () => ({
        ...installed,
        LoadState: 'masked',
        ActiveState: 'inactive',
        SubState: 'dead',
        UnitFileState: 'masked',
      }),
      CRASHED,
    ),
  ),
  fault(
    'systemd-missing',
    'no unit of that name and no gateway',
    'process.service-missing',
    'openclaw.stopped',
    underSystemd(
      () => ({
        ...installed,
        LoadState: 'not-found',
        ActiveState: 'inactive',
        SubState: 'dead',
        UnitFileState: '',
      }),
      CRASHED,
    ),
  ),
  warned(
    'systemd-outside',
    'it runs beside its own unit',
    null,
    ['process.unsupervised'],
    underSystemd(() => ({ ...installed, ActiveState: 'inactive', SubState: 'dead' })),
  ),
  warned(
    'systemd-not-at-boot',
    'the unit runs and is not enabled',
    null,
    ['process.not-at-boot'],
    underSystemd((pid) => ({ ...installed, MainPID: pid, UnitFileState: 'disabled' })),
  ),
  negative(
    'systemd-well',
    'the unit runs the gateway',
    underSystemd((pid) => ({ ...installed, MainPID: pid })),
  ),
  fault(
    'launchd-78',
    'launchd saw exit code 78',
    'process.config-refused',
    'openclaw.start-refused',
    underLaunchd(() => ({ lastExit: '78: EX_CONFIG', runs: 12, state: 'spawn scheduled' }), REFUSED),
  ),
  fault(
    'launchd-disabled',
    'launchd has the label disabled',
    'process.service-disabled',
    'openclaw.stopped',
    underLaunchd(() => ({ disabled: true, loaded: false }), CRASHED),
  ),
  fault(
    'launchd-disabled-old-words',
    'an older macOS has the label disabled',
    'process.service-disabled',
    'openclaw.stopped',
    underLaunchd(() => ({ disabled: true, loaded: false, oldWords: true }), CRASHED),
  ),
  fault(
    'launchd-crash-loop',
    'launchd starts it again and again',
    'process.crash-loop',
    'openclaw.crash-loop',
    underLaunchd(() => ({ lastExit: '1', runs: 40, state: 'spawn scheduled' }), CRASHED),
  ),
  fault(
    'launchd-missing',
    'launchd does not know the label',
    'process.service-missing',
    'openclaw.stopped',
    underLaunchd(() => ({ loaded: false }), CRASHED),
  ),
  fault(
    'launchd-profile-disabled',
    'the label of a profile is disabled',
    'process.service-disabled',
    'openclaw.stopped',
    underLaunchd(() => ({ disabled: true, loaded: false }), CRASHED, 'ai.openclaw.work'),
  ),
  negative(
    'launchd-well',
    'launchd runs the gateway',
    underLaunchd(() => ({})),
  ),
  negative(
    'launchd-profile-well',
    'launchd runs the gateway of a profile',
    underLaunchd(() => ({}), {}, 'ai.openclaw.work'),
  ),
]
