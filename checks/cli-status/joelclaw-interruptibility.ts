import { fine, found, type Outcome } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'

/** A newer human message ends the turn that it supersedes. */
export const joelclawInterruptibility = (settings: JoelclawSettings, probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/interruptibility',
    title: 'newer messages supersede older turns',
    codes: ['cli-status.turn-superseded'],
    judge: (seen) => judgeInterruptibility(seen, settings.thresholds),
  })

/** Judges a superseded turn that goes on. The short pause in which messages are batched is as intended. */
export function judgeInterruptibility(
  { document, source, now }: Seen,
  { supersededMs }: { readonly supersededMs: number },
): Outcome {
  const supersession = document.status?.supersession
  const active = supersession?.activeRequest
  const since = active?.supersededAt ?? active?.enqueuedAt ?? null
  if (active?.superseded !== true || since === null || now - since < supersededMs) {
    const batched = supersession?.batching?.pendingCount ?? 0
    return fine(batched > 0 ? `${batched} messages in the batching pause` : null)
  }
  const age = duration(now - since)
  const by = active.supersededBySource ?? 'a newer message'
  return found([
    {
      code: 'cli-status.turn-superseded',
      severity: 'warning',
      summary: `a turn that was superseded ${age} ago is still running`,
      evidence: [
        evidence(source, `activeRequest from ${active.source ?? '?'}, superseded by ${by}`.slice(0, 300), {
          at: since,
        }),
      ],
      params: { age },
      since: iso(since),
    },
  ])
}
