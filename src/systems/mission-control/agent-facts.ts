import { lateAfter } from '../../../checks/process/mission-control-worker.ts'
import { type Context, defineProbe, type Probe } from '../../core/check.ts'
import { type Agent, workspaceOf } from './agent.ts'
import type { TokenState } from './check-in.ts'
import { type AgentFacts, GAVE_UP, type TaskState } from './judge-agent.ts'
import { requestsSince, since } from './lifecycle.ts'
import type { MissionControlProbes } from './probes.ts'
import { type QueueAnswer, taskKey } from './queue.ts'
import type { MissionControlSettings } from './settings.ts'

/** Tokens that are compared: each costs a tenth of a second. */
const MOST_TOKENS = 5

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
    const tokens = await tokensOf(context, table?.ok ? table.agents : [])
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
      token: tokens.get(agent.id) ?? 'unknown',
    })
  })
}

function taskStateOf(queue: QueueAnswer | null, agent: Agent): TaskState {
  if (!queue?.ok) return { kind: 'unknown' }
  const task = queue.tasks.get(taskKey(agent.id, agent.generation))
  if (task) return { kind: 'present', dueAt: task.dueAt, attempts: task.attempts }
  return queue.whole ? { kind: 'absent' } : { kind: 'unknown' }
}

/** Compares the tokens of agents that were given up, where their workspace is on this machine. The token is never
 *  used: a call with it would count as a check-in. */
async function tokensOf(
  { host }: Context,
  agents: readonly Agent[],
): Promise<ReadonlyMap<string, TokenState>> {
  const asked = agents.filter((agent) => agent.error === GAVE_UP && agent.tokenHash).slice(0, MOST_TOKENS)
  const states = await Promise.all(
    asked.map(async (agent): Promise<[string, TokenState]> => {
      const workspace = workspaceOf(agent)
      if (!workspace?.startsWith('/')) return [agent.id, 'unknown']
      const secret = { markdown: `${workspace}/TOOLS.md`, name: 'AUTH_TOKEN' }
      const answer = await host.files.matchesHash({ secret, hash: agent.tokenHash ?? '' })
      return [agent.id, answer.ok ? (answer.same ? 'same' : 'differs') : 'unknown']
    }),
  )
  return new Map(states)
}
