import type { Host } from '../../host/host.ts'
import type { Detected } from '../system.ts'
import { type FoundContainer, findContainers, placesOfContainer } from './container/detect.ts'
import { layoutOf, profileOf } from './layout.ts'
import { findInstance } from './lock.ts'
import { placesOf } from './settings.ts'

interface OwnGateway {
  readonly stateDir: string
  readonly detected: Detected
}

/** The gateways of this user: one for each state directory, and one for each container. Where the environment names a
 *  state directory, that one is meant. */
export async function detectOpenclaw(host: Host, signal: AbortSignal): Promise<readonly Detected[]> {
  const named = host.env.get('OPENCLAW_STATE_DIR')
  if (named)
    return (await isState(host, named))
      ? [{ name: 'openclaw', because: `OPENCLAW_STATE_DIR is ${named}`, settings: {} }]
      : []
  const [own, containers] = await Promise.all([inHome(host), findContainers(host, signal)])
  const pairs = await Promise.all(containers.map((one) => withPartner(host, signal, one, own)))
  const replaced = pairs.flatMap(({ partner, wins }) => (partner && wins ? [partner] : []))
  return [
    ...own.filter((one) => !replaced.includes(one)).map(({ detected }) => detected),
    ...pairs.flatMap(({ one, partner, wins }) => (!partner || wins ? [detectedIn(one)] : [])),
  ].toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function inHome(host: Host): Promise<readonly OwnGateway[]> {
  const home = host.env.who().home
  if (!home) return []
  const listed = await host.files.list({ path: home })
  if (!listed.ok) return []
  const profiles = listed.entries.flatMap(({ name }) => {
    const profile = profileOf(name)
    return profile === undefined ? [] : [profile]
  })
  const found = await Promise.all(profiles.map((profile) => gatewayIn(host, home, profile)))
  return found.flatMap((one) => one ?? [])
}

async function gatewayIn(host: Host, home: string, profile: string | null): Promise<OwnGateway | null> {
  const { stateDir } = layoutOf(home, profile)
  if (!(await isState(host, stateDir))) return null
  const name = profile === null ? 'openclaw' : `openclaw:${profile}`
  const settings = profile === null ? {} : placesOf(home, profile)
  return { stateDir, detected: { name, because: `${stateDir} exists`, settings } }
}

/** The state directory that a container mounts is one gateway, not two. It is the container's, unless the container is
 *  down and a process of this machine holds the state. */
async function withPartner(
  host: Host,
  signal: AbortSignal,
  one: FoundContainer,
  own: readonly OwnGateway[],
): Promise<{ readonly one: FoundContainer; readonly partner: OwnGateway | null; readonly wins: boolean }> {
  const { stateDir } = placesOfContainer(one)
  const path = stateDir === undefined ? null : await realOf(host, stateDir)
  const paths = await Promise.all(own.map((candidate) => realOf(host, candidate.stateDir)))
  const partner = path === null ? null : (own[paths.indexOf(path)] ?? null)
  if (!partner || one.container?.status === 'running') return { one, partner, wins: true }
  const { process } = await findInstance({ host, signal }, partner.stateDir)
  return { one, partner, wins: !process?.command.includes('openclaw') }
}

async function realOf(host: Host, path: string): Promise<string> {
  const real = await host.files.real({ path })
  return real.ok ? real.path : path
}

function detectedIn(one: FoundContainer): Detected {
  const { runtime, name } = one.settings
  const because = `${runtime} has the container ${name} of ${one.image}`
  return { name: `openclaw:${name}`, because, settings: placesOfContainer(one) }
}

/** A state directory has a configuration or a database; other tools keep lone files in directories of that name. */
export async function isState(host: Host, directory: string): Promise<boolean> {
  const parts = ['openclaw.json', 'state'].map((part) =>
    host.files.stat({ path: `${directory}/${part}`, followLinks: true }),
  )
  return (await Promise.all(parts)).some((part) => part.ok)
}
