import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation, type Params } from '../../src/core/finding.ts'
import { paramsOf } from '../../src/systems/houmao/params.ts'
import type { HoumaoProbes } from '../../src/systems/houmao/probes.ts'
import type { HoumaoSettings } from '../../src/systems/houmao/settings.ts'
import type { State } from '../../src/systems/houmao/state.ts'

/** The stored status is fresh and says that prompts are taken. It is read as a file: `GET /v1/status` would write
 *  the heartbeat that is judged here. */
export function houmaoState(settings: HoumaoSettings, probes: HoumaoProbes): Check {
  return defineCheck({
    id: 'cli-status/state',
    title: 'the worker beats and takes prompts',
    codes: [
      'cli-status.state-unusable',
      'cli-status.heartbeat-stopped',
      'cli-status.agent-unavailable',
      'cli-status.agent-busy',
      'cli-status.reconciliation-required',
    ],
    looks: ['<session root>/gateway/state.json and its time'],
    run: async ({ ask, now }) => {
      const [place, state, instance] = await Promise.all([
        ask(probes.place),
        ask(probes.state),
        ask(probes.instance),
      ])
      const params = paramsOf(settings, place)
      if (!state || state.kind === 'absent') return skipped('there is no state.json')
      if (state.kind === 'blocked') return unchecked(state.why)
      if (state.kind === 'invalid') {
        const { path: file, why } = state
        const summary = `state.json cannot be used: ${why}`
        const seen = [evidence(file, why, { at: state.mtimeMs })]
        return found([
          {
            code: 'cli-status.state-unusable',
            severity: 'warning',
            summary,
            evidence: seen,
            params: { ...params, file, why },
          },
        ])
      }
      if (instance?.kind !== 'valid') return skipped('no gateway is attached')
      const view = { ...state, now, heartbeatMs: settings.thresholds.heartbeatMs, params }
      const finding = judgeState(view)
      if (finding) return found([finding])
      return fine(`${state.value.gateway_health}, admission ${state.value.request_admission}`)
    },
  })
}

export interface StateView {
  readonly path: string
  readonly value: State
  readonly mtimeMs: number
  readonly now: number
  readonly heartbeatMs: number
  readonly params: Params
}

/** While a request is carried out the worker does not beat, so silence is judged only when it says it is idle. */
export function judgeState({
  path,
  value,
  mtimeMs,
  now,
  heartbeatMs,
  params,
}: StateView): Observation | null {
  const age = now - mtimeMs
  const {
    active_execution: active,
    request_admission: admission,
    managed_agent_connectivity: connectivity,
    managed_agent_recovery: recovery,
  } = value
  const seen = [
    evidence(path, `${active}, ${connectivity}, admission ${admission}, ${recovery}`, { at: mtimeMs }),
  ]
  if (active === 'idle' && age > heartbeatMs) {
    const summary = `the worker stopped: its idle heartbeat is ${duration(age)} old`
    const about = { ...params, age: duration(age) }
    return {
      code: 'cli-status.heartbeat-stopped',
      severity: 'fault',
      summary,
      evidence: seen,
      params: about,
      at: iso(mtimeMs),
    }
  }
  if (admission === 'blocked_reconciliation' || recovery === 'reconciliation_required') {
    const epoch = Number(value.managed_agent_instance_epoch ?? 0)
    const summary = 'the agent was replaced under the gateway, which refuses prompts'
    return {
      code: 'cli-status.reconciliation-required',
      severity: 'fault',
      summary,
      evidence: seen,
      params: { ...params, epoch },
    }
  }
  if (admission === 'open') return null
  if (connectivity === 'connected') {
    const summary = 'the agent is busy: no prompt is taken now'
    return { code: 'cli-status.agent-busy', severity: 'warning', summary, evidence: seen, params }
  }
  const summary = `the gateway cannot reach its agent (${recovery})`
  const about = { ...params, admission, recovery }
  return { code: 'cli-status.agent-unavailable', severity: 'fault', summary, evidence: seen, params: about }
}
