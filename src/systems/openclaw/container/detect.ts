import type { Host } from '../../../host/host.ts'
import type { ContainerSettings } from '../settings.ts'
import { askContainer, type Container, remoteEngine } from './container.ts'
import { hostPath, INSIDE, INSIDE_PORT, reachOf } from './places.ts'

/** A container that runs an OpenClaw gateway, and what its description adds. */
export interface FoundContainer {
  readonly settings: ContainerSettings
  readonly image: string
  /** Null where its description could not be had in time. */
  readonly container: Container | null
}

/** Looking for containers must not hold up a walk of a gateway that runs in none, ms. */
const QUICK_MS = 1_500
const MOST = 20

const FORMAT = '{{.Names}}\t{{.State}}\t{{.Image}}\t{{.Command}}\t{{.Labels}}'

/** The containers of this user's runtimes that run an OpenClaw gateway. A runtime that is not installed, has no daemon,
 *  belongs to another machine or takes its time has none. */
export async function findContainers(host: Host, signal: AbortSignal): Promise<readonly FoundContainer[]> {
  const found = await Promise.all([
    listed(host, 'docker', signal),
    (await usesPodman(host)) ? listed(host, 'podman', signal) : [],
  ])
  const unique = found
    .flat()
    // Where `docker` is Podman's own alias both list the same containers.
    .filter(
      (one, index, all) => all.findIndex((other) => other.settings.name === one.settings.name) === index,
    )
  return Promise.all(
    unique.slice(0, MOST).map(async (one) => {
      const answer = await askContainer({ host, signal }, one.settings, QUICK_MS)
      return { ...one, container: answer.kind === 'seen' ? answer.container : null }
    }),
  )
}

/** The first podman command of a user makes its storage: where there is none yet, it is not run. */
async function usesPodman(host: Host): Promise<boolean> {
  const { home, euid } = host.env.who()
  const places = [
    ...(home ? [`${home}/.local/share/containers`] : []),
    ...(euid === 0 ? ['/var/lib/containers/storage'] : []),
  ]
  const stats = await Promise.all(places.map((path) => host.files.stat({ path, followLinks: true })))
  return stats.some((stat) => stat.ok)
}

async function listed(
  host: Host,
  runtime: ContainerSettings['runtime'],
  signal: AbortSignal,
): Promise<readonly Omit<FoundContainer, 'container'>[]> {
  const args = ['ps', '--all', '--no-trunc', '--format', FORMAT]
  const [answer, remote] = await Promise.all([
    host.exec.run({ file: runtime, args, deadlineMs: QUICK_MS }, signal),
    remoteEngine(host.exec, runtime, runtime, signal),
  ])
  if (!answer.ok || answer.exitCode !== 0 || remote !== null) return []
  return answer.stdout.split('\n').flatMap((line) => {
    const one = gatewayIn(line)
    return one ? [{ settings: { runtime, name: one.name }, image: one.image }] : []
  })
}

/** One line of `ps` (names, state, image, command, labels) when it is of a gateway's container: an image of OpenClaw
 *  or the service of its compose file, and not the command-line client beside it, a single command, or a sandbox. */
export function gatewayIn(line: string): { readonly name: string; readonly image: string } | null {
  const [names = '', , image = '', command = '', labels = ''] = line.split('\t')
  const name = names.split(',')[0] ?? ''
  if (!/^[a-zA-Z0-9][\w.-]{0,127}$/.test(name)) return null
  const label = (key: string) =>
    labels
      .split(',')
      .find((one) => one.startsWith(`${key}=`))
      ?.slice(key.length + 1)
  const service = label('com.docker.compose.service') ?? label('io.podman.compose.service')
  if (/^true$/i.test(label('com.docker.compose.oneoff') ?? '')) return null
  if (service !== undefined && service !== 'openclaw-gateway' && /cli|sandbox/.test(service)) return null
  const own = service === 'openclaw-gateway' || isImage(image)
  return own && /\bgateway\b/.test(`${command} ${service ?? ''}`)
    ? { name, image: image.slice(0, 300) }
    : null
}

/** `openclaw:local`, `ghcr.io/openclaw/openclaw:latest`, `openclaw/openclaw@sha256:…`; Podman puts `localhost/` or
 *  `docker.io/` before the short ones. Sandboxes have images of their own. */
function isImage(image: string): boolean {
  return /^(?:localhost\/|docker\.io\/(?:library\/)?|ghcr\.io\/)?(?:openclaw\/)?openclaw(?:[:@]|$)/.test(
    image,
  )
}

/** What is known of a container's gateway before the walk: where its state is here, and its port. */
export function placesOfContainer({ settings, container }: FoundContainer) {
  const stateDir = container ? hostPath(container, INSIDE) : null
  const reach = container ? reachOf(container, INSIDE_PORT) : null
  return {
    container: settings,
    ...(stateDir === null ? {} : { stateDir, config: `${stateDir}/openclaw.json` }),
    ...(reach?.ok ? { port: reach.port } : {}),
  }
}
