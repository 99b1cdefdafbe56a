import type { Host } from '../../host/host.ts'
import { isState } from '../openclaw/detect.ts'
import { layoutOf } from '../openclaw/layout.ts'
import type { Detected } from '../system.ts'
import type { UnitName } from './settings.ts'

/** What only a checkout of Mission Control has. */
const MARK = 'backend/app/services/openclaw/lifecycle_reconcile.py'

/** Directories where a checkout is looked for. */
export function checkouts(home: string | null): readonly string[] {
  const name = 'openclaw-mission-control'
  return [...(home ? [`${home}/${name}`, `${home}/.openclaw/${name}`] : []), `/opt/${name}`, `/srv/${name}`]
}

/** A checkout of Mission Control on this machine, and the settings that its files give. */
export async function detect(host: Host): Promise<readonly Detected[]> {
  for (const root of checkouts(host.env.who().home)) {
    const mark = await host.files.stat({ path: `${root}/${MARK}`, followLinks: true })
    if (mark.ok && mark.kind === 'file')
      return [
        {
          name: 'mission-control',
          because: `${root} is a checkout of it`,
          settings: await settingsOf(host, root),
        },
      ]
  }
  return []
}

async function settingsOf(host: Host, root: string): Promise<Detected['settings']> {
  const env = `${root}/backend/.env`
  const [api, worker] = await Promise.all([unitOf(host, 'backend'), unitOf(host, 'rq-worker')])
  const database = { envFile: env, name: 'DATABASE_URL' }
  const [address, compose] = await Promise.all([
    host.files.address({ secret: database }),
    host.files.stat({ path: `${root}/compose.yml` }),
  ])
  // `db` is a name inside the compose network: from here the database has another address.
  const reachable = address.ok && address.host !== 'db'
  return {
    api: 'http://127.0.0.1:8000',
    token: { envFile: env, name: 'LOCAL_AUTH_TOKEN' },
    ...(reachable ? { database } : {}),
    sides: {
      api: { envFiles: [env], ...(api ? { unit: api } : {}) },
      worker: { envFiles: [env], ...(worker ? { unit: worker } : {}) },
    },
    ...(await gatewayOf(host)),
    ...(compose.ok ? { compose: { file: `${root}/compose.yml`, docker: 'docker' } } : {}),
  }
}

/** The systemd unit of a service, as the checkout's own unit files name it; null where none is installed. */
async function unitOf(host: Host, service: string): Promise<UnitName | null> {
  const unit = `openclaw-mission-control-${service}.service`
  const { home } = host.env.who()
  const places = [
    ...(home ? [{ directory: `${home}/.config/systemd/user`, user: true }] : []),
    { directory: '/etc/systemd/system', user: false },
  ]
  for (const { directory, user } of places) {
    const file = await host.files.stat({ path: `${directory}/${unit}`, followLinks: true })
    if (file.ok) return { unit, user }
  }
  return null
}

/** The OpenClaw gateway of the same user, where there is one: it is taken for the one behind Mission Control. */
async function gatewayOf(host: Host): Promise<{ readonly openclaw?: string }> {
  const { home } = host.env.who()
  const named = host.env.get('OPENCLAW_STATE_DIR')
  const directory = named || (home ? layoutOf(home, null).stateDir : null)
  return directory && (await isState(host, directory)) ? { openclaw: directory } : {}
}
