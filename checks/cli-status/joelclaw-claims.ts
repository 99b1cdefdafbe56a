import { fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { Listener } from '../../src/host/ports.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import { type Kept, keptIn } from '../../src/systems/joelclaw/kept.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** What the document says of itself holds against the process table, the port and the queue in Redis. */
export const joelclawClaims = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/claims',
    title: 'the status is true',
    codes: ['cli-status.wrong-process', 'cli-status.backlog-unserved'],
    looks: [
      'the process and listener of its port',
      `Redis ${settings.keys.priority}`,
      `Redis ${settings.keys.stream}`,
    ],
    judge: async (seen, { host, signal, ask }) => {
      const { port } = await ask(probes.port)
      const pid = seen.document.status?.pid ?? null
      const [process, listening, kept] = await Promise.all([
        pid === null ? null : host.processes.get({ pid }, signal),
        host.ports.listeners({ port }, signal),
        ask(probes.redis).then(keptIn),
      ])
      const gone = process !== null && !process.ok && process.problem === 'absent'
      const listeners = listening.ok ? listening.listeners : []
      const wrong = pid === null ? null : judgeProcess(seen, { pid, port, gone, listeners })
      const unserved = kept ? judgeBacklog(seen, kept, settings) : null
      const findings = [wrong, unserved].filter((one) => one !== null)
      return findings.length > 0 ? found(findings) : fine(pid === null ? null : `pid ${pid}`)
    },
  })

interface Claimed {
  readonly pid: number
  readonly port: number
  readonly gone: boolean
  readonly listeners: readonly Listener[]
}

/** Judges the pid in the document. A listener whose owner this user may not see proves nothing. */
export function judgeProcess({ source }: Seen, { pid, port, gone, listeners }: Claimed): Observation | null {
  const owners = listeners.flatMap(({ process }) => (process ? [process.pid] : []))
  const other = owners.length > 0 && owners.length === listeners.length && !owners.includes(pid)
  if (!gone && !other) return null
  const held =
    owners.length > 0
      ? `port ${port} is held by pid ${owners.join(', ')}`
      : `the owner of port ${port} is not visible`
  return {
    code: 'cli-status.wrong-process',
    severity: 'warning',
    summary: `the status names pid ${pid}, which ${gone ? 'does not run' : 'does not hold the port'}; ${held}`,
    evidence: [
      evidence(source, `status.pid ${pid}`),
      evidence(`listeners of port ${port}`, owners.join(', ') || 'not visible'),
    ],
    params: { pid, port },
  }
}

/** Judges "healthy" against accepted messages that lie in the queue while no turn is under way. */
export function judgeBacklog(
  { document, now }: Seen,
  { backlog, oldestMessageAt }: Kept,
  { keys, thresholds }: Pick<JoelclawSettings, 'keys' | 'thresholds'>,
): Observation | null {
  const busy = document.status?.supersession?.activeRequest
  if (
    !backlog ||
    oldestMessageAt === null ||
    busy ||
    document.mode === 'redis_degraded' ||
    !document.available
  )
    return null
  const age = now - oldestMessageAt
  if (age < thresholds.backlogMs) return null
  return {
    code: 'cli-status.backlog-unserved',
    severity: 'fault',
    summary: `the gateway says it is available, but ${backlog} accepted messages wait and no turn runs; the oldest is ${duration(age)} old`,
    evidence: [
      evidence(`Redis ZCARD ${keys.priority}`, String(backlog)),
      evidence(`Redis XRANGE ${keys.stream}`, `oldest ${iso(oldestMessageAt)}`, { at: oldestMessageAt }),
    ],
    params: { count: backlog, age: duration(age) },
    since: iso(oldestMessageAt),
    count: backlog,
  }
}
