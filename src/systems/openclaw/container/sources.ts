import { defineProbe } from '../../../core/check.ts'
import { configOf } from '../config.ts'
import type { Instance } from '../lock.ts'
import type { ContainerSettings } from '../settings.ts'
import type { Sources } from '../sources.ts'
import { readContainerConfig } from './config.ts'
import { askContainer, type ContainerAnswer } from './container.ts'
import { readContainersLog } from './log.ts'
import { INSIDE_PORT, type Reach, reachOf } from './places.ts'
import { findState } from './state-place.ts'

/** Where the facts of a gateway in a container come from: its runtime, and the directories that it mounts. Neither
 *  the container's processes nor its lock are looked at: their pids are not of this machine. */
export function containerSources(settings: ContainerSettings): Sources {
  const container = defineProbe('container', (context) => askContainer(context, settings))
  const place = defineProbe('state directory', async ({ host, ask }) =>
    findState(host, settings, await ask(container)),
  )
  const config = defineProbe('configuration', async (context) => {
    const [answer, state] = await Promise.all([context.ask(container), context.ask(place)])
    return readContainerConfig(context, settings, seen(answer), state)
  })
  const reach = defineProbe('published port', async ({ ask }): Promise<Reach> => {
    const [answer, known] = await Promise.all([ask(container), ask(config)])
    const one = seen(answer)
    if (!one) return { ok: false, published: true, why: `the container ${settings.name} is not known` }
    const inner = configOf(known)?.port ?? INSIDE_PORT
    const published = reachOf(one, INSIDE_PORT)
    return published.ok && one.network !== 'host' ? published : reachOf(one, inner)
  })
  return {
    container,
    place,
    config,
    reach,
    instance: defineProbe('container as a run', async ({ host, ask }) =>
      instanceOf(await ask(container), settings, host.env.platform()),
    ),
    service: defineProbe('service', async () => null),
    log: defineProbe('log', async (context) => {
      const [answer, known] = await Promise.all([context.ask(container), context.ask(config)])
      return readContainersLog(context, settings, seen(answer), configOf(known)?.logFile ?? null)
    }),
  }
}

const seen = (answer: ContainerAnswer) => (answer.kind === 'seen' ? answer.container : null)

/** Under Linux a container shares our kernel, and with it the locks of its databases; on a Mac it runs in a virtual
 *  machine. */
function instanceOf(
  answer: ContainerAnswer,
  { runtime, name }: ContainerSettings,
  platform: string,
): Instance {
  const nobody = {
    path: `${runtime} inspect ${name}`,
    lock: null,
    process: null,
    stranger: null,
    blocked: null,
    run: null,
    beside: false,
  }
  if (answer.kind === 'blocked') return { ...nobody, blocked: answer.why }
  if (answer.kind !== 'seen' || answer.container.status !== 'running') return nobody
  return { ...nobody, run: { startedAt: answer.container.startedAt }, beside: platform === 'linux' }
}
