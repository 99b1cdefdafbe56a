import type { Who } from '../env.ts'

export interface Account {
  readonly name: string
  readonly home: string
}

export interface WhoSources {
  readonly euid: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly accountOf: (uid: number) => Account | null
  /** The uid that owns a path; null when there is no such path. */
  readonly ownerOf: (path: string) => number | null
}

/** The user whose gateway is meant. SUDO_UID and SUDO_USER count only for root: anybody else can set them. */
export function whoIs({ euid, env, accountOf, ownerOf }: WhoSources): Who {
  const caller = euid === 0 ? uidOf(env.SUDO_UID) : null
  if (caller === null || caller === 0) {
    const account = accountOf(euid)
    const name = account?.name ?? env.USER ?? env.LOGNAME ?? String(euid)
    return { uid: euid, name, home: absolute(env.HOME) ?? absolute(account?.home), euid, sudo: false }
  }
  const account = accountOf(caller)
  const name = account?.name ?? env.SUDO_USER ?? String(caller)
  // Under sudo HOME may be root's or still the caller's (the default on macOS): its owner tells.
  const places = [account?.home, env.HOME, `/Users/${name}`].map(absolute)
  const own = places.find((place) => place !== null && ownerOf(place) === caller)
  return { uid: caller, name, home: own ?? absolute(account?.home), euid, sudo: true }
}

/** The entry of a uid in the text of /etc/passwd: `name:password:uid:gid:gecos:home:shell`. */
export function accountIn(passwd: string, uid: number): Account | null {
  for (const line of passwd.split('\n')) {
    const [name, , id, , , home] = line.split(':')
    if (name && home !== undefined && uidOf(id) === uid) return { name, home }
  }
  return null
}

function uidOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null
}

function absolute(path: string | undefined): string | null {
  return path?.startsWith('/') ? path : null
}
