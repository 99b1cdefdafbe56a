import { askLaunchd } from '../../../checks/process/launchd-service.ts'
import type { ServiceAnswer, ServiceState } from '../../../checks/process/service-state.ts'
import { askSystemd } from '../../../checks/process/systemd-service.ts'
import type { Context } from '../../core/check.ts'
import { layoutOf } from './layout.ts'
import type { OpenclawSettings } from './settings.ts'

/** The names that the service may bear: the configured one, else the usual ones of the profile. */
export function serviceNames({ home, profile, service }: OpenclawSettings) {
  const { labels, units } = layoutOf(home, profile)
  return {
    labels: service.label === null ? labels : [service.label],
    units: service.unit === null ? units : [service.unit],
  }
}

type Manager = Exclude<OpenclawSettings['service']['manager'], 'auto' | 'none'>

/** The managers to ask: the configured one, or those of the platform. */
function managersOf({ manager }: OpenclawSettings['service'], platform: string): readonly Manager[] {
  if (manager === 'none') return []
  if (manager !== 'auto') return [manager]
  if (platform === 'darwin') return ['launchd']
  return platform === 'linux' ? ['systemd-user', 'systemd-system'] : []
}

/** Asks for every name that the service may bear; the one that is loaded is meant, the one that is up before others.
 *  In `auto` a manager that cannot be reached is none, and a service that nobody knows is null. */
export async function askService(
  context: Context,
  settings: OpenclawSettings,
): Promise<ServiceAnswer | null> {
  const { service } = settings
  const { labels, units } = serviceNames(settings)
  const questions = managersOf(service, context.host.env.platform()).flatMap((manager) =>
    (manager === 'launchd' ? labels : units).map((name) => ask(context, service, manager, name)),
  )
  const answers = await Promise.all(questions)
  const own = context.host.env.who().name
  // The machine's unit may be that of another user's gateway: nobody said that it is this one's.
  const strange = ({ user }: ServiceState) => service.manager === 'auto' && user !== null && user !== own
  const known = answers.filter((answer) => answer.ok && isKnown(answer.state) && !strange(answer.state))
  const chosen = known.find((answer) => answer.ok && answer.state.up) ?? known[0]
  if (chosen || service.manager === 'auto') return chosen ?? null
  return answers.find((answer) => !answer.ok) ?? answers[0] ?? null
}

/** Where systemd keeps what the service prints; null under launchd. */
export function journalOf({ manager, registered, service, params, changedAt }: ServiceState) {
  if (manager !== 'systemd' || !registered) return null
  const scope = params.scope === '--user' ? ('user' as const) : ('system' as const)
  return { unit: service, scope, changedAt }
}

const isKnown = ({ registered, enabled }: ServiceState): boolean => registered || enabled === 'disabled'

function ask(
  context: Context,
  { launchctl, systemctl }: OpenclawSettings['service'],
  manager: Manager,
  name: string,
): Promise<ServiceAnswer> {
  if (manager === 'launchd') {
    const { uid } = context.host.env.who()
    return askLaunchd(context, { label: name, domains: ['gui', 'system'], launchctl, uid })
  }
  return askSystemd(context, { unit: name, systemctl, scope: manager === 'systemd-user' ? 'user' : 'system' })
}
