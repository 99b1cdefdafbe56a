import { lateAfter } from '../../../checks/process/mission-control-worker.ts'
import { type Context, defineProbe, type Probe } from '../../core/check.ts'
import { type Agent, workspaceOf } from './agent.ts'
import type { Workspace } from './check-in.ts'
import { type AgentFacts, GAVE_UP, type TaskState } from './judge-agent.ts'
import { requestsSince, since } from './lifecycle.ts'
import type { MissionControlProbes } from './probes.ts'
import { type QueueAnswer, taskKey } from './queue.ts'
import type { MissionControlSettings } from './settings.ts'

/** Workspaces that are looked at: to compare a token costs a tenth of a second. */
const MOST_WORKSPACES = 5
const UNKNOWN: Workspace = { token: 'unknown', staleTemplates: false }
/** In every HEARTBEAT.md since the fast check-in (templates of 2026-04). */
const IMMEDIATE = /run heartbeat check-in immediately/i

/** What is known of an agent besides its row. */
export type FactsOf = (agent: Agent) => AgentFacts

/** Gathers once what the agents of one walk are judged by. */
export function factsProbe(settings: MissionControlSettings, probes: MissionControlProbes): Probe<FactsOf> {
  const { provisionMs, attempts } = settings.thresholds
  return defineProbe('facts of the agents', async (context): Promise<FactsOf> => {
    const { ask, now } = context
    const [queue, signs, worker, table] = await Promise.all([
      ask(probes.queue),
      ask(probes.signs),
      ask(probes.sides.worker),
      ask(probes.database),
    ])
    const ready = queue?.ok ? queue.ready : 0
    const graceMs = lateAfter(settings, ready, worker.throttleMs)
    const workspaces = await workspacesOf(context, table?.ok ? table.agents : [])
    return (agent) => ({
      now,
      graceMs,
      provisionMs,
      attempts,
      task: taskStateOf(queue, agent),
      lastStep: signs.steps.get(agent.id)?.at(-1)?.step.replace('reconcile.', '') ?? null,
      enqueueFailed: since(signs.enqueueFailures, agent.wokenAt ?? 0).length > 0,
      dropped: since(signs.drops, agent.wokenAt ?? 0).length > 0,
      requests: requestsSince(signs, agent.wokenAt),
      workspace: workspaces.get(agent.id) ?? UNKNOWN,
    })
  })
}

function taskStateOf(queue: QueueAnswer | null, agent: Agent): TaskState {
  if (!queue?.ok) return { kind: 'unknown' }
  const task = queue.tasks.get(taskKey(agent.id, agent.generation))
  if (task) return { kind: 'present', dueAt: task.dueAt, attempts: task.attempts }
  return queue.whole ? { kind: 'absent' } : { kind: 'unknown' }
}

/** Looks into the workspaces of agents that were given up, where they are on this machine. The token is compared and
 *  never used: a call with it would count as a check-in. */
async function workspacesOf(
  context: Context,
  agents: readonly Agent[],
): Promise<ReadonlyMap<string, Workspace>> {
  const asked = agents.filter((agent) => agent.error === GAVE_UP).slice(0, MOST_WORKSPACES)
  const found = await Promise.all(
    asked.map(async (agent) => [agent.id, await lookInto(context, agent)] as const),
  )
  return new Map(found)
}

async function lookInto({ host }: Context, agent: Agent): Promise<Workspace> {
  const workspace = workspaceOf(agent)
  if (!workspace?.startsWith('/')) return UNKNOWN
  const secret = { markdown: `${workspace}/TOOLS.md`, name: 'AUTH_TOKEN' }
  const [token, heartbeat] = await Promise.all([
    agent.tokenHash ? host.files.matchesHash({ secret, hash: agent.tokenHash }) : null,
    host.files.read({ path: `${workspace}/HEARTBEAT.md`, maxBytes: 200_000 }),
  ])
  return {
    token: token?.ok ? (token.same ? 'same' : 'differs') : 'unknown',
    staleTemplates: heartbeat.ok && !IMMEDIATE.test(heartbeat.text),
  }
}
