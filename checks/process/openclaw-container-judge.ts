import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { Container } from '../../src/systems/openclaw/container/container.ts'
import type { ContainerSettings } from '../../src/systems/openclaw/settings.ts'

/** The codes of `judgeContainer` and `missingContainer`. */
export const openclawContainerCodes = [
  'process.container-missing',
  'process.container-paused',
  'process.container-unhealthy',
  'process.out-of-memory',
  'process.config-refused',
  'process.crash-loop',
  'process.restarted-often',
  'process.not-running',
  'process.stopping',
] as const

export interface ContainerLimits {
  /** Epoch ms. */
  readonly now: number
  /** Start of the window, epoch ms: a run that began before it is no news. */
  readonly since: number
  /** A run that is younger may still be on its way down again, ms. */
  readonly graceMs: number
  /** Starts from which on they are many. */
  readonly restarts: number
  /** The gateway itself says that it is ready. */
  readonly serves: boolean
}

const DOWN = ['exited', 'dead', 'created', 'stopped', 'configured', 'initialized']
const ENDING = ['removing', 'stopping']

/** Exit code 78 is OpenClaw's "do not start me again", which no restart policy heeds. */
const REFUSED = 78

/** What is wrong with the gateway's container; null for a state that is not known. */
export function judgeContainer(
  container: Container,
  { runtime, name }: ContainerSettings,
  limits: ContainerLimits,
): readonly Observation[] | null {
  const { status, exitCode, restarts, startedAt, finishedAt } = container
  const exit = container.outOfMemory ? `exit code ${exitCode}, out of memory` : `exit code ${exitCode}`
  const base = {
    evidence: [evidence(`${runtime} inspect ${name}`, wordsOf(container), { at: finishedAt })],
    params: { runtime, container: name, state: status, exit, runs: restarts + 1, count: restarts + 1 },
    at: iso(status === 'running' ? startedAt : finishedAt),
  }
  const fault = (code: Observation['code'], summary: string): Observation => ({
    ...base,
    code,
    severity: 'fault',
    summary,
  })
  const again = restarts > 0 ? `; its restart policy has started it ${times(restarts)}` : ''
  if (status === 'running') return judgeRunning(container, base, limits, name)
  if (status === 'paused') return [fault('process.container-paused', `container ${name} is paused`)]
  if (ENDING.includes(status))
    return [{ ...fault('process.stopping', `container ${name} is ${status}`), severity: 'warning' }]
  if (status !== 'restarting' && !DOWN.includes(status)) return null
  if (container.outOfMemory)
    return [
      fault('process.out-of-memory', `container ${name} was killed for want of memory (${exit})${again}`),
    ]
  if (exitCode === REFUSED)
    return [
      fault(
        'process.config-refused',
        `container ${name} ended with exit code 78: the gateway refuses to start as it is${again}`,
      ),
    ]
  if (status === 'restarting')
    return [
      fault(
        'process.crash-loop',
        `container ${name} was started ${times(restarts + 1)} and is down again; ${exit}`,
      ),
    ]
  return [
    fault('process.not-running', `container ${name} is not running: ${howItEnded(container, limits.now)}`),
  ]
}

function judgeRunning(
  container: Container,
  base: Pick<Observation, 'evidence' | 'params' | 'at'>,
  { now, since, graceMs, restarts: many, serves }: ContainerLimits,
  name: string,
): readonly Observation[] {
  const { restarts, startedAt, health } = container
  const age = startedAt === null ? null : Math.max(0, now - startedAt)
  const findings: Observation[] = []
  if (restarts >= many && startedAt !== null && startedAt >= since && age !== null) {
    const young = age < graceMs
    findings.push({
      ...base,
      code: young ? 'process.crash-loop' : 'process.restarted-often',
      severity: young ? 'fault' : 'warning',
      summary: `the restart policy of ${name} has started it ${times(restarts)}, the last time ${duration(age)} ago`,
      params: { ...base.params, age: duration(age), exit: 'an exit that is not kept' },
    })
  }
  if (health?.status === 'unhealthy')
    findings.push({
      ...base,
      code: 'process.container-unhealthy',
      severity: serves ? 'warning' : 'fault',
      summary: `the health check of ${name} has failed ${times(health.failing)}${serves ? '; its port says that it is ready' : ''}`,
      evidence: [...base.evidence, evidence('HEALTHCHECK', health.said || 'no output')],
      params: { ...base.params, count: health.failing },
    })
  return findings
}

/** Whether the last start failed because the published port was taken, in the runtime's words. */
export function portLost({ error }: Container): boolean {
  return /port is already allocated|address already in use|ports are not available/i.test(error)
}

/** The runtime knows no container of that name. */
export function missingContainer({ runtime, name }: ContainerSettings, said: string): Observation {
  return {
    code: 'process.container-missing',
    severity: 'fault',
    summary: `${runtime} knows no container ${name}`,
    evidence: [evidence(`${runtime} inspect ${name}`, said)],
    params: { runtime, container: name },
  }
}

/** A killing signal is what a stop ends with too, when the gateway's drain outlasts its time. */
function howItEnded({ status, exitCode, finishedAt, error }: Container, now: number): string {
  const why = error ? `: ${error.slice(0, 160)}` : ''
  if (status === 'created' || status === 'configured' || status === 'initialized')
    return `it was created and not started${why}`
  const when = finishedAt === null ? '' : ` ${duration(Math.max(0, now - finishedAt))} ago`
  const ending =
    exitCode === 137
      ? 'was killed (exit code 137)'
      : exitCode === 0 || exitCode === 143
        ? `was stopped (exit code ${exitCode})`
        : `ended with exit code ${exitCode}`
  return `it ${ending}${when}${why}`
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

function wordsOf({ status, exitCode, outOfMemory, restarts, health, policy, error }: Container): string {
  return [
    `Status=${status}`,
    `ExitCode=${exitCode}`,
    `OOMKilled=${outOfMemory}`,
    `RestartCount=${restarts}`,
    `RestartPolicy=${policy || 'none'}`,
    ...(health ? [`Health=${health.status}`] : []),
    ...(error ? [`Error=${error}`] : []),
  ]
    .join(' ')
    .slice(0, 300)
}
