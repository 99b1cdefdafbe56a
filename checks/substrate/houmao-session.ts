import { type Check, defineCheck, fine, found, type Outcome, unchecked } from '../../src/core/check.ts'
import { evidence, type Observation, type Params } from '../../src/core/finding.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'
import type { Pane, SessionAnswer } from '../../src/systems/houmao/tmux.ts'

const codes = [
  'substrate.tmux-server-down',
  'substrate.tmux-silent',
  'substrate.session-gone',
  'substrate.agent-window-missing',
  'substrate.agent-pane-dead',
] as const

/** The tmux session exists, by its exact name, and window 0 in it is alive. */
export function houmaoSession(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'substrate/session',
    title: 'the tmux session and the agent in its window 0 are alive',
    codes,
    looks: [
      `tmux server at ${settings.tmux.socket ?? 'its default socket'}: list-panes of the exact session`,
    ],
    run: async ({ ask }) => {
      const [place, answer] = await Promise.all([ask(probes.place), ask(probes.session)])
      if (!place.session || !answer) return unchecked(UNKNOWN_SESSION)
      return judgeSession(place.session, answer, paramsOf(settings, place))
    },
  })
}

const UNKNOWN_SESSION =
  'nothing tells which tmux session is meant: give session, sessionRoot, agentId or agent in the settings'

/** What tmux said about a session, judged. */
export function judgeSession(session: string, answer: SessionAnswer, params: Params): Outcome {
  if (answer.kind === 'unasked') return unchecked(`tmux could not be asked: ${answer.message}`)
  if (answer.kind === 'session') return judgePanes(session, answer.panes, params)
  const source = `tmux list-panes -s -t =${session}:`
  const about = { evidence: [evidence(source, answer.message)], params: { ...params, why: answer.message } }
  if (answer.kind === 'no-server')
    return fault({
      ...about,
      code: 'substrate.tmux-server-down',
      summary: 'no tmux server runs on its socket',
    })
  if (answer.kind === 'silent')
    return fault({ ...about, code: 'substrate.tmux-silent', summary: 'the tmux server does not answer' })
  const summary = `there is no tmux session ${session}`
  return fault({ ...about, code: 'substrate.session-gone', summary })
}

/** The agent is the first pane of window 0. Other windows, their names and their number say nothing. */
function judgePanes(session: string, panes: readonly Pane[], params: Params): Outcome {
  const source = `tmux list-panes -s -t =${session}:`
  const seen = panes.slice(0, 10).map((pane) => evidence(source, rowOf(pane)))
  const agent = panes.find((pane) => pane.windowIndex === 0 && pane.paneIndex === 0)
  if (!agent) {
    const summary = `window 0 of session ${session}, the agent's, does not exist`
    return fault({ code: 'substrate.agent-window-missing', summary, evidence: seen, params })
  }
  if (agent.dead) {
    const summary = `the program in window 0 of session ${session} has ended (pane ${agent.paneId})`
    const about = { evidence: [evidence(source, rowOf(agent))], params: { ...params, pane: agent.paneId } }
    return fault({ code: 'substrate.agent-pane-dead', summary, ...about })
  }
  const others = new Set(panes.filter((pane) => pane.windowIndex !== 0).map((pane) => pane.windowId)).size
  return fine(
    `session ${session}: window 0 alive (pid ${agent.pid})${others > 0 ? `, ${others} more windows` : ''}`,
  )
}

/** One pane as a line of evidence. */
export function rowOf(pane: Pane): string {
  const { windowId, windowIndex, paneId, paneIndex, dead, pid } = pane
  return `window ${windowId} index ${windowIndex} pane ${paneId} index ${paneIndex} dead=${dead ? 1 : 0} pid ${pid}`
}

function fault(observation: Omit<Observation, 'severity'>): Outcome {
  return found([{ ...observation, severity: 'fault' }])
}
