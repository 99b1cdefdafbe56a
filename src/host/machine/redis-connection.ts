import { isIP } from 'node:net'
import type { Redis, RedisOptions } from 'ioredis'
import type { RedisProblem, RedisTarget } from '../redis.ts'
import { conceal } from './conceal.ts'
import { underDeadline } from './deadline.ts'
import { errorText, type NetworkWord, networkWord } from './network-error.ts'
import { resolveSecret } from './secrets.ts'

/** One connection for one piece of work, closed afterwards. What the target does wrong becomes a problem: the first
 *  'error' event says it, while the promises of ioredis only say "Connection is closed." */
export async function onRedis<Answer>(
  request: { target: RedisTarget; deadlineMs: number },
  signal: AbortSignal,
  work: (client: Redis) => Promise<Answer>,
): Promise<Answer | RedisProblem> {
  const { target, deadlineMs } = request
  const password = target.password ? await resolveSecret(target.password) : undefined
  const where = `${target.host}:${target.port}`
  if (password === null) return problem('no-secret', `${where}: the password has no value`)
  const { Redis } = await import('ioredis')
  let connected = false
  const converse = async (ending: AbortSignal) => {
    const client = new Redis(optionsFor(target, password, deadlineMs))
    let first: unknown
    const broken = new Promise<never>((_, reject) => {
      client.on('error', (error) => {
        first ??= error
        reject(error)
      })
    })
    client.once('connect', () => {
      connected = true
    })
    const close = () => {
      client.disconnect()
      // A stopped peer never answers the end of the stream; the socket would hold our process.
      client.stream?.destroy()
    }
    ending.addEventListener('abort', close, { once: true })
    try {
      return await Promise.race([broken, client.connect().then(() => work(client))])
    } catch (error) {
      return problemOf(first ?? error, where, password ?? '')
    } finally {
      close()
    }
  }
  const late = () =>
    connected
      ? problem('silent', `${where}: connected, no answer within ${deadlineMs} ms`)
      : problem('connect-timeout', `${where}: no connection within ${deadlineMs} ms`)
  return underDeadline({ ms: deadlineMs, signal }, converse, late)
}

/** No retries, no queue, nothing sent by the library itself; RESP2, which every Redis and every proxy speaks. */
function optionsFor(target: RedisTarget, password: string | undefined, deadlineMs: number): RedisOptions {
  return {
    host: target.host,
    port: target.port,
    db: target.db ?? 0,
    ...(target.username === undefined ? {} : { username: target.username }),
    ...(password === undefined ? {} : { password }),
    ...(target.tls ? { tls: isIP(target.host) ? {} : { servername: target.host } } : {}),
    protocol: 2,
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    enableReadyCheck: false,
    disableClientInfo: true,
    connectTimeout: deadlineMs,
    socketTimeout: deadlineMs,
    disconnectTimeout: 0,
    commandTimeout: deadlineMs,
  }
}

/** Where there is no word of Redis for it: nobody there takes the connection, or what comes is not Redis. */
const WORDS: Readonly<Record<NetworkWord, RedisProblem['problem']>> = {
  refused: 'refused',
  unreachable: 'refused',
  dns: 'dns',
  'connect-timeout': 'connect-timeout',
  reset: 'closed',
  tls: 'protocol',
  protocol: 'protocol',
}

/** Errors of a server that turns the connection itself away; the code is the first word of the reply. */
const TURNED_AWAY: readonly (readonly [RegExp, RedisProblem['problem']])[] = [
  [/^(NOAUTH|WRONGPASS|DENIED)\b|^ERR (invalid password|AUTH )/i, 'auth'],
  [/^LOADING\b/, 'loading'],
  [/^ERR max number of clients/i, 'closed'],
]

/** The problem that an error reply means for the whole connection, null when it concerns one command only. */
export function turnedAway(error: string, where: string): RedisProblem | null {
  const [, word] = TURNED_AWAY.find(([pattern]) => pattern.test(error)) ?? []
  return word ? problem(word, `${where}: ${error}`) : null
}

function problemOf(error: unknown, where: string, password: string): RedisProblem {
  const text = conceal(errorText(error), [password])
  const away = turnedAway(text, where)
  if (away) return away
  if (/^(Connection is closed|Stream isn't writeable)/.test(text)) {
    return problem('closed', `${where}: took the connection and closed it`)
  }
  return problem(WORDS[networkWord(error)], `${where}: ${text}`)
}

function problem(word: RedisProblem['problem'], message: string): RedisProblem {
  return { ok: false, problem: word, message }
}
