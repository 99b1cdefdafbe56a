import { type Check, fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { inWindow, type Window } from '../../src/core/window.ts'
import type { Exchange } from '../../src/transcript/exchange.ts'
import type { ReadState, TranscriptProbe } from '../../src/transcript/state.ts'
import { defineTranscriptCheck } from './define.ts'

/** How long the turns took that ended in the window. */
export function turnTimes(
  transcript: TranscriptProbe,
  { turnSlowMs }: { readonly turnSlowMs: number },
): Check {
  return defineTranscriptCheck(transcript, {
    id: 'session-transcript/turn-times',
    title: 'turns end in good time',
    codes: ['session-transcript.turn-slow', 'session-transcript.gap'],
    judge: (state, { window }) => {
      const findings = judgeTimes(state, window, turnSlowMs)
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

/** Slow turns that ended are history: a note, also when their silence was long. */
export function judgeTimes(
  { conversation, transcript }: ReadState,
  window: Window,
  slowMs: number,
): readonly Observation[] {
  const source = transcript.choice.session.source
  const ended = conversation.exchanges.filter((one) => one.current && inWindow(window, one.endedAt))
  const slow = ended.filter((one) => took(one) > slowMs)
  const quiet = ended.filter((one) => one.longestPauseMs > slowMs)
  const words = (count: number) => (count === 1 ? '1 turn' : `${count} turns`)
  return [
    ...noted(
      'session-transcript.turn-slow',
      slow,
      took,
      source,
      (count, age) => `${words(count)} took longer than ${duration(slowMs)}, the longest ${age}`,
    ),
    ...noted(
      'session-transcript.gap',
      quiet,
      (one) => one.longestPauseMs,
      source,
      (count, age) => `nothing was written for up to ${age} in the middle of ${words(count)}`,
    ),
  ]
}

const took = ({ startedAt, endedAt }: Exchange): number => (endedAt ?? 0) - (startedAt ?? endedAt ?? 0)

function noted(
  code: Observation['code'],
  exchanges: readonly Exchange[],
  length: (one: Exchange) => number,
  source: string,
  summary: (count: number, age: string) => string,
): readonly Observation[] {
  const [longest] = exchanges.toSorted((a, b) => length(b) - length(a))
  if (!longest) return []
  const age = duration(length(longest))
  return [
    {
      code,
      severity: 'note',
      summary: summary(exchanges.length, age),
      evidence: [
        evidence(source, (longest.question?.text ?? 'a turn').slice(0, 200), { at: longest.startedAt }),
      ],
      params: { age },
      at: iso(longest.endedAt),
      count: exchanges.length,
    },
  ]
}
