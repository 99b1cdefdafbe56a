import { duration } from '../../src/core/duration.ts'
import { iso, type Observation, type Params } from '../../src/core/finding.ts'
import type { ServiceState } from './service-state.ts'

/** The process that does the service's work, whoever started it. */
export interface Daemon {
  readonly pid: number | null
  /** Epoch ms; null where it is not known. */
  readonly startedAt: number | null
  /** It is the service's own process, or a child of it. */
  readonly supervised: boolean
}

export interface ServiceLimits {
  /** Epoch ms. */
  readonly now: number
  /** Starts from which on they are many. */
  readonly restarts: number
  /** A run that is younger than this may still be on its way down again, ms. */
  readonly graceMs: number
  /** Start of the window, epoch ms: a present run that began before it is no news. */
  readonly since: number
}

/** The codes of `judgeService`. */
export const serviceCodes = [
  'process.service-masked',
  'process.service-disabled',
  'process.domain-missing',
  'process.service-missing',
  'process.start-limit',
  'process.crash-loop',
  'process.not-running',
  'process.starting',
  'process.unsupervised',
  'process.stopping',
  'process.restarted-often',
  'process.not-at-boot',
  'process.service-twice',
] as const

/** At most one finding about whether the service does its work, and one when it is registered twice. */
export function judgeService(
  state: ServiceState,
  daemon: Daemon | null,
  limits: ServiceLimits,
): readonly Observation[] {
  const main = daemon ? judgeUp(state, daemon, limits) : judgeDown(state, limits)
  return state.alsoIn ? [...(main ? [main] : []), twice(state, state.alsoIn)] : main ? [main] : []
}

function judgeDown(state: ServiceState, { restarts }: ServiceLimits): Observation {
  const { service, lastExit } = state
  const failing = lastExit !== null && !lastExit.clean
  const fault = (code: Observation['code'], summary: string): Observation => ({
    code,
    severity: 'fault',
    summary,
    evidence: state.evidence,
    params: paramsOf(state),
  })
  if (state.enabled === 'masked')
    return fault('process.service-masked', `${named(state)} is masked and not running`)
  if (state.enabled === 'disabled' && (state.manager === 'launchd' || !failing))
    return fault('process.service-disabled', `${named(state)} is disabled and not running`)
  if (!state.domain)
    return fault('process.domain-missing', `${service} has no domain: its user is not logged in`)
  if (!state.registered)
    return fault('process.service-missing', `${named(state)} is not registered and no daemon runs`)
  if (state.startLimit)
    return fault(
      'process.start-limit',
      `${named(state)} was given up after ${many(state.runs)}${ended(state)}`,
    )
  if (failing && (state.runs ?? 0) >= restarts)
    return fault(
      'process.crash-loop',
      `${named(state)} was started ${many(state.runs)} and is down again${ended(state)}`,
    )
  if (state.starting) {
    const starting = fault('process.starting', `${named(state)} prepares its start: ${state.state}`)
    return { ...starting, severity: 'warning', params: { ...paramsOf(state), age: 'moments' } }
  }
  const how = state.up ? 'its process has just ended' : state.state
  return fault('process.not-running', `${named(state)} is not running: ${how}${ended(state)}`)
}

function judgeUp(state: ServiceState, daemon: Daemon, limits: ServiceLimits): Observation | null {
  const age = daemon.startedAt === null ? null : Math.max(0, limits.now - daemon.startedAt)
  const base = {
    evidence: state.evidence,
    params: {
      ...paramsOf(state),
      ...(daemon.pid === null ? {} : { pid: daemon.pid }),
      age: age === null ? 'of unknown age' : duration(age),
    },
    at: iso(daemon.startedAt),
  }
  const warning = (code: Observation['code'], summary: string): Observation => ({
    code,
    severity: 'warning',
    summary,
    ...base,
  })
  const who = daemon.pid === null ? 'the daemon' : `pid ${daemon.pid}`
  if (!state.registered)
    return warning('process.unsupervised', `${who} runs, but ${named(state)} is not registered`)
  if (state.enabled === 'disabled' && state.manager === 'launchd')
    return warning('process.unsupervised', `${who} runs, but ${named(state)} is disabled`)
  if (!daemon.supervised)
    return warning('process.unsupervised', `${who} runs outside ${named(state)}, which is ${state.state}`)
  if (state.stopping)
    return warning('process.stopping', `${named(state)} is being stopped, ${who} still runs`)
  const often = judgeRestarts(state, daemon, age, limits)
  if (often) return { ...base, ...often }
  if (state.enabled === 'disabled' || state.enabled === 'masked')
    return warning(
      'process.not-at-boot',
      `${named(state)} runs, but is ${state.enabled}: it will not start at boot`,
    )
  return null
}

/** Crashes end with an error or a killing signal, and soon. A checker, an operator or the gateway's own watchdog end
 *  a run cleanly: the same count of starts then accuses them, not the daemon. */
function judgeRestarts(state: ServiceState, daemon: Daemon, age: number | null, limits: ServiceLimits) {
  if ((state.runs ?? 0) < limits.restarts || age === null || daemon.startedAt === null) return null
  if (daemon.startedAt < limits.since) return null
  const failing = state.lastExit !== null && !state.lastExit.clean
  const history = `${named(state)} was started ${many(state.runs)}, the last time ${duration(age)} ago${ended(state)}`
  if (failing && age < limits.graceMs)
    return { code: 'process.crash-loop' as const, severity: 'fault' as const, summary: history }
  const summary = state.lastExit?.clean ? `${history}: no crash, somebody restarts it` : history
  return { code: 'process.restarted-often' as const, severity: 'warning' as const, summary }
}

function twice(state: ServiceState, other: string): Observation {
  const summary = `${named(state)} is registered in ${other} too: two daemons would compete`
  return {
    code: 'process.service-twice',
    severity: 'warning',
    summary,
    evidence: state.evidence,
    params: { ...paramsOf(state), other },
  }
}

/** "launchd service gui/501/com.joel.gateway". */
function named({ manager, service }: ServiceState): string {
  return `${manager} service ${service}`
}

const many = (runs: number | null): string =>
  runs === null ? 'many times' : runs === 1 ? 'once' : `${runs} times`

const ended = ({ lastExit }: ServiceState): string =>
  lastExit ? `; the last run ended with ${lastExit.words}` : ''

function paramsOf(state: ServiceState): Params {
  return {
    ...state.params,
    state: state.state,
    runs: state.runs ?? 'an unknown number of',
    exit: state.lastExit?.words ?? 'an unknown exit',
  }
}
