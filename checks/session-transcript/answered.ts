import { type Check, fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation, type Severity } from '../../src/core/finding.ts'
import type { Window } from '../../src/core/window.ts'
import type { OpenItem } from '../../src/transcript/open-items.ts'
import type { ReadState, TranscriptProbe } from '../../src/transcript/state.ts'
import { defineTranscriptCheck } from './define.ts'

/** Up to `turnSlowMs` a turn is normal, from `turnStuckMs` on it is stuck. */
export interface TurnTimes {
  readonly turnSlowMs: number
  readonly turnStuckMs: number
}

/** Whether the newest message got its answer, and what the turn waits for if it did not. */
export function answered(transcript: TranscriptProbe, times: TurnTimes): Check {
  return defineTranscriptCheck(transcript, {
    id: 'session-transcript/answered',
    title: 'the newest message is answered',
    codes: ['session-transcript.unanswered', 'session-transcript.tool-hanging'],
    judge: (state, { window }) => {
      const findings = judgeOpen(state, window, times)
      return findings.length > 0 ? found(findings) : fine(describe(state, window.until))
    },
  })
}

/** What is open at the end of the window. */
export function judgeOpen(state: ReadState, window: Window, times: TurnTimes): readonly Observation[] {
  const source = state.transcript.choice.session.source
  return state.conversation.open.flatMap((item): Observation[] => {
    const age = item.since === null ? 0 : Math.max(0, window.until - item.since)
    const severity = severityOf(item, age, state, window, times)
    if (!severity) return []
    const { summary, tool } = wordsOf(item, age, isOver(item, state))
    return [
      {
        code:
          item.kind === 'tool-call' && !isOver(item, state)
            ? 'session-transcript.tool-hanging'
            : 'session-transcript.unanswered',
        severity,
        summary,
        evidence: [
          evidence(source, (tool ? `${tool} ${item.text}` : item.text).slice(0, 300), { at: item.since }),
        ],
        params: { age: duration(age), ...(tool ? { tool } : {}) },
        since: iso(item.since),
      },
    ]
  })
}

/** The process that ran this turn is gone, or its session is. */
function isOver({ since }: OpenItem, { live, transcript }: ReadState): boolean {
  if (transcript.choice.missing) return true
  return since !== null && live.startedAt !== null && since < live.startedAt
}

function severityOf(
  item: OpenItem,
  age: number,
  state: ReadState,
  window: Window,
  times: TurnTimes,
): Severity | null {
  // A turn that a restart cut off is over: the newest message will get no answer. Older ones are history.
  if (isOver(item, state)) return item.since !== null && item.since >= window.since ? 'fault' : 'note'
  if (age > times.turnStuckMs) return 'fault'
  if (age <= times.turnSlowMs) return null
  return state.live.turnRuns === false ? 'fault' : 'warning'
}

function wordsOf(
  { kind, name }: OpenItem,
  age: number,
  over: boolean,
): { summary: string; tool: string | null } {
  const long = duration(age)
  if (over) return { summary: `the newest message was cut off ${long} ago and never answered`, tool: name }
  if (kind === 'tool-call') return { summary: `the tool ${name} has been running for ${long}`, tool: name }
  if (kind === 'turn')
    return { summary: `the turn has waited for the model for ${long}, after ${name ?? 'a tool'}`, tool: name }
  return { summary: `the newest message has waited for an answer for ${long}`, tool: null }
}

function describe({ conversation }: ReadState, until: number): string {
  const [open] = conversation.open
  if (open?.since)
    return `${open.kind === 'tool-call' ? `${open.name} runs` : 'waiting for the model'} since ${duration(until - open.since)}`
  const last = conversation.exchanges.at(-1)
  return last?.endedAt ? `last turn ended ${duration(until - last.endedAt)} ago` : 'no turn seen'
}
