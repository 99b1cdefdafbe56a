import { fine, found, type Outcome } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'

/** A deployment is verified 75 s after it was made; this long after it the verification is lost. */
const VERIFICATION_LOST_MS = 600_000

/** No checkpoint and no deployment of the gateway's own work waits. */
export const joelclawGuardrails = (probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/guardrails',
    title: 'no guardrail is waiting',
    codes: ['cli-status.guardrail-open'],
    judge: judgeGuardrails,
  })

/** Judges the guardrails: a checkpoint in the turn under way and a fresh deployment are worth knowing only. */
export function judgeGuardrails({ document, source, now }: Seen): Outcome {
  const guardrails = document.status?.guardrails
  const findings: Observation[] = []
  if (guardrails?.checkpointSentThisTurn) {
    const what = `checkpoint (${guardrails.lastCheckpointReason ?? 'no reason given'})`.slice(0, 200)
    findings.push({
      code: 'cli-status.guardrail-open',
      severity: 'note',
      summary: `the turn under way has sent a ${what}`,
      evidence: [evidence(source, what, { at: guardrails.lastCheckpointAt })],
      params: { what },
    })
  }
  for (const { repoPath, commitSha, scheduledAt } of guardrails?.pendingDeployVerifications ?? []) {
    const age = scheduledAt ? now - scheduledAt : 0
    const what = `deployment of ${repoPath ?? '?'} ${commitSha?.slice(0, 12) ?? ''}`.trim().slice(0, 200)
    findings.push({
      code: 'cli-status.guardrail-open',
      severity: age > VERIFICATION_LOST_MS ? 'warning' : 'note',
      summary: `the ${what} has waited ${duration(age)} for its verification`,
      evidence: [evidence(source, what, { at: scheduledAt })],
      params: { what },
      since: iso(scheduledAt),
    })
  }
  return findings.length > 0 ? found(findings) : fine()
}
