import { type Check, fine, found } from '../../src/core/check.ts'
import { evidence, iso, type Observation, type Severity } from '../../src/core/finding.ts'
import { inWindow, type Window } from '../../src/core/window.ts'
import { classOfError, type ErrorClass, shapeOfError } from '../../src/transcript/error-class.ts'
import { type Exchange, errorOf } from '../../src/transcript/exchange.ts'
import type { ReadState, TranscriptProbe } from '../../src/transcript/state.ts'
import { defineTranscriptCheck } from './define.ts'

/** The SDK tries again after 2, 4 and 8 s, each time with a request of its own (pi 0.57 to 0.73). */
const RETRY_MS = 20_000
const RETRIES = 3

const KIND: Readonly<Record<ErrorClass, string>> = {
  auth: 'sign-in',
  limit: 'usage limit',
  overloaded: 'overloaded',
  overflow: 'conversation too long',
  invalid: 'request rejected',
  network: 'connection',
  other: 'other',
}

/** How the newest turn ended, and the failures before it. */
export function errors(transcript: TranscriptProbe): Check {
  return defineTranscriptCheck(transcript, {
    id: 'session-transcript/errors',
    title: 'turns end without errors',
    codes: [
      'session-transcript.last-failed',
      'session-transcript.context-overflow',
      'session-transcript.history-poisoned',
      'session-transcript.earlier-failed',
      'session-transcript.recovered',
    ],
    judge: (state, { window }) => {
      const findings = judgeErrors(state, window)
      return findings.length > 0 ? found(findings) : fine('no model errors')
    },
  })
}

/** The failed turns of the current branch in the window, and the newest turn whenever it was. */
export function judgeErrors(state: ReadState, window: Window): readonly Observation[] {
  const own = state.conversation.exchanges.filter((exchange) => exchange.current)
  const last = own.findLast((exchange) => exchange.ending !== 'open')
  const within = own.filter((exchange) => inWindow(window, exchange.endedAt))
  const failed = within.filter((exchange) => exchange.ending === 'error' && exchange !== last)
  const recovered = within.filter((exchange) => exchange.ending !== 'error' && exchange.retries.length > 0)
  return [
    ...judgeLast(own, last, state, window),
    ...earlier(failed, own, state),
    ...overcome(recovered, state),
  ]
}

function judgeLast(
  own: readonly Exchange[],
  last: Exchange | undefined,
  state: ReadState,
  window: Window,
): readonly Observation[] {
  const error = last ? errorOf(last) : null
  if (!last || error === null) return []
  const kind = classOfError(error)
  const age = window.until - (last.endedAt ?? window.until)
  const retryable = kind === 'limit' || kind === 'overloaded' || kind === 'network'
  if (retryable && age < RETRY_MS && last.retries.length < RETRIES) return []
  const ended = own.filter((one) => one.ending !== 'open' && one.ending !== 'steered')
  const other = ended.findLastIndex((one) => shapeOfError(errorOf(one) ?? '') !== shapeOfError(error))
  const same = ended.slice(other + 1)
  const poisoned = kind === 'invalid' && same.length >= 2
  return [
    {
      code: poisoned
        ? 'session-transcript.history-poisoned'
        : kind === 'overflow'
          ? 'session-transcript.context-overflow'
          : 'session-transcript.last-failed',
      severity: severityOfLast(last, state, window),
      summary:
        same.length > 1
          ? `the last ${same.length} turns ended with the same error (${KIND[kind]})`
          : `the newest turn ended with an error (${KIND[kind]})`,
      evidence: [quoted(error, last, state)],
      params: { error: error.slice(0, 200), kind: KIND[kind], count: same.length },
      since: iso(same[0]?.endedAt ?? null),
      at: iso(last.endedAt),
      count: same.length,
    },
  ]
}

/** The failure is current unless the process or the model changed since, or a turn runs that may make it good. */
function severityOfLast({ endedAt }: Exchange, { live, conversation }: ReadState, window: Window): Severity {
  const at = endedAt ?? window.until
  const restarted = live.startedAt !== null && at < live.startedAt
  if (at < window.since) return restarted ? 'note' : 'warning'
  const swapped = conversation.entries.some((entry) => entry.kind === 'model-change' && (entry.at ?? 0) > at)
  return restarted || swapped || live.turnRuns === true ? 'warning' : 'fault'
}

/** Failures that an answer followed. Failures of the same run as the newest one are counted there. */
function earlier(
  failed: readonly Exchange[],
  own: readonly Exchange[],
  state: ReadState,
): readonly Observation[] {
  const answered = own.findLastIndex((one) => one.ending === 'answered')
  const over = failed.filter((one) => own.indexOf(one) < answered)
  const [first, last] = [over[0], over.at(-1)]
  if (!first || !last) return []
  const error = errorOf(last) ?? ''
  return [
    {
      code: 'session-transcript.earlier-failed',
      severity: 'note',
      summary: `${over.length} earlier turns ended with an error; a later one was answered`,
      evidence: [quoted(error, last, state)],
      params: { error: error.slice(0, 200) },
      since: iso(first.endedAt),
      at: iso(last.endedAt),
      count: over.length,
    },
  ]
}

function overcome(recovered: readonly Exchange[], state: ReadState): readonly Observation[] {
  const last = recovered.at(-1)
  const attempts = recovered.flatMap((exchange) => exchange.retries)
  const error = attempts.at(-1)
  if (!last || !error) return []
  return [
    {
      code: 'session-transcript.recovered',
      severity: 'note',
      summary: `${attempts.length} failed model calls were repeated with success`,
      evidence: [quoted(error.error ?? '', last, state)],
      since: iso(attempts[0]?.at ?? null),
      at: iso(error.at),
      count: attempts.length,
    },
  ]
}

function quoted(error: string, { endedAt }: Exchange, { transcript }: ReadState) {
  return evidence(transcript.choice.session.source, error.slice(0, 300), { at: endedAt })
}
