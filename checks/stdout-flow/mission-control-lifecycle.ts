import { type Check, defineCheck, found, missingCheck, skipped } from '../../src/core/check.ts'
import { type Evidence, evidence, iso, type Observation, type Severity } from '../../src/core/finding.ts'
import { inWindow, type Window } from '../../src/core/window.ts'
import type { LogSigns, Step } from '../../src/systems/mission-control/lifecycle.ts'
import { placesOf } from '../../src/systems/mission-control/places.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import { logOf, type MissionControlSettings } from '../../src/systems/mission-control/settings.ts'

const ID = 'stdout-flow/lifecycle'
const TITLE = 'the life of each agent goes on in the logs'

/** What the last lifecycle event of each agent says. Where the database is configured its rows are the state and
 *  these are history: a warning at most. */
export function missionControlLifecycle(
  settings: MissionControlSettings,
  probes: MissionControlProbes,
): Check {
  const { api, worker } = settings.sides
  if (!logOf(api) && !logOf(worker))
    return missingCheck(
      ID,
      TITLE,
      'no log is configured: set `sides.api.log` and `sides.worker.log`, or `sides.*.unit`',
    )
  return defineCheck({
    id: ID,
    title: TITLE,
    codes: [
      'stdout-flow.check-in-exhausted',
      'stdout-flow.retries-cancelled',
      'stdout-flow.retrying',
      'stdout-flow.tasks-not-run',
    ],
    looks: ['lifecycle.* and queue.worker.* in both logs'],
    run: async (context) => {
      const [signs, table, places, log] = await Promise.all([
        context.ask(probes.signs),
        context.ask(probes.database),
        placesOf(context, settings, probes),
        context.ask(probes.logs.worker),
      ])
      if (signs.steps.size === 0)
        return skipped('no lifecycle event in the logs; an idle worker logs nothing')
      const worst: Severity = table?.ok ? 'warning' : 'fault'
      // The rows are the state: what the logs say of an agent that has checked in since is over.
      const agents = table?.ok ? new Set(table.agents.map((agent) => agent.id)) : null
      const findings = judgeSteps(signs, context.window, { worst, agents, workerLog: log?.ok ?? false })
      return found(
        findings.map((one) => ({ ...one, params: { ...places, ...one.params } })),
        `${signs.steps.size} agents in the logs`,
      )
    },
  })
}

const KINDS = [
  {
    code: 'stdout-flow.check-in-exhausted',
    step: 'reconcile.max_attempts_reached',
    says: 'given up after the last wake',
  },
  {
    code: 'stdout-flow.retries-cancelled',
    step: 'reconcile.skip_stale_generation',
    says: 'the last task ended as stale',
  },
  { code: 'stdout-flow.retrying', step: 'reconcile.retriggered', says: 'being woken again' },
] as const

/** At most one finding of each kind, about the agents whose last event it is. */
export function judgeSteps(
  signs: LogSigns,
  window: Window,
  { worst, agents, workerLog }: { worst: Severity; agents: ReadonlySet<string> | null; workerLog: boolean },
): readonly Observation[] {
  const last = [...signs.steps]
    .filter(([agent]) => agents?.has(agent) ?? true)
    .flatMap(([, steps]) => steps.at(-1) ?? [])
  const recent = last.filter(({ record }) => record.at === null || inWindow(window, record.at))
  const findings = KINDS.flatMap(({ code, step, says }): Observation[] => {
    const own = recent.filter((one) => one.step === step)
    const severity = step === 'reconcile.retriggered' ? 'note' : worst
    return own.length > 0 ? [observed(code, severity, own, says)] : []
  })
  // Queued long enough ago to have been run, and the worker's log has not a word of it.
  const queued = recent.filter((one) => one.step === 'queue.enqueued' && isLate(one, window.until))
  if (!workerLog || queued.length === 0 || queued.length < last.length) return findings
  return [...findings, observed('stdout-flow.tasks-not-run', worst, queued, 'queued and never run')]
}

function isLate({ record, fields }: Step, now: number): boolean {
  const due = (record.at ?? now) + (Number(fields.delay_seconds) || 30) * 1000
  return now - due > 90_000
}

function observed(
  code: Observation['code'],
  severity: Severity,
  steps: readonly Step[],
  says: string,
): Observation {
  const [first] = steps
  const times = steps.flatMap(({ record }) => record.at ?? [])
  const agent = first?.fields.agent_id ?? ''
  const of = first?.fields ?? {}
  return {
    code,
    severity,
    summary: `${steps.length === 1 ? 'agent' : `${steps.length} agents, the first is`} ${agent.slice(0, 8)}: ${says}`,
    evidence: steps.slice(0, 5).map(shown),
    params: {
      agent,
      queued: of.queued_generation ?? '?',
      current: of.current_generation ?? '?',
    },
    since: times.length > 0 ? iso(Math.min(...times)) : null,
    at: times.length > 0 ? iso(Math.max(...times)) : null,
    count: steps.length,
  }
}

const shown = ({ record, source }: Step): Evidence =>
  evidence(source, record.head.slice(0, 300), { at: record.at })
