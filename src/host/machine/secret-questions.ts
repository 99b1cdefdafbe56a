import { pbkdf2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { FileProblem, SecretAddress } from '../files.ts'
import type { SecretRef } from '../host.ts'
import { placeOf, resolveSecret } from './secrets.ts'

const derive = promisify(pbkdf2)
const HASH = /^pbkdf2_sha256\$(\d{1,7})\$([\w-]{1,200})\$([\w-]{43})$/
const MOST_ROUNDS = 1_000_000

/** Whether the secret is the one behind the hash; `io` for a hash of another form. */
export async function matchesHash(
  secret: SecretRef,
  hash: string,
): Promise<{ readonly ok: true; readonly same: boolean } | FileProblem> {
  const parts = HASH.exec(hash)
  const rounds = Number(parts?.[1])
  if (!parts || rounds < 1 || rounds > MOST_ROUNDS)
    return { ok: false, problem: 'io', message: 'the stored hash has a form that is not known' }
  const value = await resolveSecret(secret)
  if (value === null) return absent(secret)
  const [salt, stored] = [parts[2], parts[3]].map((part) => Buffer.from(part ?? '', 'base64url')) as [
    Buffer,
    Buffer,
  ]
  const derived = await derive(value, salt, rounds, stored.length, 'sha256')
  return { ok: true, same: timingSafeEqual(derived, stored) }
}

/** Where the URL leads; `io` for what is no URL. */
export async function addressOf(
  secret: SecretRef,
): Promise<({ readonly ok: true } & SecretAddress) | FileProblem> {
  const value = await resolveSecret(secret)
  if (value === null) return absent(secret)
  const url = URL.parse(value)
  if (!url) return { ok: false, problem: 'io', message: `${placeOf(secret)} is not a URL` }
  return {
    ok: true,
    protocol: url.protocol,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? null : Number(url.port),
    username: url.username,
    path: url.pathname.replace(/^\//, ''),
    hasPassword: url.password !== '',
  }
}

function absent(secret: SecretRef): FileProblem {
  return { ok: false, problem: 'absent', message: `no secret at ${placeOf(secret)}` }
}
