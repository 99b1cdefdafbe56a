import { fine, found, type Outcome } from '../../src/core/check.ts'
import { evidence } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'

/** The session's context and age leave room for the next turns. */
export const joelclawSessionPressure = (probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/session-pressure',
    title: 'the session is not under pressure',
    codes: ['cli-status.session-pressure'],
    judge: judgeSessionPressure,
  })

/** Judges the daemon's own word. Age and a long time without compaction are mended by the next turn: a note. A
 *  context over its ceiling can make that turn fail: a warning. Never an outage by itself. */
export function judgeSessionPressure({ document, source }: Seen): Outcome {
  const pressure = document.status?.sessionPressure
  const health = pressure?.health ?? 'ok'
  const usage = pressure?.usagePercent ?? null
  const context = usage === null ? '' : `, context ${usage} %`
  if (!pressure || health === 'ok') return fine(usage === null ? null : `context ${usage} %`)
  const listed = pressure.reasons ?? []
  const reasons = listed.join(', ').slice(0, 200) || 'none given'
  const ceiling = health === 'critical' && listed.includes('context_ceiling')
  return found([
    {
      code: 'cli-status.session-pressure',
      severity: ceiling ? 'warning' : 'note',
      summary: `session pressure is ${health} (${reasons})${context}`.slice(0, 300),
      evidence: [
        evidence(
          source,
          `next: ${pressure.nextAction ?? '?'}, ${pressure.nextThresholdSummary ?? '?'}`.slice(0, 300),
        ),
      ],
      params: { reasons },
    },
  ])
}
