import { fine, found, type Outcome, skipped } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import { type Kept, keptIn } from '../../src/systems/joelclaw/kept.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** The gateway's event list is emptied within seconds. */
export const joelclawPending = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/pending',
    title: 'no events wait',
    codes: ['cli-status.events-waiting'],
    looks: [`Redis ${settings.keys.events}`],
    judge: async (seen, { ask }) => {
      const kept = keptIn(await ask(probes.redis))
      return kept ? judgePending(seen, kept, settings) : skipped('Redis gave no answer, see the redis layer')
    },
  })

/** Judges the count and the oldest event. A list that nobody has emptied for `backlogMs` is a fault, unless the
 *  daemon itself says that it is cut off from Redis. */
export function judgePending(
  { document, now }: Seen,
  { eventCount, oldestEventAt }: Kept,
  { keys, thresholds }: Pick<JoelclawSettings, 'keys' | 'thresholds'>,
): Outcome {
  const count = eventCount ?? 0
  const age = oldestEventAt === null ? null : now - oldestEventAt
  const old = age !== null && age >= thresholds.backlogMs
  if (count === 0 || (count <= thresholds.pending && !old)) return fine(`${count} events pending`)
  const since = age === null ? '' : `, the oldest for ${duration(age)}`
  const cutOff = document.mode === 'redis_degraded'
  return found([
    {
      code: 'cli-status.events-waiting',
      severity: old && !cutOff ? 'fault' : 'warning',
      summary: `${count} events wait in the gateway's list${since}`,
      evidence: [evidence(`Redis LLEN ${keys.events}`, String(count), { at: oldestEventAt })],
      params: { count },
      since: iso(oldestEventAt),
      count,
    },
  ])
}
