import { type Check, found } from '../../src/core/check.ts'
import type { Observation } from '../../src/core/finding.ts'
import type { RedisReply } from '../../src/host/redis.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { defineReading } from './joelclaw-reading.ts'
import { refusedReply } from './queue.ts'

/** Which key each of our questions reads. */
const READS = {
  sessions: 'sessions',
  eventCount: 'events',
  legacyCount: 'legacyEvents',
  batchCount: 'batch',
  mode: 'mode',
  backlog: 'priority',
  streamLength: 'stream',
  config: 'config',
  muted: 'mutedChannels',
} as const satisfies Readonly<Record<string, keyof JoelclawSettings['keys']>>

/** Keys without which messages still go through. */
const SECONDARY: readonly string[] = ['batchCount', 'muted', 'legacyCount']

/** Every key has the type that the gateway writes, and may be read. */
export function joelclawKeys(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineReading(probes, {
    id: 'redis/keys',
    title: "the gateway's keys have the right types",
    codes: ['redis.wrong-type', 'redis.command-refused'],
    looks: Object.values(READS).map((name) => settings.keys[name]),
    judge: (replies) => found(judgeKeys(replies, settings)),
  })
}

/** A finding for each key that Redis would not read. */
export function judgeKeys(
  replies: Readonly<Record<string, RedisReply>>,
  { keys, redis }: Pick<JoelclawSettings, 'keys' | 'redis'>,
): readonly Observation[] {
  return Object.entries(READS).flatMap(([name, key]) => {
    const reply = replies[name]
    if (!reply || reply.ok) return []
    const finding = refusedReply({ host: redis.host, port: redis.port, key: keys[key] }, reply.error)
    return [SECONDARY.includes(name) ? { ...finding, severity: 'warning' as const } : finding]
  })
}
