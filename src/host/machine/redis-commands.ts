/** Commands that change nothing in Redis, and of those that have sub-commands the ones that do not. */
const READ_ONLY: Readonly<Record<string, 'any' | readonly string[]>> = {
  PING: 'any',
  INFO: 'any',
  TYPE: 'any',
  EXISTS: 'any',
  TTL: 'any',
  PTTL: 'any',
  STRLEN: 'any',
  GET: 'any',
  LLEN: 'any',
  LRANGE: 'any',
  LINDEX: 'any',
  SMEMBERS: 'any',
  SISMEMBER: 'any',
  SCARD: 'any',
  HGET: 'any',
  HGETALL: 'any',
  HLEN: 'any',
  ZCARD: 'any',
  ZRANGE: 'any',
  ZSCORE: 'any',
  ZCOUNT: 'any',
  XLEN: 'any',
  XRANGE: 'any',
  XREVRANGE: 'any',
  XPENDING: 'any',
  SCAN: 'any',
  DBSIZE: 'any',
  TIME: 'any',
  ROLE: 'any',
  XINFO: ['STREAM', 'GROUPS', 'CONSUMERS'],
  CONFIG: ['GET'],
  CLIENT: ['LIST'],
  MEMORY: ['USAGE'],
  PUBSUB: ['CHANNELS', 'NUMSUB', 'NUMPAT'],
  OBJECT: ['ENCODING', 'IDLETIME', 'FREQ', 'REFCOUNT'],
}

/** Names under which CONFIG GET gives a secret, and patterns that may match them. */
const SECRET_SETTING = /[*?[\]]|pass|auth|user/i

/** Throws, naming the command, when it is not known to change nothing and to give no secret: that is a mistake in
 *  the program, never something that the target did. */
export function assertReadOnly(command: readonly string[]): void {
  const [name = '', sub = '', ...rest] = command
  const allowed = READ_ONLY[name.toUpperCase()]
  const fine = allowed === 'any' || allowed?.includes(sub.toUpperCase())
  const secret = name.toUpperCase() === 'CONFIG' && rest.some((setting) => SECRET_SETTING.test(setting))
  if (!fine || secret) throw new TypeError(`not a read-only Redis command: ${[name, sub].join(' ').trim()}`)
}
