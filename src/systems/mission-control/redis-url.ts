import type { Context } from '../../core/check.ts'
import type { SecretAddress } from '../../host/files.ts'
import type { SecretRef } from '../../host/host.ts'
import type { RedisTarget } from '../../host/redis.ts'
import type { MissionControlSettings } from './settings.ts'

type Published = MissionControlSettings['published']

/** The Redis of a URL that is kept as a secret; null when nothing is there. Its password stays where it is. */
export async function targetOf(
  { host }: Context,
  ref: SecretRef,
  { published }: Pick<MissionControlSettings, 'published'>,
): Promise<RedisTarget | null> {
  const address = await host.files.address({ secret: ref })
  if (!address.ok || !address.protocol.startsWith('redis')) return null
  return { ...place(address, published), ...(address.hasPassword ? { password: { passwordOf: ref } } : {}) }
}

/** The Redis of a URL that is written out and holds no password; null for any other. */
export function textTarget(text: string | undefined, published: Published): RedisTarget | null {
  const url = text === undefined ? null : URL.parse(text)
  if (!url?.protocol.startsWith('redis') || url.password !== '') return null
  const { protocol, hostname: host, username } = url
  const port = url.port === '' ? null : Number(url.port)
  return place({ protocol, host, port, username, path: url.pathname.slice(1) }, published)
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
