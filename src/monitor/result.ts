import { iso } from '../core/finding.ts'
import type { LayerId } from '../core/layer.ts'
import type { Reading } from './reading.ts'
import type { TickResult } from './tick.ts'

/** The document of one round, schema id `firstfault.monitor/1`. */
export function monitorDocument(result: TickResult, policy: { readonly restartEnabled: boolean }) {
  const { report, reading, state, actions, restart, attempts, problem } = result
  return {
    schema: 'firstfault.monitor/1' as const,
    tool: report.tool,
    gateway: report.gateway,
    host: report.host,
    at: report.startedAt,
    durationMs: report.durationMs,
    verdict: report.verdict,
    firstFault: report.firstFault,
    criticalFailures: criticalFailures(reading),
    conditions: Object.entries(state.conditions).map(([key, { trouble, streak, good, since, alert }]) => ({
      key,
      layer: trouble.layer,
      code: trouble.code,
      summary: trouble.summary,
      restartMends: trouble.mends,
      streak,
      good,
      since: iso(since.at),
      alert: alert && { id: alert.id, opened: iso(alert.opened.at), escalated: alert.escalated },
    })),
    leftOut: reading.leftOut,
    restart: { enabled: policy.restartEnabled, ...(restart ?? { token: null, outcome: null, why: null }) },
    notices: actions.flatMap((action) =>
      action.type === 'notify' ? [{ kind: action.kind, key: action.key, alert: action.alert }] : [],
    ),
    deliveries: attempts,
    waiting: state.outbox.length,
    sharedState: problem,
  }
}

export type MonitorDocument = ReturnType<typeof monitorDocument>

/** The layers that fail and mean that the gateway as a whole is down. */
export const criticalFailures = ({ troubles }: Reading): readonly LayerId[] =>
  troubles.filter((trouble) => trouble.critical).map((trouble) => trouble.layer)

/** One plain line for people. */
export function monitorLine(result: TickResult): string {
  const { report, state, actions, restart, attempts } = result
  const streaks = Object.entries(state.conditions).map(([key, { streak }]) => `${key} ${streak}`)
  const done = actions.map((action) =>
    action.type === 'restart' ? 'restart' : `${action.kind} ${action.key}`,
  )
  const parts = [
    `${report.gateway.name}: ${report.verdict}`,
    ...(report.firstFault ? [report.firstFault.summary] : []),
    ...(streaks.length > 0 ? [`streaks: ${streaks.join(', ')}`] : []),
    ...(done.length > 0 ? [`now: ${done.join(', ')}`] : []),
    ...(restart ? [`restart: ${restart.why ?? restart.outcome}`] : []),
    ...attempts.filter((one) => !one.ok).map((one) => `${one.sink} did not take a message: ${one.problem}`),
    ...(result.problem ? [`shared state not used: ${result.problem}`] : []),
  ]
  return `${report.startedAt} ${parts.join('; ')}`
}
