import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { Instance } from '../../src/systems/openclaw/lock.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { Boot } from '../../src/systems/openclaw/state.ts'
import { judgeProcess, processCodes, upFor } from './process-judge.ts'

/** The gateway holds its state, is alive and does work. The lock names it; a pid that another process has now, or a
 *  lock that a killing signal left behind, is nobody. */
export function instanceCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'process/instance',
    title: 'the gateway holds its state and is alive',
    codes: ['process.not-running', 'process.start-refused', ...processCodes],
    looks: ['the state lock', "the gateway's own record of its starts"],
    run: async ({ host, ask, now }) => {
      const [instance, service] = await Promise.all([ask(probes.instance), ask(probes.service)])
      if (instance.blocked) return unchecked(instance.blocked)
      if (instance.process) {
        const findings = judgeProcess(instance.process, host.env.who().uid)
        return findings.length > 0 ? found(findings) : fine(upFor(instance.process, now))
      }
      // What the service manager says of a service that is down is said by `process/service`.
      if (service?.ok && !service.state.up) return fine()
      const state = await ask(probes.state)
      return found([notRunning(instance, state.kind === 'read' ? (state.state.boots[0] ?? null) : null, now)])
    },
  })
}

/** How the last run ended tells why nobody runs: in order, refused at its start, or without a word. */
export function notRunning(instance: Instance, last: Boot | null, now: number): Observation {
  const base = {
    severity: 'fault' as const,
    at: iso(last?.endedAt ?? last?.startedAt),
    params: { state: 'no process' },
  }
  const seen = [evidence(instance.path, lockWords(instance))]
  if (!last)
    return {
      ...base,
      code: 'process.not-running',
      summary: 'no gateway process holds the state',
      evidence: seen,
    }
  const when = `${duration(Math.max(0, now - (last.endedAt ?? last.startedAt)))} ago`
  const boot = evidence(
    'gateway_boot_lifecycle',
    `${last.outcome ?? 'no outcome'}${last.reason ? `: ${last.reason}` : ''}`,
    { at: last.endedAt ?? last.startedAt },
  )
  if (last.outcome === 'startup_failed') {
    const why = last.reason?.slice(0, 200) ?? 'it gave no reason'
    return {
      ...base,
      code: 'process.start-refused',
      summary: `the gateway refused to start ${when}: ${why}`,
      evidence: [boot, ...seen],
      params: { state: 'start refused', why },
    }
  }
  const how =
    last.outcome === null
      ? `the run of ${when} ended without a word: killed or crashed`
      : `it was stopped ${when} (${last.reason ?? last.outcome})`
  return {
    ...base,
    code: 'process.not-running',
    summary: `the gateway is not running; ${how}`,
    evidence: [boot, ...seen],
    params: { state: last.outcome ?? 'killed or crashed' },
  }
}

function lockWords({ lock, stranger }: Instance): string {
  if (!lock) return 'no lock'
  return stranger ? `pid ${lock.pid} is another process now` : `pid ${lock.pid} does not run any more`
}
