import type { Redis } from 'ioredis'
import type { RedisPort, RedisReply, RedisValue } from '../redis.ts'
import { errorText } from './network-error.ts'
import { assertReadOnly } from './redis-commands.ts'
import { onRedis, turnedAway } from './redis-connection.ts'

/** Redis through ioredis: read-only questions, and the one event that the end-to-end layer pushes and takes back. */
export const redis: RedisPort = {
  async ask(request, signal) {
    for (const command of request.commands) assertReadOnly(command)
    const where = `${request.target.host}:${request.target.port}`
    const begun = performance.now()
    return onRedis(request, signal, async (client) => {
      const replies = await Promise.all(request.commands.map((command) => replyTo(client, command)))
      const away = replies.map((reply) => (reply.ok ? null : turnedAway(reply.error, where))).find(Boolean)
      return away ?? { ok: true, replies, durationMs: Math.round(performance.now() - begun) }
    })
  },

  async pushEvent(request, signal) {
    const { list, event, channel, notice } = request
    return onRedis(request, signal, async (client) => {
      try {
        await client.watch(list)
        if ((await client.llen(list)) > 0) return { ok: true, pushed: false }
        const done = await client.multi().lpush(list, event).publish(channel, notice).exec()
        return { ok: true, pushed: done !== null }
      } catch (error) {
        return rejected(error)
      }
    })
  },

  async takeBack(request, signal) {
    const { list, event } = request
    return onRedis(request, signal, async (client) => {
      try {
        return { ok: true, removed: await client.lrem(list, 0, event) }
      } catch (error) {
        return rejected(error)
      }
    })
  },
}

async function replyTo(client: Redis, [name = '', ...args]: readonly string[]): Promise<RedisReply> {
  try {
    return { ok: true, value: plain(await client.call(name, ...args)) }
  } catch (error) {
    // Only what Redis itself answered is a reply; a broken connection ends the whole conversation.
    if (!isReplyError(error)) throw error
    return { ok: false, error: errorText(error) }
  }
}

const isReplyError = (error: unknown): error is Error => error instanceof Error && error.name === 'ReplyError'

/** A command that Redis would not run (read-only replica, no memory, no permission, wrong type). Errors of the
 *  connection, and those that turn the whole connection away, go on to the connection. */
function rejected(error: unknown): { ok: false; problem: 'rejected'; message: string } {
  if (!isReplyError(error) || turnedAway(error.message, '')) throw error
  return { ok: false, problem: 'rejected', message: reasons(error) }
}

/** EXECABORT names no reason; the errors of the queued commands do. */
function reasons(error: Error): string {
  const previous: unknown[] =
    'previousErrors' in error && Array.isArray(error.previousErrors) ? error.previousErrors : []
  return [...previous, error].map(errorText).join('; ').slice(0, 300)
}

/** Characters kept of one string. */
const MAX_STRING = 65_536

/** A reply as plain JSON; maps become flat lists of key and value, as Redis itself sends them in RESP2. */
function plain(value: unknown): RedisValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'number') return value
  if (typeof value === 'string') return value.slice(0, MAX_STRING)
  if (Buffer.isBuffer(value)) return value.toString('utf8').slice(0, MAX_STRING)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object') return Object.entries(value).flat().map(plain)
  return String(value).slice(0, MAX_STRING)
}
