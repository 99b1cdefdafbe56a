import { fine, found, type Outcome, skipped } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import { type Kept, keptIn } from '../../src/systems/joelclaw/kept.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** The daemon's entry in the set of sessions: without it events go to the old list, which is read at connect only. */
export const joelclawRegistration = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/registration',
    title: 'the gateway is registered for events',
    codes: ['cli-status.session-unregistered', 'cli-status.legacy-events'],
    looks: [`Redis ${settings.keys.sessions}`, `Redis ${settings.keys.legacyEvents}`],
    judge: async (seen, { ask }) => {
      const kept = keptIn(await ask(probes.redis))
      return kept
        ? judgeRegistration(seen, kept, settings)
        : skipped('Redis gave no answer, see the redis layer')
    },
  })

/** Judges the registration while the daemon is connected to Redis and its start is over. Events that already lie in
 *  the old list make it a fault. */
export function judgeRegistration(
  { document }: Seen,
  { sessions, legacyCount }: Kept,
  { keys, thresholds }: Pick<JoelclawSettings, 'keys' | 'thresholds'>,
): Outcome {
  if (document.mode === 'redis_degraded') return fine()
  if ((document.status?.uptimeMs ?? Number.POSITIVE_INFINITY) <= thresholds.bootGraceMs || sessions === null)
    return fine()
  const lost = legacyCount ?? 0
  const rows = evidence(`Redis LLEN ${keys.legacyEvents}`, String(lost))
  if (!sessions.includes('gateway')) {
    const members = sessions.slice(0, 10).join(', ') || 'nobody'
    const where = lost > 0 ? `, ${lost} events lie unread in the old list` : ''
    const summary = `the gateway is not among the registered sessions (${members})${where}`
    const observation: Observation = {
      code: 'cli-status.session-unregistered',
      severity: lost > 0 ? 'fault' : 'warning',
      summary: summary.slice(0, 300),
      evidence: [evidence(`Redis SMEMBERS ${keys.sessions}`, members.slice(0, 300)), rows],
    }
    return found([observation])
  }
  if (lost === 0) return fine('registered')
  return found([
    {
      code: 'cli-status.legacy-events',
      severity: 'warning',
      summary: `${lost} events lie in the old list, which is read at the next connect only`,
      evidence: [rows],
      params: { count: lost },
    },
  ])
}
