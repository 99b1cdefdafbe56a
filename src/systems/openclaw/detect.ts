import type { Host } from '../../host/host.ts'
import type { Detected } from '../system.ts'
import { layoutOf, profileOf } from './layout.ts'
import { placesOf } from './settings.ts'

/** The gateways of this user: one for each state directory. Where the environment names one, that one is meant. */
export async function detectOpenclaw(host: Host): Promise<readonly Detected[]> {
  const named = host.env.get('OPENCLAW_STATE_DIR')
  if (named)
    return (await isState(host, named))
      ? [{ name: 'openclaw', because: `OPENCLAW_STATE_DIR is ${named}`, settings: {} }]
      : []
  const home = host.env.who().home
  if (!home) return []
  const listed = await host.files.list({ path: home })
  if (!listed.ok) return []
  const profiles = listed.entries.flatMap(({ name }) => {
    const profile = profileOf(name)
    return profile === undefined ? [] : [profile]
  })
  const found = await Promise.all(profiles.map((profile) => gatewayIn(host, home, profile)))
  return found.flatMap((one) => one ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

async function gatewayIn(host: Host, home: string, profile: string | null): Promise<Detected | null> {
  const { stateDir } = layoutOf(home, profile)
  if (!(await isState(host, stateDir))) return null
  const name = profile === null ? 'openclaw' : `openclaw:${profile}`
  return { name, because: `${stateDir} exists`, settings: profile === null ? {} : placesOf(home, profile) }
}

/** A state directory has a configuration or a database; other tools keep lone files in directories of that name. */
export async function isState(host: Host, directory: string): Promise<boolean> {
  const parts = ['openclaw.json', 'state'].map((part) =>
    host.files.stat({ path: `${directory}/${part}`, followLinks: true }),
  )
  return (await Promise.all(parts)).some((part) => part.ok)
}
