import { fine, found, type Outcome } from '../../src/core/check.ts'
import { evidence, type Observation } from '../../src/core/finding.ts'
import { defineDocumentCheck, type Seen } from '../../src/systems/joelclaw/document-check.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'

/** The embedded session takes prompts. */
export const joelclawSession = (probes: JoelclawProbes) =>
  defineDocumentCheck(probes, {
    id: 'cli-status/session',
    title: 'the session takes prompts',
    codes: [
      'cli-status.session-dead',
      'cli-status.session-stuck',
      'cli-status.session-recovering',
      'cli-status.prompts-failing',
      'cli-status.unhealthy',
    ],
    judge: judgeSession,
  })

/** What the daemon writes in `components.session`: "ok", "dead (3 consecutive failures)", "recovering (57s)" or
 *  "stuck (640s)"; `amount` is the number in it. Null for other words. */
export function parseSession(
  text: unknown,
): { state: 'ok' | 'dead' | 'recovering' | 'stuck'; amount: number } | null {
  const match = typeof text === 'string' ? /^(ok|dead|recovering|stuck)\b[^\d]*(\d{1,9})?/.exec(text) : null
  return match ? { state: match[1] as 'ok', amount: Number(match[2] ?? 0) } : null
}

/** Judges the session by its own word, then by `available` and the count of failed prompts. */
export function judgeSession({ document, source }: Seen): Outcome {
  const word = document.components?.get('session')
  const session = parseSession(word)
  const observe = (code: Observation['code'], severity: 'fault' | 'warning', summary: string, params = {}) =>
    found([
      {
        code,
        severity,
        summary,
        params,
        evidence: [evidence(source, `components.session: ${word ?? 'absent'}`)],
      },
    ])
  if (session?.state === 'dead') {
    const failures = session.amount || 3
    return observe(
      'cli-status.session-dead',
      'fault',
      `the session is dead after ${failures} failed prompts in a row`,
      {
        failures,
      },
    )
  }
  if (session?.state === 'stuck') {
    const age = `${session.amount} s`
    return observe('cli-status.session-stuck', 'fault', `the session has been stuck in one turn for ${age}`, {
      age,
    })
  }
  if (session?.state === 'recovering')
    return observe(
      'cli-status.session-recovering',
      'warning',
      'a stuck turn was aborted and the session is recovering',
    )
  if (!document.available)
    return observe('cli-status.unhealthy', 'fault', 'the gateway says that it is not available', {
      said: 'available is false',
    })
  const failed = document.components?.get('consecutivePromptFailures')
  if (typeof failed !== 'number' || failed < 1) return fine('session ok')
  const failures = Math.floor(failed)
  return observe(
    'cli-status.prompts-failing',
    'warning',
    failures === 1 ? 'the last prompt failed' : `the last ${failures} prompts failed`,
    { failures },
  )
}
