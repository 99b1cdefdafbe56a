import { type Check, fine, found } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { HOUR, inWindow, type Window } from '../../src/core/window.ts'
import type { AssistantEntry } from '../../src/transcript/entry.ts'
import type { ReadState, TranscriptProbe } from '../../src/transcript/state.ts'
import { defineTranscriptCheck } from './define.ts'

/** How many tokens the model takes, and from how many percent on it is nearly full. */
export interface ContextLimits {
  readonly contextTokens: number
  readonly contextPercent: number
}

/** More compactions than this in an hour are a loop and no care. */
const MOST_PER_HOUR = 3

/** How full the model's context is, and how often it was compacted. */
export function contextUse(transcript: TranscriptProbe, limits: ContextLimits): Check {
  return defineTranscriptCheck(transcript, {
    id: 'session-transcript/context',
    title: 'the conversation fits into the model',
    codes: ['session-transcript.context-high', 'session-transcript.compactions'],
    judge: (state, { window }) => {
      const used = usedTokens(state)
      const percent = used ? `context ${Math.round((used.tokens / limits.contextTokens) * 100)} % used` : null
      const findings = judgeContext(state, window, limits)
      return findings.length > 0 ? found(findings, percent) : fine(percent)
    },
  })
}

export function judgeContext(
  state: ReadState,
  window: Window,
  limits: ContextLimits,
): readonly Observation[] {
  const { entries } = state.conversation
  const source = state.transcript.choice.session.source
  const findings: Observation[] = []
  const used = usedTokens(state)
  const percent = used ? (used.tokens / limits.contextTokens) * 100 : 0
  if (used && percent >= limits.contextPercent) {
    findings.push({
      code: 'session-transcript.context-high',
      severity: 'warning',
      summary: `${Math.round(percent)} % of the model's context is used`,
      evidence: [evidence(source, `usage.totalTokens ${used.tokens}`, { at: used.at })],
      params: { tokens: used.tokens, limit: limits.contextTokens },
      at: iso(used.at),
    })
  }
  const compactions = entries.filter((entry) => entry.kind === 'compaction' && inWindow(window, entry.at))
  const last = compactions.at(-1)
  if (last?.kind === 'compaction') {
    const hours = Math.max(1, (window.until - window.since) / HOUR)
    const count = compactions.length
    findings.push({
      code: 'session-transcript.compactions',
      severity: count > MOST_PER_HOUR * hours ? 'warning' : 'note',
      summary: count === 1 ? 'the session was compacted' : `the session was compacted ${count} times`,
      evidence: [
        evidence(source, `compaction, ${last.tokensBefore ?? 'unknown'} tokens before`, { at: last.at }),
      ],
      params: { count },
      since: iso(compactions[0]?.at),
      at: iso(last.at),
      count,
    })
  }
  return findings
}

/** The tokens of the last answer; unknown after a compaction, until the next answer. Failed and aborted messages do
 *  not count them. */
function usedTokens({
  conversation,
}: ReadState): { readonly tokens: number; readonly at: number | null } | null {
  const counts = (entry: AssistantEntry) =>
    entry.stopReason !== 'error' && entry.stopReason !== 'aborted' && entry.tokens
  const { entries } = conversation
  const index = entries.findLastIndex(
    (entry) => entry.kind === 'compaction' || (entry.kind === 'assistant' && counts(entry)),
  )
  const last = entries[index]
  return last?.kind === 'assistant' && last.tokens ? { tokens: last.tokens, at: last.at } : null
}
