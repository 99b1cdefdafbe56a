import type { RedisReply } from '../../src/host/redis.ts'

/** What `INFO`, `ROLE` and `CONFIG GET` say about the server, in the words of Redis 4 to 8. What a proxy or a
 *  restricted user does not tell is null. */
export interface ServerState {
  readonly version: string | null
  /** `master` or `slave`. */
  readonly role: string | null
  readonly usedBytes: number | null
  /** 0 = no limit. */
  readonly maxBytes: number | null
  readonly policy: string | null
  readonly evicted: number | null
  /** Which way of saving failed last: "RDB", "AOF"; null when none did. */
  readonly saveFailed: 'RDB' | 'AOF' | null
  /** Whether Redis refuses writes after a failed RDB save; null when it does not tell. */
  readonly stopsWrites: boolean | null
}

/** The commands whose replies `serverState` reads, by name. */
export const STATE_COMMANDS = {
  info: ['INFO'],
  role: ['ROLE'],
  stop: ['CONFIG', 'GET', 'stop-writes-on-bgsave-error'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export function serverState(replies: Readonly<Record<string, RedisReply | undefined>>): ServerState {
  const info = parseInfo(given(replies.info))
  const number = (name: string) => numberOf(info.get(name))
  const role = given(replies.role)
  const stop = given(replies.stop)
  const aof = info.get('aof_last_write_status') === 'err'
  const rdb = info.get('rdb_last_bgsave_status') === 'err'
  return {
    version: info.get('redis_version') ?? null,
    role: Array.isArray(role) && typeof role[0] === 'string' ? role[0] : (info.get('role') ?? null),
    usedBytes: number('used_memory'),
    maxBytes: number('maxmemory'),
    policy: info.get('maxmemory_policy') ?? null,
    evicted: number('evicted_keys'),
    saveFailed: aof ? 'AOF' : rdb ? 'RDB' : null,
    stopsWrites: Array.isArray(stop) && stop.length === 2 ? stop[1] === 'yes' : null,
  }
}

/** Why nothing is known of a server that answers: it told neither version nor role. Null when it told one. */
export function whyUntold(
  state: ServerState,
  replies: Readonly<Record<string, RedisReply | undefined>>,
): string | null {
  if (state.version !== null || state.role !== null) return null
  const refused = Object.values(replies).find((reply) => reply?.ok === false)
  const said = refused?.ok === false ? refused.error.slice(0, 200) : 'replies that make no sense'
  return `Redis answers, but does not tell what it is: ${said}`
}

/** The `name:value` lines of an `INFO` reply; at most 1,000 of them. */
export function parseInfo(text: unknown): ReadonlyMap<string, string> {
  if (typeof text !== 'string') return new Map()
  const lines = text.slice(0, 200_000).split(/\r?\n/, 1_000)
  const pairs = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':')
    return colon > 0 && !line.startsWith('#') ? [[line.slice(0, colon), line.slice(colon + 1)]] : []
  })
  return new Map(pairs)
}

const given = (reply: RedisReply | undefined) => (reply?.ok ? reply.value : null)

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null
}
