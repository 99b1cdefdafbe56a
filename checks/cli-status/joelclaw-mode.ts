import { fine, found, type Outcome } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'

/** The daemon runs with all its capabilities. Without Redis it is reduced, which alone is no outage. */
export const joelclawMode = (probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/mode',
    title: 'the gateway has all its capabilities',
    codes: ['cli-status.redis-degraded', 'cli-status.capability-degraded'],
    judge: judgeMode,
  })

/** Judges `mode` and `degradedCapabilities`; while the daemon starts, neither means anything yet. Why it is not
 *  available at all is for `cli-status/session` to say. */
export function judgeMode({ document, source, now }: Seen): Outcome {
  if (document.reason === 'startup_pending') return fine()
  const capabilities = document.degradedCapabilities ?? []
  const lost = capabilities.map(({ key, reason }) =>
    evidence(source, `${key}: ${reason ?? '?'}`.slice(0, 300)),
  )
  if (document.mode === 'redis_degraded') {
    const reason = document.reason ?? 'no reason given'
    const age = document.since ? ` for ${duration(now - document.since)}` : ''
    const tries = document.reconnectAttempts ? `, ${document.reconnectAttempts} attempts to connect` : ''
    return found([
      {
        code: 'cli-status.redis-degraded',
        severity: 'warning',
        summary: `the gateway has run without Redis${age} (${reason}${tries})`,
        evidence: [
          evidence(source, `mode redis_degraded, reason ${reason}`, { at: document.since }),
          ...lost,
        ],
        params: { reason },
        since: iso(document.since),
      },
    ])
  }
  const keys = capabilities.map(({ key }) => key).join(', ')
  if (!keys && (document.healthy !== false || !document.available))
    return fine(`mode ${document.mode ?? 'normal'}`)
  const said = keys || 'healthy is false'
  return found([
    {
      code: 'cli-status.capability-degraded',
      severity: 'warning',
      summary: `the gateway says that it is reduced: ${said}`,
      evidence: keys ? lost : [evidence(source, `healthy false, mode ${document.mode ?? '?'}`)],
      params: { said },
    },
  ])
}
