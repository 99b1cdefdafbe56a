import { type Check, defineCheck, found, missingCheck, skipped } from '../../src/core/check.ts'
import { factsProbe } from '../../src/systems/mission-control/agent-facts.ts'
import { judgeTable } from '../../src/systems/mission-control/agent-findings.ts'
import { placesOf } from '../../src/systems/mission-control/places.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'

const ID = 'e2e-queue/agents'
const TITLE = 'each agent has checked in since its last wake'

/** The end-to-end test of this system needs no event of ours: each agent's row, its task and the logs show how far
 *  its last wake came. */
export function missionControlAgents(settings: MissionControlSettings, probes: MissionControlProbes): Check {
  if (!settings.database)
    return missingCheck(
      ID,
      TITLE,
      'only the database knows wakes and deadlines: set `database` to the place of its URL; the logs tell a part of it',
    )
  const facts = factsProbe(settings, probes)
  return defineCheck({
    id: ID,
    title: TITLE,
    codes: [
      'e2e-queue.escalating',
      'e2e-queue.check-in-exhausted',
      'e2e-queue.check-in-absent',
      'e2e-queue.templates-stale',
      'e2e-queue.check-in-refused',
      'e2e-queue.check-in-limited',
      'e2e-queue.check-in-misrouted',
      'e2e-queue.task-overdue',
      'e2e-queue.retries-missing',
      'e2e-queue.task-lost',
      'e2e-queue.enqueue-lost',
      'e2e-queue.retry-failing',
      'e2e-queue.retries-cancelled',
      'e2e-queue.provision-failed',
      'e2e-queue.gateway-url-missing',
      'e2e-queue.agent-silent',
      'e2e-queue.status-stuck',
      'e2e-queue.heartbeat-missing',
    ],
    looks: ['the agents in the database, their tasks in Redis, both logs'],
    deadlineMs: 25_000,
    run: async (context) => {
      const table = await context.ask(probes.database)
      if (!table?.ok) return skipped('the database does not answer; its own check says why')
      if (table.total === 0) return skipped('there is no agent yet')
      const [factsOf, signs, places] = await Promise.all([
        context.ask(facts),
        context.ask(probes.signs),
        placesOf(context, settings, probes),
      ])
      const findings = judgeTable(table, factsOf, { signs, places })
      return found(findings, `${table.healthy} of ${table.total} agents checked in`)
    },
  })
}
