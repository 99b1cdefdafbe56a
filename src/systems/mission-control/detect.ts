import type { Host } from '../../host/host.ts'
import type { Detected } from '../system.ts'

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
    sides: { api: { envFiles: [env] }, worker: { envFiles: [env] } },
    ...(compose.ok ? { compose: { file: `${root}/compose.yml`, docker: 'docker' } } : {}),
  }
}
