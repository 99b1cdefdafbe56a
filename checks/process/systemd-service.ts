import type { Context } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import type { EnvPort, Who } from '../../src/host/env.ts'
import type { ServiceAnswer, ServiceState } from './service-state.ts'
import { noSystemdManager, parseSystemdShow, SYSTEMD_PROPERTIES, type SystemdShow } from './systemd.ts'

export interface SystemdService {
  readonly unit: string
  /** The user's own manager or the machine's. */
  readonly scope: 'user' | 'system'
  readonly systemctl: string
}

/** systemctl answers within this, ms. */
export const SYSTEMD_CALL_MS = 4_000

/** Asks systemd with `systemctl show`, which only looks. */
export async function askSystemd({ host, signal }: Context, service: SystemdService): Promise<ServiceAnswer> {
  const args = [
    ...systemdScope(service.scope, host.env.who()),
    'show',
    service.unit,
    `--property=${SYSTEMD_PROPERTIES.join(',')}`,
  ]
  const env = systemctlEnv(service.scope, host.env)
  const answer = await host.exec.run(
    { file: service.systemctl, args, env, deadlineMs: SYSTEMD_CALL_MS },
    signal,
  )
  if (!answer.ok) return { ok: false, why: `systemctl could not be asked: ${answer.message}` }
  const words = answer.stderr.trim().split('\n')[0]?.slice(0, 160) ?? ''
  const which = service.scope === 'user' ? `the systemd manager of user ${host.env.who().name}` : 'systemd'
  if (noSystemdManager(answer.stderr)) return { ok: false, why: `${which} cannot be reached: ${words}` }
  const show = answer.exitCode === 0 ? parseSystemdShow(answer.stdout) : null
  if (!show)
    return { ok: false, why: `systemctl show ${service.unit} gave no unit${words ? `: ${words}` : ''}` }
  return { ok: true, state: systemdState(service, show) }
}

/** Which manager is meant: root reaches another user's manager only by name. */
export function systemdScope(scope: 'user' | 'system', who: Who): readonly string[] {
  if (scope === 'system') return ['--system']
  return who.euid === 0 && who.uid !== 0 ? ['--user', `--machine=${who.name}@`] : ['--user']
}

/** Variables for a systemctl whose output is parsed. */
export function systemctlEnv(scope: 'user' | 'system', env: EnvPort): Readonly<Record<string, string>> {
  return { TZ: 'UTC', LC_ALL: 'C', ...runtimeDir(scope, env.get('XDG_RUNTIME_DIR'), env.who()) }
}

/** cron, ssh without PAM and containers leave XDG_RUNTIME_DIR unset; without it the own manager is not found. */
function runtimeDir(
  scope: 'user' | 'system',
  current: string | null,
  who: Who,
): Readonly<Record<string, string>> {
  return scope === 'user' && !current && who.uid === who.euid
    ? { XDG_RUNTIME_DIR: `/run/user/${who.uid}` }
    : {}
}

/** systemd's properties in the words that launchd shares. */
export function systemdState({ unit, scope }: SystemdService, show: SystemdShow): ServiceState {
  const facts = [
    `LoadState=${show.load}`,
    `ActiveState=${show.active}`,
    `SubState=${show.sub}`,
    `Result=${show.result}`,
    `NRestarts=${show.restarts ?? '?'}`,
    `UnitFileState=${show.unitFile}`,
    ...(show.lastExit ? [`last ${show.lastExit.words}`] : []),
  ]
  return {
    manager: 'systemd',
    service: unit,
    registered: show.load !== 'not-found',
    domain: true,
    enabled: enabledOf(show),
    state: show.load === 'loaded' || show.load === 'not-found' ? `${show.active} (${show.sub})` : show.load,
    up: show.mainPid !== null || show.active === 'active' || show.active === 'reloading',
    starting: show.active === 'activating' && show.sub !== 'auto-restart',
    stopping: show.active === 'deactivating',
    pid: show.mainPid,
    runs: show.restarts === null ? null : show.restarts + 1,
    lastExit: show.lastExit,
    changedAt: show.changedAt,
    startLimit: show.startLimit,
    user: show.user ?? (scope === 'system' ? 'root' : null),
    alsoIn: null,
    evidence: [evidence(`systemctl --${scope} show ${unit}`, facts.join(' '), { at: show.changedAt })],
    params: { service: unit, scope: `--${scope}` },
  }
}

function enabledOf({ load, unitFile }: SystemdShow): ServiceState['enabled'] {
  if (load === 'masked' || unitFile.startsWith('masked')) return 'masked'
  if (unitFile === 'disabled') return 'disabled'
  return unitFile ? 'yes' : 'unknown'
}
