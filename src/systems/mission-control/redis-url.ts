import type { Context } from '../../core/check.ts'
import type { SecretAddress } from '../../host/files.ts'
import type { SecretRef } from '../../host/host.ts'
import type { RedisTarget } from '../../host/redis.ts'
import type { MissionControlSettings } from './settings.ts'

type Published = MissionControlSettings['published']

/** The Redis that a URL names. */
export interface RedisPlace {
  readonly target: RedisTarget
  /** It has a password that stands where no reference reaches: its address is known, and it cannot be asked. */
  readonly locked: boolean
}

/** The Redis of a URL that is kept as a secret; null when nothing is there. Its password stays where it is. */
export async function targetOf(
  { host }: Context,
  ref: SecretRef,
  { published }: Pick<MissionControlSettings, 'published'>,
): Promise<RedisPlace | null> {
  const address = await host.files.address({ secret: ref })
  if (!address.ok || !address.protocol.startsWith('redis')) return null
  const password = address.hasPassword ? { password: { passwordOf: ref } } : {}
  return { target: { ...place(address, published), ...password }, locked: false }
}

/** The Redis of a URL that is written out, without the password that it may hold; null for any other URL. */
export function textTarget(text: string | undefined, published: Published): RedisPlace | null {
  const url = text === undefined ? null : URL.parse(text)
  if (!url?.protocol.startsWith('redis')) return null
  const { protocol, hostname: host, username } = url
  const port = url.port === '' ? null : Number(url.port)
  const target = place({ protocol, host, port, username, path: url.pathname.slice(1) }, published)
  return { target, locked: url.password !== '' }
}

function place(address: Omit<SecretAddress, 'hasPassword'>, published: Published): RedisTarget {
  const { host, username, protocol } = address
  const port = address.port ?? 6379
  const seen = Object.hasOwn(published, `${host}:${port}`) ? published[`${host}:${port}`] : undefined
  const at = seen?.lastIndexOf(':') ?? -1
  return {
    host: seen ? seen.slice(0, at) : host || 'localhost',
    port: seen ? Number(seen.slice(at + 1)) : port,
    db: /^\d{1,4}$/.test(address.path) ? Number(address.path) : 0,
    ...(username ? { username } : {}),
    ...(protocol === 'rediss:' ? { tls: true } : {}),
  }
}
