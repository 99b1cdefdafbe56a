import { type Check, defineCheck, found, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { Queue } from '../../src/systems/mission-control/queue.ts'
import { type MissionControlSettings, missingQueue } from '../../src/systems/mission-control/settings.ts'
import { lateAfter } from '../process/mission-control-worker.ts'
import { refusedReply } from './queue.ts'

/** The queue and its delayed set: nothing is overdue, put off, or unknown to the worker. An empty keyspace is normal. */
export function missionControlTasks(settings: MissionControlSettings, probes: MissionControlProbes): Check {
  return defineCheck({
    id: 'redis/tasks',
    title: 'no task is overdue',
    codes: [
      'redis.tasks-overdue',
      'redis.tasks-waiting',
      'redis.tasks-retried',
      'redis.tasks-strange',
      'redis.wrong-type',
      'redis.command-refused',
    ],
    looks: ['the list and the sorted set of the queue'],
    deadlineMs: 20_000,
    missing: missingQueue(settings),
    run: async ({ ask, now }) => {
      const [queue, { throttleMs }] = await Promise.all([ask(probes.queue), ask(probes.sides.worker)])
      if (!queue) return skipped('nobody here can tell the queue')
      if (!queue.ok)
        return queue.problem === 'no-secret' ? unchecked(queue.message) : skipped('Redis does not answer')
      if (queue.error !== null)
        return found([refusedReply({ ...queue.target, key: queue.name }, queue.error)])
      const limits = { now, lateMs: lateAfter(settings, queue.ready, throttleMs), throttleMs }
      return found(
        judgeTasks(queue, limits),
        `${queue.delayed} delayed, ${queue.ready} ready in ${queue.name}`,
      )
    },
  })
}

export function judgeTasks(
  queue: Queue,
  { now, lateMs, throttleMs }: { now: number; lateMs: number; throttleMs: number },
): readonly Observation[] {
  const { host, port, db = 0 } = queue.target
  const late = queue.firstDueAt === null ? 0 : now - queue.firstDueAt
  const lastMs = queue.ready * (throttleMs + 1_000)
  const seen = (key: string, text: string) => [
    evidence(`redis://${host}:${port}/${db} ${key}`, text, { at: queue.firstDueAt }),
  ]
  const params = { host, port, db, queue: queue.name }
  const set = `${queue.name}:scheduled`
  const findings: Observation[] = []
  if (late > lateMs)
    findings.push({
      code: 'redis.tasks-overdue',
      severity: 'fault',
      summary: `${queue.overdue} tasks of ${set} are overdue, the first by ${duration(late)}`,
      evidence: seen(set, `${queue.delayed} members, ${queue.overdue} due`),
      params: { ...params, count: queue.overdue, age: duration(late) },
      count: queue.overdue,
    })
  if (lastMs > 120_000)
    findings.push({
      code: 'redis.tasks-waiting',
      severity: 'warning',
      summary: `${queue.ready} tasks wait in ${queue.name}; the last one for about ${duration(lastMs)}`,
      evidence: seen(queue.name, `${queue.ready} entries`),
      params: { ...params, count: queue.ready, age: duration(lastMs) },
      count: queue.ready,
    })
  if (queue.retried > 0)
    findings.push({
      code: 'redis.tasks-retried',
      severity: 'warning',
      summary: `${queue.retried} tasks of ${set} failed before and are put off`,
      evidence: seen(set, `${queue.retried} of ${queue.delayed} members have attempts above 0`),
      params: { ...params, count: queue.retried },
      count: queue.retried,
    })
  const [strange] = queue.strange
  if (strange) {
    const type = strange.type.replace(/[^\w.-]/g, '?').slice(0, 60) || 'none'
    findings.push({
      code: 'redis.tasks-strange',
      severity: 'warning',
      summary: `${queue.strange.length} entries of ${queue.name} are nothing that the worker knows`,
      evidence: seen(queue.name, `task_type ${type}`),
      params: { ...params, count: queue.strange.length, type },
      count: queue.strange.length,
    })
  }
  return findings
}
