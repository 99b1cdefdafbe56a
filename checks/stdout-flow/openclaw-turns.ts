import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { iso, type Observation } from '../../src/core/finding.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import type { Turn } from '../../src/systems/openclaw/turns.ts'

/** Every turn that was begun goes on or has ended. An accepted call is no success: only its end is. */
export function turnFlowCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'stdout-flow/turns',
    title: 'begun turns end',
    codes: ['stdout-flow.turn-stalled', 'stdout-flow.retry-storm'],
    looks: ['runs in the log and in the state database, by run id'],
    run: async ({ ask, now }) => {
      const [turns, instance] = await Promise.all([ask(probes.turns), ask(probes.instance)])
      const findings = judgeFlow(turns, {
        now,
        stuckMs: settings.thresholds.turnStuckMs,
        startedAt: instance.run?.startedAt ?? null,
      })
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

export interface FlowView {
  readonly now: number
  readonly stuckMs: number
  /** Start of the present process, epoch ms: what an earlier one left open has ended with it. */
  readonly startedAt: number | null
}

export function judgeFlow(
  turns: readonly Turn[],
  { now, stuckMs, startedAt }: FlowView,
): readonly Observation[] {
  const open = turns.filter(
    (turn) =>
      startedAt !== null && turn.at >= startedAt && (turn.state === 'running' || turn.state === 'retrying'),
  )
  return open.flatMap((turn): Observation[] => {
    const age = duration(Math.max(0, now - (turn.startedAt ?? turn.at)))
    const base = {
      evidence: turn.evidence.slice(-2),
      params: { agent: turn.agent, age, provider: turn.provider ?? 'the provider' },
      since: iso(turn.startedAt),
      at: iso(turn.at),
    }
    if (turn.state === 'retrying' && now - turn.at < stuckMs)
      return [
        {
          ...base,
          code: 'stdout-flow.retry-storm',
          severity: 'fault',
          summary: `a turn of agent ${turn.agent} is tried again and again for ${age}: ${turn.text.slice(0, 120)}`,
        },
      ]
    if (now - turn.at < stuckMs) return []
    return [
      {
        ...base,
        code: 'stdout-flow.turn-stalled',
        severity: 'fault',
        summary: `a turn of agent ${turn.agent} was begun ${age} ago and shows no sign`,
      },
    ]
  })
}
