import * as z from 'zod'
import { defineCheck, found, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { RedisReply } from '../../src/host/redis.ts'
import { defineKind } from '../kind.ts'
import { redisTarget } from './target.ts'

const TYPES = ['list', 'stream', 'zset'] as const

const schema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/),
  ...redisTarget.shape,
  key: z.string().min(1),
  type: z.enum(TYPES),
  /** Entries above this are a warning. */
  warnDepth: z.number().int().positive().nullable().default(100),
  /** Entries above this are a fault. */
  faultDepth: z.number().int().positive().nullable().default(null),
  /** Streams only: an oldest entry older than this (ms) is a fault. */
  faultAgeMs: z.number().int().positive().nullable().default(null),
  deadlineMs: z.number().int().positive().default(3_000),
})

type Queue = z.output<typeof schema>

/** What Redis said about a queue: its depth, and for a stream the time of its oldest entry (epoch ms). */
export interface QueueState {
  readonly depth: number
  readonly oldestAt: number | null
}

/** A list, stream or sorted set that somebody empties is neither deep nor old. */
export const redisQueue = defineKind({
  schema,
  make: (queue) =>
    defineCheck({
      id: `redis/${queue.name}`,
      title: `the queue ${queue.key} is being worked on`,
      codes: ['redis.wrong-type', 'redis.command-refused', 'redis.queue-deep', 'redis.queue-old'],
      looks: [`redis://${queue.host}:${queue.port} ${queue.key}`],
      run: async ({ host, now, signal }) => {
        const { host: name, port, db, username, password, tls } = queue
        const target = { host: name, port, db, username, password, tls }
        const commands = queueCommands(queue)
        const answer = await host.redis.ask({ target, commands, deadlineMs: queue.deadlineMs }, signal)
        if (!answer.ok) {
          return answer.problem === 'no-secret'
            ? unchecked(answer.message)
            : skipped('Redis does not answer; its own check says why')
        }
        const [depth, oldest] = answer.replies
        if (!depth?.ok) return found([refusedReply(queue, depth?.error ?? 'no reply')])
        const state = { depth: Number(depth.value) || 0, oldestAt: streamTime(oldest) }
        return found(judgeQueue(queue, state, now), `${queue.key}: ${state.depth} entries`)
      },
    }),
})

function queueCommands({ key, type }: Queue): readonly (readonly string[])[] {
  if (type === 'list') return [['LLEN', key]]
  if (type === 'zset') return [['ZCARD', key]]
  return [
    ['XLEN', key],
    ['XRANGE', key, '-', '+', 'COUNT', '1'],
  ]
}

/** The finding for a key that Redis would not read: of another type, or not permitted. */
export function refusedReply(queue: Pick<Queue, 'host' | 'port' | 'key'>, error: string): Observation {
  const wrongType = error.startsWith('WRONGTYPE')
  return {
    code: wrongType ? 'redis.wrong-type' : 'redis.command-refused',
    severity: wrongType ? 'fault' : 'warning',
    summary: wrongType
      ? `${queue.key} holds another type than expected`
      : `Redis refuses to read ${queue.key}`,
    evidence: [evidence(`redis://${queue.host}:${queue.port} ${queue.key}`, error.slice(0, 300))],
    params: { host: queue.host, port: queue.port, key: queue.key, error: error.slice(0, 200) },
  }
}

/** Depth and age against the limits; the time of `now` is epoch ms. */
export function judgeQueue(
  queue: Queue,
  { depth, oldestAt }: QueueState,
  now: number,
): readonly Observation[] {
  const age = oldestAt === null ? 0 : Math.max(0, now - oldestAt)
  const common = {
    evidence: [
      evidence(`redis://${queue.host}:${queue.port} ${queue.key}`, `${depth} entries`, { at: oldestAt }),
    ],
    params: { host: queue.host, port: queue.port, key: queue.key, count: depth, age: duration(age) },
    count: depth,
  }
  const old = queue.faultAgeMs !== null && depth > 0 && age > queue.faultAgeMs
  const fault = queue.faultDepth !== null && depth > queue.faultDepth
  const warn = queue.warnDepth !== null && depth > queue.warnDepth
  return [
    ...(old
      ? [
          {
            ...common,
            code: 'redis.queue-old',
            severity: 'fault',
            summary: `the oldest entry of ${queue.key} is ${duration(age)} old`,
          } as const,
        ]
      : []),
    ...(fault || warn
      ? [
          {
            ...common,
            code: 'redis.queue-deep',
            severity: fault ? 'fault' : 'warning',
            summary: `${depth} entries wait in ${queue.key}`,
          } as const,
        ]
      : []),
  ]
}

/** The time of the first entry of an XRANGE reply, from its id. */
export function streamTime(reply: RedisReply | undefined): number | null {
  const rows = reply?.ok && Array.isArray(reply.value) ? reply.value : []
  const id: unknown = Array.isArray(rows[0]) ? rows[0][0] : null
  const ms = typeof id === 'string' ? Number(id.split('-')[0]) : Number.NaN
  return ms > 0 ? ms : null
}
