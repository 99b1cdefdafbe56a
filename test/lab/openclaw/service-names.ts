import { userInfo } from 'node:os'
import type { Case } from '../case.ts'
import { installCommand } from './command.ts'
import { ended, installed } from './commands/systemctl.ts'
import type { Scene } from './lab.ts'
import { fault, negative } from './make.ts'
import { CRASHED, underLaunchd, underSystemd } from './services.ts'

/** The settings of a profile whose service nobody names. */
const work: Scene = { settings: () => ({ profile: 'work' }) }
const crashedWork: Scene = { ...CRASHED, ...work }

/** A gateway that nobody configured a service for; on this platform the manager is looked for. */
const found = (unit: Parameters<typeof underSystemd>[0], scene: Scene = {}): Scene =>
  underSystemd(unit, scene, 'auto')

/** The names under which OpenClaw's service is found where none is configured, and the managers that are tried. */
export const serviceNames: readonly Case[] = [
  fault(
    'launchd-profile-other-label',
    'a profile under its second usual label is disabled',
    'process.service-disabled',
    'openclaw.stopped',
    underLaunchd(() => ({ disabled: true, loaded: false }), crashedWork, 'ai.openclaw.gateway.work', false),
  ),
  fault(
    'launchd-profile-first-label',
    'a profile under its first usual label crashes again and again',
    'process.crash-loop',
    'openclaw.crash-loop',
    underLaunchd(
      () => ({ lastExit: '1', runs: 40, state: 'spawn scheduled' }),
      crashedWork,
      'ai.openclaw.work',
      false,
    ),
  ),
  negative(
    'launchd-profile-other-label-well',
    'launchd runs a profile under its second usual label',
    underLaunchd(() => ({}), work, 'ai.openclaw.gateway.work', false),
  ),
  fault(
    'systemd-profile-78',
    'the unit of a profile is left alone after a refused start',
    'process.config-refused',
    'openclaw.start-refused',
    underSystemd(() => ended(78, { Id: 'openclaw-gateway-work.service' }), crashedWork),
  ),
  fault(
    'systemd-openclaw-service',
    'openclaw.service, as Ansible installs it, crashes again and again',
    'process.crash-loop',
    'openclaw.crash-loop',
    underSystemd(
      () =>
        ended(1, {
          Id: 'openclaw.service',
          ActiveState: 'activating',
          SubState: 'auto-restart',
          NRestarts: 9,
          StartLimitBurst: 0,
        }),
      CRASHED,
    ),
  ),
  fault(
    'auto-user-unit',
    "no manager is named: the user's unit has failed",
    'process.start-limit',
    'openclaw.stopped',
    found(() => ended(1, { Result: 'start-limit-hit', NRestarts: 5, scope: '--user' }), CRASHED),
  ),
  fault(
    'auto-system-unit',
    "no manager is named: the machine's openclaw.service has failed, the user has no manager",
    'process.config-refused',
    'openclaw.start-refused',
    found(() => ended(78, { Id: 'openclaw.service', scope: '--system', User: userInfo().username }), CRASHED),
  ),
  negative(
    'auto-system-unit-well',
    "no manager is named: the machine's unit runs it",
    found((pid) => ({ ...installed, MainPID: pid, scope: '--system', User: userInfo().username })),
  ),
  negative(
    'auto-system-unit-of-another',
    "no manager is named: the machine's unit has failed and is another user's",
    found(() => ended(1, { scope: '--system', User: 'another' })),
  ),
  negative(
    'auto-user-unit-well',
    "no manager is named: the user's unit runs it, with or without lingering",
    found((pid) => ({ ...installed, MainPID: pid, scope: '--user' })),
    'degraded',
  ),
  negative('auto-no-unit', 'no manager is named and systemd knows no unit of it: started by hand', {
    settings: ({ home }) => ({
      service: {
        manager: 'auto',
        systemctl: installCommand(home, 'systemctl', { ...installed, Id: 'another.service' }),
      },
    }),
  }),
  fault(
    'auto-no-manager',
    'no manager is named and none can be reached; the gateway was killed',
    'process.not-running',
    'openclaw.stopped',
    found(() => ({ ...installed, scope: '--nobody' }), CRASHED),
  ),
]
