import type { Code } from '../../catalog/codes/index.ts'
import { type Evidence, evidence, iso, type Observation, type Params } from '../../core/finding.ts'
import type { Agent } from './agent.ts'
import type { FactsOf } from './agent-facts.ts'
import type { AgentTable } from './database.ts'
import { type AgentVerdict, judgeAgent } from './judge-agent.ts'
import type { LogSigns } from './lifecycle.ts'

/** Agents that are shown one by one. */
const SHOWN = 4
/** Steps of the logs that are shown of the first of them. */
const STEPS = 3

interface Judged {
  readonly agent: Agent
  readonly verdict: AgentVerdict & { readonly code: Code }
}

const RANK = { fault: 0, warning: 1, note: 2 } as const

/** One finding for each condition, about all agents that are in it; faults first. */
export function judgeTable(
  table: AgentTable,
  factsOf: FactsOf,
  { signs, places }: { signs: LogSigns; places: Params },
): readonly Observation[] {
  const judged = table.agents.flatMap((agent): Judged[] => {
    const { code, ...rest } = judgeAgent(agent, factsOf(agent))
    return code === null ? [] : [{ agent, verdict: { code, ...rest } }]
  })
  const unread = table.total - table.healthy - table.deleting - table.agents.length
  return [...Map.groupBy(judged, ({ verdict }) => verdict.code).values()]
    .map((some) => observed(some, { signs, places, unread: Math.max(0, unread) }))
    .toSorted((a, b) => RANK[a.severity] - RANK[b.severity])
}

function observed(
  some: readonly Judged[],
  { signs, places, unread }: { signs: LogSigns; places: Params; unread: number },
): Observation {
  const [first] = some as readonly [Judged]
  const { agent, verdict } = first
  const others = some.length > 1 ? ` (and ${some.length - 1} more)` : ''
  const rest = unread > 0 ? `; ${unread} more agents were not judged one by one` : ''
  return {
    code: verdict.code,
    severity: verdict.severity,
    summary: `agent ${nameOf(agent)}${others}: ${verdict.says}${rest}`,
    evidence: [...some.slice(0, SHOWN).map((one) => rowOf(one)), ...stepsOf(agent, signs)],
    params: {
      ...places,
      agent: agent.id,
      ...(agent.gatewayId ? { gateway: agent.gatewayId } : {}),
      error: (agent.error ?? 'no error is written').slice(0, 160),
      attempts: agent.attempts,
    },
    since: iso(agent.wokenAt ?? agent.seenAt),
    count: some.length,
  }
}

const nameOf = ({ name, id }: Agent): string => `${name.slice(0, 40)} (${id.slice(0, 8)})`

function rowOf({ agent, verdict }: Judged): Evidence {
  const time = (at: number | null) => iso(at)?.replace(/\.\d+Z$/, 'Z') ?? 'never'
  const text = [
    `${nameOf(agent)} status=${agent.status} wake_attempts=${agent.attempts}`,
    `last_seen_at=${time(agent.seenAt)} last_wake_sent_at=${time(agent.wokenAt)}`,
    `checkin_deadline_at=${agent.deadlineAt === null ? 'none' : time(agent.deadlineAt)}`,
    ...(agent.error ? [`last_provision_error=${agent.error}`] : [verdict.says]),
  ].join(' ')
  return evidence('agents in the database', text.slice(0, 300), { at: agent.wokenAt ?? agent.seenAt })
}

function stepsOf(agent: Agent, { steps }: LogSigns): readonly Evidence[] {
  return (steps.get(agent.id) ?? [])
    .slice(-STEPS)
    .map(({ record, source }) => evidence(source, record.head.slice(0, 300), { at: record.at }))
}
