import {
  type Check,
  defineCheck,
  fine,
  found,
  missingCheck,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { type Agent, openclawIdOf } from '../../src/systems/mission-control/agent.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'
import { readSessions } from '../../src/systems/openclaw/sessions.ts'
import { judgeSession } from './openclaw-sessions.ts'

const ID = 'session-transcript/sessions'
const TITLE = 'the sessions of agents that did not check in are answered'
const MOST_AGENTS = 10

/** What the agents that are not healthy did on their gateway, where that is on this machine: a crash or a model error
 *  while they started ends the newest turn of their session. */
export function missionControlSessions(
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Check {
  const { openclaw, database } = settings
  if (!openclaw || !database)
    return missingCheck(
      ID,
      TITLE,
      'sessions live in the OpenClaw gateway behind it: where that is on this machine, set `openclaw` to its state directory (~/.openclaw), and `database`',
    )
  return defineCheck({
    id: ID,
    title: TITLE,
    codes: [
      'session-transcript.row-invalid',
      'session-transcript.unanswered',
      'session-transcript.last-failed',
      'session-transcript.answer-empty',
      'session-transcript.limit-as-answer',
    ],
    looks: [`${openclaw}/agents/mc-*`, `${openclaw}/agents/lead-*`],
    run: async (context) => {
      const table = await context.ask(probes.database)
      if (!table?.ok) return skipped('the database does not answer')
      const agents = table.agents.slice(0, MOST_AGENTS)
      if (agents.length === 0) return skipped('every agent has checked in')
      const ids = [...new Set(agents.map((agent: Agent) => openclawIdOf(agent)))]
      const { sessions, problems } = await readSessions(context, openclaw, ids, true)
      const view = { now: context.now, stuckMs: settings.thresholds.turnStuckMs }
      const findings = sessions.flatMap((session) => judgeSession(session, sessions, view))
      if (problems[0]) return unchecked(problems[0], findings)
      if (sessions.length === 0) return skipped('their sessions were not used in this time')
      return findings.length > 0 ? found(findings) : fine(`${sessions.length} sessions are answered`)
    },
  })
}
