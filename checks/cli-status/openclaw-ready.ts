import {
  type Check,
  defineCheck,
  fine,
  found,
  type Outcome,
  skipped,
  unchecked,
} from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { HttpStatus, RefusedAgent } from '../../src/systems/openclaw/http.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import { judgeNoAnswer, noAnswerCodes, portOf } from './no-answer.ts'

/** The gateway's own probe addresses say that it is ready. They do not cover models and harnesses. */
export function readyCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  const { httpMs, bootGraceMs } = settings.thresholds
  return defineCheck({
    id: 'cli-status/ready',
    title: 'the gateway says that it is ready',
    codes: [
      ...noAnswerCodes,
      'cli-status.agent-parked',
      'cli-status.unhealthy',
      'cli-status.draining',
      'cli-status.starting',
    ],
    looks: ['GET /readyz', 'GET /startupz'],
    run: async ({ ask, now }) => {
      const [status, instance] = await Promise.all([ask(probes.http), ask(probes.instance)])
      const startedAt = instance.run?.startedAt ?? null
      const ageMs = startedAt === null ? null : Math.max(0, now - startedAt)
      return judgeReady(status, { ageMs, running: instance.run !== null, httpMs, bootGraceMs })
    },
  })
}

/** Ages and deadlines are ms. */
export interface ReadyView {
  readonly ageMs: number | null
  readonly running: boolean
  readonly httpMs: number
  readonly bootGraceMs: number
}

export function judgeReady(status: HttpStatus, { ageMs, running, httpMs, bootGraceMs }: ReadyView): Outcome {
  if (status.kind === 'not-asked') return status.published ? unchecked(status.why) : skipped(status.why)
  const young = ageMs !== null && ageMs < bootGraceMs
  if (status.kind === 'none') {
    if (status.problem.problem === 'refused' && !running) return skipped('no gateway runs that could answer')
    return young
      ? found([starting(status.url, ageMs, status.problem.message)])
      : judgeNoAnswer(status.url, status.problem, httpMs)
  }
  if (status.kind === 'foreign') {
    if (status.page)
      return unchecked(
        `${status.url} gives the control page instead of a status: a release without this address`,
      )
    return found([
      fault(
        'cli-status.foreign',
        status.url,
        `${status.url} gives ${status.got} instead of the gateway's status`,
        status.got,
        { got: status.got },
      ),
    ])
  }
  const { url, said, phase, failing } = status
  if (phase === 'draining')
    return found([fault('cli-status.draining', url, `${url}: the gateway is shutting down`, said, {})])
  if (status.ready)
    return fine(
      `ready${status.version ? `, ${status.version}` : ''}${status.uptimeMs === null ? '' : `, up ${duration(status.uptimeMs)}`}`,
    )
  if (young && phase !== 'started') return found([starting(url, ageMs, said)])
  const parked = status.refused[0]
  if (parked) return found([judgeRefused(parked, status.refused.length, url, said)])
  const what =
    failing.length > 0
      ? `not ready: ${failing.join(', ').slice(0, 160)}`
      : `not ready (${phase ?? 'no phase given'})`
  return found([
    fault('cli-status.unhealthy', url, `the gateway says that it is ${what}`, said, { said: what }),
  ])
}

/** The gateway is up and these agents take no messages. */
function judgeRefused(
  { agent, reason, pending }: RefusedAgent,
  count: number,
  url: string,
  said: string,
): Observation {
  const more = count > 1 ? ` (+${count - 1} more agents)` : ''
  return {
    code: 'cli-status.agent-parked',
    severity: 'fault',
    summary: `agent ${agent} takes no messages: its database is not admitted${pending ? ' yet' : ''}: ${reason.slice(0, 160)}${more}`,
    evidence: [evidence(`GET ${url}`, said.slice(0, 300)), evidence(`GET ${url}`, reason.slice(0, 300))],
    params: { agent, reason: reason.slice(0, 160) },
    count,
  }
}

function starting(url: string, ageMs: number, said: string): Observation {
  const age = duration(ageMs)
  return {
    code: 'cli-status.starting',
    severity: 'warning',
    summary: `the gateway was started ${age} ago and is not ready yet`,
    evidence: [evidence(`GET ${url}`, said.slice(0, 300))],
    params: { age, url },
  }
}

function fault(
  code: Observation['code'],
  url: string,
  summary: string,
  said: string,
  params: Readonly<Record<string, string>>,
): Observation {
  return {
    code,
    severity: 'fault',
    summary,
    evidence: [evidence(`GET ${url}`, said.slice(0, 300))],
    params: { url, port: portOf(url), ...params },
  }
}
