import type { Context } from '../../core/check.ts'
import type { RedisProblem, RedisReply, RedisTarget } from '../../host/redis.ts'
import { type Task, taskOf } from './queue-member.ts'

/** Members of one reply, and replies that are read at most: 20,000 delayed tasks. */
const PAGE = 1_000
const PAGES = 20
const READY = 200

export interface DelayedTask extends Task {
  /** Epoch ms. */
  readonly dueAt: number
}

/** The tasks of one queue: a list of those that are due, a sorted set of those that are not yet. */
export interface Queue {
  readonly ok: true
  readonly name: string
  readonly target: RedisTarget
  /** Tasks in the list; the newest of them are in `waiting`. */
  readonly ready: number
  readonly waiting: readonly Task[]
  readonly delayed: number
  /** The first due time, epoch ms; null for an empty set. */
  readonly firstDueAt: number | null
  /** Due before now. */
  readonly overdue: number
  /** By agent and generation. Tasks of agents that nobody asked for are left out. */
  readonly tasks: ReadonlyMap<string, DelayedTask>
  /** Tasks that no handler takes, or that are no tasks. */
  readonly strange: readonly Task[]
  /** Delayed tasks that failed before. */
  readonly retried: number
  /** All members were looked at, so a task that is not here is nowhere in this queue. */
  readonly whole: boolean
  /** A key of another type, or one that may not be read: Redis's own words. */
  readonly error: string | null
}

export type QueueAnswer = Queue | RedisProblem

export const taskKey = (agentId: string, generation: number): string => `${agentId}:${generation}`

/** Reads a queue page by page and keeps what concerns these agents, so that memory does not grow with the queue. */
export async function readQueue(
  { host, signal, now }: Context,
  target: RedisTarget,
  { name, agents, deadlineMs }: { name: string; agents: ReadonlySet<string>; deadlineMs: number },
): Promise<QueueAnswer> {
  const ask = (commands: readonly (readonly string[])[]) =>
    host.redis.ask({ target, commands, deadlineMs }, signal)
  const set = `${name}:scheduled`
  const first = await ask([
    ['LLEN', name],
    ['LRANGE', name, '0', String(READY - 1)],
    ['ZCARD', set],
    ['ZCOUNT', set, '-inf', String(now / 1000)],
  ])
  if (!first.ok) return first
  const [length, list, card, overdue] = first.replies
  const error = first.replies.find((reply) => !reply.ok)
  const delayed = numberOf(card)
  const waiting = stringsOf(list).map(taskOf)
  const tasks = new Map<string, DelayedTask>()
  const strange = waiting.filter(isStrange).slice(0, 20)
  let [retried, firstDueAt, read] = [0, null as number | null, 0]
  for (let page = 0; page < PAGES && read < delayed; page++) {
    const answer = await ask([['ZRANGE', set, String(read), String(read + PAGE - 1), 'WITHSCORES']])
    if (!answer.ok) return answer
    const members = pairsOf(answer.replies[0])
    if (members.length === 0) break
    read += members.length
    firstDueAt ??= members[0]?.dueAt ?? null
    for (const { text, dueAt } of members) {
      const task = taskOf(text)
      if (task.attempts > 0) retried += 1
      if (isStrange(task) && strange.length < 20) strange.push(task)
      if (task.agentId !== null && task.generation !== null && agents.has(task.agentId))
        tasks.set(taskKey(task.agentId, task.generation), { ...task, dueAt })
    }
  }
  for (const task of waiting)
    if (task.agentId !== null && task.generation !== null && agents.has(task.agentId))
      tasks.set(taskKey(task.agentId, task.generation), { ...task, dueAt: now })
  const ready = numberOf(length)
  return {
    ok: true,
    name,
    target,
    ready,
    waiting,
    delayed,
    firstDueAt,
    overdue: numberOf(overdue),
    tasks,
    strange,
    retried,
    whole: read >= delayed && waiting.length >= ready && !error,
    error: error && !error.ok ? error.error.slice(0, 200) : null,
  }
}

const isStrange = (task: Task): boolean => task.kind === 'unknown' || task.kind === 'malformed'

const numberOf = (reply: RedisReply | undefined): number => (reply?.ok ? Number(reply.value) || 0 : 0)

function stringsOf(reply: RedisReply | undefined): readonly string[] {
  if (!reply?.ok || !Array.isArray(reply.value)) return []
  return reply.value.filter((value) => typeof value === 'string')
}

/** Scores are seconds since the epoch. */
function pairsOf(reply: RedisReply | undefined): readonly { text: string; dueAt: number }[] {
  const flat = stringsOf(reply)
  return flat.flatMap((text, index) =>
    index % 2 === 0 ? { text, dueAt: Math.round(Number(flat[index + 1]) * 1000) } : [],
  )
}
