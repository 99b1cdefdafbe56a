import { fine, found, type Outcome } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import { keptIn } from '../../src/systems/joelclaw/kept.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** The turn under way ends in time. The daemon's watchdog may never see a tool that hangs: its idle limit clears the
 *  mark that its stuck check needs, and /health goes on saying available (joelclaw of 2026-03). */
export const joelclawTurn = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/turn',
    title: 'turns end',
    codes: ['cli-status.turn-slow', 'cli-status.turn-wedged'],
    looks: [`Redis ${settings.keys.priority}`],
    judge: async (seen, { ask }) =>
      judgeTurn(seen, keptIn(await ask(probes.redis))?.backlog ?? null, settings.thresholds),
  })

/** Judges the age of the active request. `backlog` counts accepted messages, the one under way included; null when
 *  Redis gave none. A long turn alone is no fault while nothing is known to be unanswered. */
export function judgeTurn(
  { document, source, now }: Seen,
  backlog: number | null,
  { turnSlowMs, turnStuckMs }: Pick<JoelclawSettings['thresholds'], 'turnSlowMs' | 'turnStuckMs'>,
): Outcome {
  const active = document.status?.supersession?.activeRequest
  const since = active?.enqueuedAt ?? null
  const ageMs = since === null ? 0 : now - since
  if (since === null) return fine('no turn under way')
  if (ageMs < turnSlowMs) return fine(`a turn runs for ${duration(ageMs)}`)
  const stuck = ageMs >= turnStuckMs
  const wedged = stuck && (backlog ?? 0) > 0
  const behind = Math.max(0, (backlog ?? 0) - 1)
  const age = duration(ageMs)
  const waiting = behind > 0 ? `, ${behind} messages wait behind it` : ''
  return found([
    {
      code: wedged ? 'cli-status.turn-wedged' : 'cli-status.turn-slow',
      severity: wedged ? 'fault' : stuck || behind > 0 ? 'warning' : 'note',
      summary: `the turn under way was accepted ${age} ago and has not ended${waiting}`,
      evidence: [
        evidence(source, `activeRequest from ${active?.source ?? '?'}`.slice(0, 300), { at: since }),
        evidence('Redis backlog', backlog === null ? 'not known' : String(backlog)),
      ],
      params: { age },
      since: iso(since),
    },
  ])
}
