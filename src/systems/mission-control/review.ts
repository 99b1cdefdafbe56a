import { defineProbe } from '../../core/check.ts'
import { judge } from '../../logs/judge.ts'
import type { Activity, LifeEvent, OpenWork } from '../../review/activity.ts'
import type { ReviewProbes } from '../../review/source.ts'
import type { Agent } from './agent.ts'
import { type FactsOf, factsProbe } from './agent-facts.ts'
import { errorRules } from './error-rules.ts'
import { judgeAgent } from './judge-agent.ts'
import type { LogSigns } from './lifecycle.ts'
import { missionControlProbes } from './probes.ts'
import type { MissionControlSettings } from './settings.ts'

/** What a review of a Mission Control reads: the life of its agents in the database and in both logs. What the agents
 *  say is kept by the OpenClaw gateways behind it. */
export function missionControlReview(settings: MissionControlSettings): ReviewProbes {
  const probes = missionControlProbes(settings)
  const facts = factsProbe(settings, probes)
  const readLogs = defineProbe('both logs', async ({ ask }) => {
    const both = await Promise.all([ask(probes.logs.api), ask(probes.logs.worker)])
    return both.flatMap((read) => (read?.ok ? [read.log] : []))
  })
  const activity = defineProbe('life of the agents', async ({ ask }): Promise<Activity> => {
    const [table, factsOf, signs, read] = await Promise.all([
      ask(probes.database),
      ask(facts),
      ask(probes.signs),
      ask(readLogs),
    ])
    const agents = table?.ok ? table.agents : []
    const notes = table?.ok
      ? [
          `Of ${table.total} agents ${table.healthy} are healthy. What they said is in their gateways' sessions.`,
        ]
      : []
    return {
      id: null,
      sources: [...(table?.ok ? ['the database of the agents'] : []), ...read.map(({ source }) => source)],
      startedAt: null,
      works: [],
      open: openAgents(agents, factsOf),
      events: eventsOf(agents, signs),
      damaged: 0,
      notes: table === null ? ['No database is configured: only the logs are told.'] : notes,
      problem: table && !table.ok ? `the database: ${table.message}` : null,
    }
  })
  const logs = defineProbe('rules of both logs', async ({ ask, window }) =>
    judge(errorRules, { logs: await ask(readLogs), window, standing: {} }),
  )
  return { activity, logs }
}

/** The agents that are not where they should be, or on their way. */
export function openAgents(agents: readonly Agent[], factsOf: FactsOf): readonly OpenWork[] {
  return agents.flatMap((agent) => {
    const { code, says } = judgeAgent(agent, factsOf(agent))
    const { name, wokenAt, seenAt, updatedAt } = agent
    const waits = wokenAt !== null && (seenAt === null || seenAt < wokenAt)
    if (code === null && !waits) return []
    const since = (waits ? wokenAt : seenAt) ?? updatedAt
    return [
      { kind: 'agent' as const, since, name: `${name}: ${code === null ? 'waits for its check-in' : says}` },
    ]
  })
}

/** What happened to the agents: each step that a log tells of, and the last wake and the last call that the database
 *  keeps. A line without a time is not told: nobody could say whether it belongs to the window. */
export function eventsOf(agents: readonly Agent[], { steps }: Pick<LogSigns, 'steps'>): readonly LifeEvent[] {
  const names = new Map(agents.map(({ id, name }) => [id, name]))
  const step = (at: number | null, text: string): LifeEvent => ({ at, kind: 'step', text })
  const logged = [...steps].flatMap(([id, own]) =>
    own.map((one) => step(one.record.at, `agent ${names.get(id) ?? id}: ${one.step}`)),
  )
  const kept = agents.flatMap(({ name, wokenAt, seenAt, attempts }) => [
    step(wokenAt, `agent ${name} was woken${attempts > 1 ? `, attempt ${attempts}` : ''}`),
    step(seenAt, `agent ${name} called the API`),
  ])
  return [...logged, ...kept].filter(({ at }) => at !== null)
}
