import { existsSync, readFileSync, statSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import type { EnvPort } from '../env.ts'
import { type Account, accountIn, whoIs } from './who.ts'

export const env: EnvPort = {
  get: (name) => process.env[name] ?? null,

  who: () =>
    whoIs({
      euid: process.geteuid?.() ?? -1,
      env: process.env,
      accountOf,
      ownerOf,
    }),

  platform: () =>
    process.platform === 'darwin' || process.platform === 'linux' ? process.platform : 'other',

  hostname: () => hostname(),

  container() {
    if (process.env.KUBERNETES_SERVICE_HOST) return 'kubernetes'
    if (existsSync('/.dockerenv')) return 'docker'
    return existsSync('/run/.containerenv') ? 'podman' : null
  },
}

function ownerOf(path: string): number | null {
  try {
    return statSync(path).uid
  } catch {
    return null
  }
}

/** The account of a uid: our own from the system, another one on Linux from /etc/passwd (macOS keeps its users
 *  elsewhere). Null for a uid without an entry, as in many containers. */
function accountOf(uid: number): Account | null {
  try {
    const { uid: own, username, homedir } = userInfo()
    if (own === uid) return { name: username, home: homedir }
  } catch {
    // userInfo throws where our uid has no entry.
  }
  try {
    return process.platform === 'linux' ? accountIn(readFileSync('/etc/passwd', 'utf8'), uid) : null
  } catch {
    return null
  }
}
