import type { Host } from '../../../host/host.ts'
import type { ContainerSettings } from '../settings.ts'
import type { ContainerAnswer } from './container.ts'
import { hostPath, INSIDE } from './places.ts'

/** Where the gateway's state can be read on this machine, or why it cannot. */
export type Place =
  | { readonly stateDir: string; readonly why: null; readonly inside: string }
  | { readonly stateDir: null; readonly why: string; readonly inside: string }

/** Follows the mount of the state directory. Files of a volume belong to root, or lie in another machine's disk. */
export async function findState(
  host: Host,
  settings: ContainerSettings,
  answer: ContainerAnswer,
): Promise<Place> {
  const inside = settings.stateDir ?? INSIDE
  if (answer.kind !== 'seen') return { stateDir: null, inside, why: 'the container is not known' }
  const path = hostPath(answer.container, inside)
  if (path === null)
    return {
      stateDir: null,
      inside,
      why: `${inside} of ${settings.name} lies in no directory of this machine`,
    }
  const access = await host.files.access({ path: `${path}/openclaw.json`, mode: 'read' })
  const directory = await host.files.access({ path, mode: 'read' })
  if (directory.ok && (access.ok || access.problem === 'absent')) return { stateDir: path, inside, why: null }
  const why = access.ok || directory.ok ? 'its configuration may not be read' : directory.message
  return { stateDir: null, inside, why: `${path}, where ${settings.name} has its state: ${why}` }
}
