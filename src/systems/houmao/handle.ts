import { evidence, type Observation, type Params } from '../../core/finding.ts'
import type { ProcessInfo } from '../../host/processes.ts'
import type { AuxiliaryInstance, Instance } from './instance.ts'
import type { Pane } from './tmux.ts'

export const handleCodes = [
  'process.handle-at-agent-window',
  'process.auxiliary-window-gone',
  'process.handle-mismatch',
] as const

/** A recorded tmux handle beside the live panes of its session. */
export interface HandleView {
  readonly file: string
  readonly instance: AuxiliaryInstance
  readonly panes: readonly Pane[]
  /** The recorded process and its parents, nearest first; empty when it does not exist. */
  readonly ancestry: readonly ProcessInfo[]
  readonly params: Params
}

/** The pane of window 0 that a recorded handle points at, by window or by pane; null when it points elsewhere. */
export function agentPaneOf(instance: Instance, panes: readonly Pane[]): Pane | null {
  const { tmux_window_id: windowId, tmux_pane_id: paneId } = instance
  const isMeant = (one: Pane) => one.windowId === windowId || one.paneId === paneId
  return panes.find((one) => one.windowIndex === 0 && isMeant(one)) ?? null
}

/** Whether the recorded triple is the window where the gateway is. Houmao itself never compares it with tmux, so a
 *  handle that is live as window 0 comes before everything else: stopping the gateway would kill the agent. The
 *  window's name is no evidence, and other windows are none of our business. */
export function judgeHandle(view: HandleView): Observation | null {
  const { file, instance, panes, ancestry, params } = view
  const { tmux_window_id: windowId, tmux_window_index: index, tmux_pane_id: paneId } = instance
  const recorded = `window ${windowId} index ${index} pane ${paneId}`
  const seen = [
    evidence(file, recorded),
    ...panes.slice(0, 8).map((pane) => evidence('tmux list-panes', row(pane))),
  ]
  const about = { severity: 'fault' as const, evidence: seen }

  const agent = agentPaneOf(instance, panes)
  if (agent) {
    const what = agent.windowId === windowId ? `window ${windowId}` : `pane ${paneId}`
    const summary = `the recorded handle (${what}) is live as window 0: detaching would kill the agent`
    return { ...about, code: 'process.handle-at-agent-window', summary, params: { ...params, what } }
  }
  const pane = panes.find((one) => one.paneId === paneId)
  if (!pane || pane.dead) {
    const state = pane ? 'dead' : 'missing'
    const summary = `the recorded pane ${paneId} of the gateway is ${state}`
    return {
      ...about,
      code: 'process.auxiliary-window-gone',
      summary,
      params: { ...params, pane: paneId, state },
    }
  }
  const why = mismatch(instance, pane, ancestry)
  if (!why) return null
  return { ...about, code: 'process.handle-mismatch', summary: why, params: { ...params, why } }
}

function mismatch(instance: AuxiliaryInstance, pane: Pane, ancestry: readonly ProcessInfo[]): string | null {
  const { tmux_window_id: windowId, tmux_window_index: index, tmux_pane_id: paneId, pid } = instance
  if (pane.windowId !== windowId)
    return `pane ${paneId} is in window ${pane.windowId}, recorded is ${windowId}`
  if (String(pane.windowIndex) !== index)
    return `window ${windowId} has index ${pane.windowIndex}, recorded is ${index}`
  // A process that does not exist any more is told of elsewhere.
  const related = ancestry.length === 0 || ancestry.some((one) => one.pid === pane.pid)
  return related ? null : `process ${pid} does not descend from pane ${paneId} (pid ${pane.pid})`
}

function row({ windowId, windowIndex, paneId, paneIndex, dead, pid }: Pane): string {
  return `window ${windowId} index ${windowIndex} pane ${paneId} index ${paneIndex} dead=${dead ? 1 : 0} pid ${pid}`
}
