import { askLaunchd } from '../../../checks/process/launchd-service.ts'
import { type PidFile, readPidFile } from '../../../checks/process/pid-file-judge.ts'
import type { ServiceAnswer } from '../../../checks/process/service-state.ts'
import { askSystemd } from '../../../checks/process/systemd-service.ts'
import { type Context, defineProbe, type Probe } from '../../core/check.ts'
import type { ProcessInfo } from '../../host/processes.ts'
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
  const daemons = defineProbe('daemon processes', async (context): Promise<DaemonsAnswer> => {
    const { host, signal, ask } = context
    const [answer, uid, found] = await Promise.all([
      ask(service),
      ask(owner),
      findByWords(context, settings.daemon, pidFile),
    ])
    const pid = answer?.ok ? answer.state.pid : null
    const own = pid === null ? null : await host.processes.get({ pid }, signal)
    if (own && !own.ok && own.problem !== 'absent') return { ok: false, why: `pid ${pid}: ${own.message}` }
    if (typeof found === 'string' && !own?.ok) return { ok: false, why: found }
    const processes = typeof found === 'string' ? [] : found
    return {
      ok: true,
      ...pickDaemons({ found: processes, service: own?.ok ? own.process : null, owner: uid }),
    }
  })
  return { owner, service, pidFile, daemons }
}

/** Processes with all of the words in their command line; where the process table cannot be listed, the one that the
 *  pid file names. A string says why neither is known. */
async function findByWords(
  { host, signal, ask }: Context,
  words: readonly string[],
  pidFile: Probe<PidFile>,
): Promise<readonly ProcessInfo[] | string> {
  const listed = await host.processes.find({ includes: words }, signal)
  if (listed.ok) return listed.processes
  const { pid } = await ask(pidFile)
  const named = pid === null ? null : await host.processes.get({ pid }, signal)
  const isDaemon = named?.ok && words.every((word) => named.process.command.includes(word))
  return isDaemon ? [named.process] : `the processes could not be listed: ${listed.message}`
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
