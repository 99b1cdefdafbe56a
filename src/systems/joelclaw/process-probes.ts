import { askLaunchd } from '../../../checks/process/launchd-service.ts'
import { type PidFile, readPidFile } from '../../../checks/process/pid-file-judge.ts'
import type { ServiceAnswer } from '../../../checks/process/service-state.ts'
import { askSystemd } from '../../../checks/process/systemd-service.ts'
import { type Context, defineProbe, type Probe } from '../../core/check.ts'
import { type Daemons, pickDaemons } from './daemon-processes.ts'
import type { JoelclawSettings } from './settings.ts'

/** The daemons, or why they could not be looked for. */
export type DaemonsAnswer = ({ readonly ok: true } & Daemons) | { readonly ok: false; readonly why: string }

/** The questions about the daemon's process that several checks share. */
export interface ProcessProbes {
  /** The uid that the gateway belongs to: who owns its state directory, also when root looks. */
  readonly owner: Probe<number>
  /** Null where no service manager is used. */
  readonly service: Probe<ServiceAnswer | null>
  readonly pidFile: Probe<PidFile>
  readonly daemons: Probe<DaemonsAnswer>
}

export function processProbes(settings: JoelclawSettings): ProcessProbes {
  const owner = defineProbe('owner of the state directory', async ({ host }) => {
    for (const path of [settings.paths.workingDir, settings.home]) {
      const stat = await host.files.stat({ path, followLinks: true })
      if (stat.ok) return stat.uid
    }
    return host.env.who().uid
  })
  const service = defineProbe('service', async (context) => askService(context, settings, owner))
  const pidFile = defineProbe('pid file', (context) => readPidFile(context, settings.paths.pid))
  const daemons = defineProbe('daemon processes', async ({ host, signal, ask }): Promise<DaemonsAnswer> => {
    const [answer, uid, file] = await Promise.all([ask(service), ask(owner), ask(pidFile)])
    const servicePid = answer?.ok ? answer.state.pid : null
    const get = async (pid: number | null) => {
      const one = pid === null ? null : await host.processes.get({ pid }, signal)
      return one?.ok ? one.process : null
    }
    const listed = await host.processes.find({ includes: settings.daemon }, signal)
    const [own, named] = await Promise.all([get(servicePid), listed.ok ? null : get(file.pid)])
    const isDaemon = named && settings.daemon.every((word) => named.command.includes(word))
    if (!listed.ok && !own && !isDaemon)
      return { ok: false, why: `the processes could not be listed: ${listed.message}` }
    const found = listed.ok ? listed.processes : isDaemon ? [named] : []
    return { ok: true, ...pickDaemons({ found, service: own, owner: uid }) }
  })
  return { owner, service, pidFile, daemons }
}

async function askService(
  context: Context,
  { service }: JoelclawSettings,
  owner: Probe<number>,
): Promise<ServiceAnswer | null> {
  const { label, domains, launchctl, systemctl, manager } = service
  if (manager === 'none') return null
  if (manager === 'launchd')
    return askLaunchd(context, { label, domains, launchctl, uid: await context.ask(owner) })
  return askSystemd(context, {
    unit: label,
    systemctl,
    scope: manager === 'systemd-user' ? 'user' : 'system',
  })
}
