import {
  type Check,
  type Context,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { ProcessInfo } from '../../src/host/processes.ts'
import type { Consumer } from '../../src/systems/mission-control/consumer.ts'
import { placesOf } from '../../src/systems/mission-control/places.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'
import { judgeContainer } from './container-judge.ts'
import { judgeProcess, processEvidence, upFor } from './process-judge.ts'

/** The one worker is alive and takes tasks. It has no health address and says nothing while it is idle: its process,
 *  and its connection that waits at Redis, are all there is. */
export function missionControlWorker(settings: MissionControlSettings, probes: MissionControlProbes): Check {
  const { command, service } = settings.sides.worker
  return defineCheck({
    id: 'process/worker',
    title: 'the worker is alive and takes tasks',
    codes: [
      'process.worker-missing',
      'process.worker-blocked',
      'process.frozen',
      'process.crash-loop',
      'process.not-running',
    ],
    looks: [
      `processes with ${command.join(' ')} in their command line`,
      `the container of ${service}`,
      'connections that wait for a task at its Redis',
    ],
    deadlineMs: settings.thresholds.sampleMs + 10_000,
    run: async (context) => {
      const [{ processes }, containers] = await Promise.all([
        context.ask(probes.sides.worker),
        context.ask(probes.containers),
      ])
      const container = containers?.find((one) => one.service === service)
      const broken = container ? judgeContainer(container) : []
      if (broken.length > 0) return found(await withPlaces(broken, context, settings, probes))
      if (typeof processes === 'string' && !container) return unchecked(processes)
      const [process] = typeof processes === 'string' ? [] : processes
      const frozen = process ? judgeProcess(process, null) : []
      if (frozen.length > 0) return found(frozen)
      const alive = process ? upFor(process, context.now) : container ? `container ${container.name}` : null
      return alive
        ? ofAlive(context, settings, probes, { process: process ?? null, alive })
        : ofUnseen(context, settings, probes)
    },
  })
}

/** A live process takes tasks, as long as none is late. */
async function ofAlive(
  context: Context,
  settings: MissionControlSettings,
  probes: MissionControlProbes,
  { process, alive }: { process: ProcessInfo | null; alive: string },
): Promise<Outcome> {
  const [queue, { throttleMs }] = await Promise.all([
    context.ask(probes.queue),
    context.ask(probes.sides.worker),
  ])
  if (!queue?.ok) return fine(alive)
  const first = queue.firstDueAt
  const lateMs = first === null ? 0 : context.now - first
  if (lateMs < lateAfter(settings, queue.ready, throttleMs)) return fine(alive)
  const consumer = await context.ask(probes.consumer)
  if (consumer !== 'absent') return fine(alive)
  const finding: Observation = {
    code: 'process.worker-blocked',
    severity: 'fault',
    summary: `the worker is alive (${alive}) and takes no tasks: the first is ${duration(lateMs)} late`,
    evidence: [
      ...(process ? [processEvidence(process)] : []),
      evidence('CLIENT LIST', 'no connection waits for a task (cmd=brpop)'),
      evidence(`ZRANGE ${queue.name}:scheduled`, `${queue.overdue} tasks are due`, { at: first }),
    ],
  }
  return found(await withPlaces([finding], context, settings, probes))
}

/** When a due task is late: there is one worker, and it pauses after each task. */
export function lateAfter({ thresholds }: MissionControlSettings, ready: number, throttleMs: number): number {
  return Math.max(thresholds.graceMs, ready * (throttleMs + 5_000) + 35_000)
}

/** No process is seen: it may run elsewhere, and then its connection shows. */
async function ofUnseen(
  context: Context,
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Promise<Outcome> {
  const consumer = await context.ask(probes.consumer)
  if (consumer === 'waiting') return fine('a worker waits at Redis; its process is not visible from here')
  const { redis } = await context.ask(probes.sides.worker)
  if (!redis && !settings.api && !settings.database)
    return skipped(
      'no worker is seen and no Redis is configured: set `sides.worker.redis` or `sides.worker.envFiles`',
    )
  if (consumer === 'unknown')
    return unchecked(
      'no process of the worker is seen here, and its Redis could not be asked for its connection',
    )
  return found(await withPlaces([missing(consumer, settings)], context, settings, probes))
}

function missing(_consumer: Consumer, { sides, thresholds }: MissionControlSettings): Observation {
  const words = sides.worker.command.join(' ')
  return {
    code: 'process.worker-missing',
    severity: 'fault',
    summary: 'no worker runs here, and none waits for tasks at Redis',
    evidence: [
      evidence('process table', `no process with ${words}`),
      evidence('CLIENT LIST', `no connection waited for a task in ${duration(thresholds.sampleMs)}`),
    ],
    params: { state: 'no process' },
  }
}

async function withPlaces(
  findings: readonly Observation[],
  context: Context,
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Promise<readonly Observation[]> {
  const places = await placesOf(context, settings, probes)
  return findings.map((finding) => ({ ...finding, params: { ...places, ...finding.params } }))
}
