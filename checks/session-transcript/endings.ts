import { type Check, fine, found } from '../../src/core/check.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { inWindow, type Window } from '../../src/core/window.ts'
import type { Exchange } from '../../src/transcript/exchange.ts'
import type { ReadState, TranscriptProbe } from '../../src/transcript/state.ts'
import { defineTranscriptCheck } from './define.ts'

/** Whether turns ended with words: empty answers, aborted turns, failed tools. */
export function endings(transcript: TranscriptProbe): Check {
  return defineTranscriptCheck(transcript, {
    id: 'session-transcript/endings',
    title: 'turns end with an answer',
    codes: [
      'session-transcript.answer-empty',
      'session-transcript.turn-aborted',
      'session-transcript.tool-errors',
    ],
    judge: (state, { window }) => {
      const findings = judgeEndings(state, window)
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

export function judgeEndings(
  { conversation, transcript }: ReadState,
  window: Window,
): readonly Observation[] {
  const source = transcript.choice.session.source
  const own = conversation.exchanges.filter((one) => one.current && inWindow(window, one.endedAt))
  const last = conversation.exchanges.findLast((one) => one.current)
  const findings: Observation[] = []
  const empty = own.filter((one) => one.ending === 'empty')
  if (empty.length > 0) {
    // After tools the answer may have gone out through one of them.
    const silent = empty.at(-1) === last && last?.tools.length === 0 && !last.question?.probe
    const summary = silent ? 'the newest answer is empty' : `${empty.length} turns ended without words`
    findings.push(
      observed('session-transcript.answer-empty', silent ? 'warning' : 'note', summary, empty, source),
    )
  }
  const aborted = own.filter((one) => one.ending === 'aborted')
  if (aborted.length > 0) {
    const newest = aborted.at(-1) === last && !last?.question?.probe
    const summary = newest
      ? 'the newest turn was aborted and its message not answered'
      : `${aborted.length} turns were aborted and others followed`
    findings.push(
      observed('session-transcript.turn-aborted', newest ? 'warning' : 'note', summary, aborted, source),
    )
  }
  const failed = own.flatMap((one) => one.tools.filter((tool) => tool.result?.isError))
  const result = failed.at(-1)?.result
  if (result) {
    const tools = [...new Set(failed.map((tool) => tool.name))].slice(0, 5).join(', ')
    findings.push({
      code: 'session-transcript.tool-errors',
      severity: 'note',
      summary: `${failed.length} tool calls failed: ${tools}`,
      evidence: [evidence(source, `${result.tool}: ${result.text}`.slice(0, 300), { at: result.at })],
      params: { tools },
      at: iso(result.at),
      count: failed.length,
    })
  }
  return findings
}

function observed(
  code: Observation['code'],
  severity: Observation['severity'],
  summary: string,
  exchanges: readonly Exchange[],
  source: string,
): Observation {
  const [first, last] = [exchanges[0], exchanges.at(-1)]
  const closing = last?.messages.at(-1)
  const words = closing?.error ?? `stopReason ${closing?.stopReason ?? 'unknown'}, no text`
  const at = last?.endedAt ?? null
  const seen = [evidence(source, words.slice(0, 300), { at })]
  return {
    code,
    severity,
    summary,
    evidence: seen,
    since: iso(first?.endedAt),
    at: iso(at),
    count: exchanges.length,
  }
}
