import { type Context, defineCheck, fine, found, type Outcome } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import type { HealthDocument } from '../../src/systems/joelclaw/health.ts'
import type { HealthAnswer, JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { isHeldAtStart } from '../../src/systems/joelclaw/without-redis.ts'
import { judgeNoAnswer, noAnswerCodes } from './no-answer.ts'

/** The daemon's health server answers with the daemon's document, and its start is over. */
export const joelclawHealth = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineCheck({
    id: 'cli-status/health',
    title: 'the gateway answers',
    codes: [...noAnswerCodes, 'cli-status.starting', 'cli-status.start-blocked'],
    looks: [settings.paths.wsPort, 'GET /health', settings.paths.pid],
    run: async (context) => {
      const answer = await context.ask(probes.health)
      const url = `http://127.0.0.1:${answer.port}/health`
      if (answer.kind === 'foreign') return found([foreign(answer, url)])
      if (answer.kind === 'document') {
        const pidFile = await context.host.files.stat({ path: settings.paths.pid })
        const bootEnded = pidFile.ok || pidFile.problem !== 'absent'
        return judgeStart(answer.document, { url, bootEnded, graceMs: settings.thresholds.bootGraceMs })
      }
      const age = answer.problem.problem === 'refused' ? await youngest(probes, context) : null
      if (age !== null && age <= settings.thresholds.bootGraceMs)
        return found([starting(url, age, answer.problem.message)])
      return judgeNoAnswer(url, answer.problem, settings.thresholds.httpMs)
    },
  })

interface Start {
  readonly url: string
  /** The daemon writes its pid file at the end of its start. */
  readonly bootEnded: boolean
  readonly graceMs: number
}

/** Judges whether the start is over. The server answers before Redis and the channels are up; without Redis the
 *  start waits at its first read, for as long as Redis is away (joelclaw of 2026-03 and 2026-08). */
export function judgeStart(document: HealthDocument, { url, bootEnded, graceMs }: Start): Outcome {
  const uptime = document.status?.uptimeMs ?? null
  const up = uptime === null ? 'answers' : `answers, up ${duration(uptime)}`
  const withoutRedis = document.mode === 'redis_degraded' && !bootEnded && isHeldAtStart(document)
  if (document.reason !== 'startup_pending' && !withoutRedis) return fine(up)
  const said = `mode ${document.mode ?? '?'}, reason ${document.reason ?? '?'}`
  if (uptime === null || uptime <= graceMs) return found([starting(url, uptime, said)])
  const age = duration(uptime)
  return found([
    {
      code: 'cli-status.start-blocked',
      severity: 'fault',
      summary: `the gateway has been starting for ${age} and no channel is up`,
      evidence: [evidence(url, said)],
      params: { age },
    },
  ])
}

function starting(url: string, ageMs: number | null, said: string): Observation {
  const age = ageMs === null ? 'moments' : duration(ageMs)
  return {
    code: 'cli-status.starting',
    severity: 'warning',
    summary: `the gateway was started ${age} ago and is not ready yet`,
    evidence: [evidence(url, said.slice(0, 300))],
    params: { age },
  }
}

function foreign(answer: HealthAnswer & { kind: 'foreign' }, url: string): Observation {
  const got = `HTTP ${answer.status} ${answer.contentType || 'without content type'}`
  return {
    code: 'cli-status.foreign',
    severity: 'fault',
    summary: `port ${answer.port} answers, but not with the gateway's status: ${got}`,
    evidence: [evidence(`GET ${url}`, answer.start)],
    params: { url, port: answer.port, got },
  }
}

/** Age (ms) of the daemon process that was started last; null when there is none or it may not be seen. */
async function youngest(probes: JoelclawProbes, { ask, now }: Context): Promise<number | null> {
  const daemons = await ask(probes.daemons)
  const starts = daemons.ok ? daemons.processes.flatMap((process) => process.startedAt ?? []) : []
  return starts.length > 0 ? Math.max(0, now - Math.max(...starts)) : null
}
