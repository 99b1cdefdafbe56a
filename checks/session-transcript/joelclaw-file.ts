import {
  type Check,
  type Context,
  defineCheck,
  fine,
  found,
  type Outcome,
  unchecked,
} from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation, type Severity } from '../../src/core/finding.ts'
import { flowOf, timeOfStreamId } from '../../src/systems/joelclaw/flow.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import type { ReadState, TranscriptState } from '../../src/transcript/state.ts'

type Thresholds = Pick<JoelclawSettings['thresholds'], 'turnSlowMs' | 'turnStuckMs'>

/** What was asked since the live session began: how many messages, and since when the oldest waits (epoch ms). */
export interface Asked {
  readonly messages: number
  readonly since: number | null
}

/** Whether the daemon's session has its transcript, and whether that is whole. */
export function joelclawFile(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  return defineCheck({
    id: 'session-transcript/file',
    title: 'the live session has its transcript',
    codes: [
      'session-transcript.no-answer-yet',
      'session-transcript.none',
      'session-transcript.other-newer',
      'session-transcript.damaged',
    ],
    looks: [settings.paths.transcripts, '/health', settings.paths.log],
    run: async (context) => {
      const state = await context.ask(probes.transcript)
      if (state.kind === 'problem' && state.problem.problem !== 'absent')
        return unchecked(`the sessions cannot be read: ${state.problem.message}`)
      const asked = state.live.id === null ? null : await askedSince(state, context, probes)
      return judgeFile(state, asked, context.window.until, settings.thresholds)
    },
  })
}

/** `now`: the end of the window, epoch ms. */
export function judgeFile(
  state: TranscriptState,
  asked: Asked | null,
  now: number,
  times: Thresholds,
): Outcome {
  const place = state.kind === 'read' ? state.transcript.place : state.place
  const mute = state.kind !== 'read' || state.transcript.choice.missing
  const findings: Observation[] = []
  if (mute && state.live.id !== null) findings.push(noAnswerYet(state, place, asked, now, times))
  else if (state.kind !== 'read') findings.push(noTranscript(place))
  if (state.kind !== 'read') return found(findings)
  const { newer, session } = state.transcript.choice
  if (newer) {
    findings.push({
      code: 'session-transcript.other-newer',
      severity: 'note',
      summary: 'another session was written after the live one',
      evidence: [evidence(newer.source, `session ${newer.id}`, { at: newer.changedAt })],
      params: { session: newer.id.slice(0, 80) },
    })
  }
  findings.push(...damage(state, place))
  const when = `last written ${duration(now - session.changedAt)} ago`
  return findings.length > 0 ? found(findings, when) : fine(when)
}

/** The transcript is created with the first answer, so without one nothing was answered since the session began. It
 *  is a fault where something was asked and should have been answered by now. */
function noAnswerYet(
  state: TranscriptState,
  place: string,
  asked: Asked | null,
  now: number,
  times: Thresholds,
): Observation {
  const older = state.kind === 'read' ? state.transcript.choice.session : null
  const age = asked?.since ? now - asked.since : 0
  const severity: Severity =
    !asked?.messages || age <= times.turnSlowMs ? 'note' : age > times.turnStuckMs ? 'fault' : 'warning'
  const since = age > 0 ? `, the oldest ${duration(age)} ago` : ''
  const what = asked?.messages
    ? `${asked.messages === 1 ? '1 message' : `${asked.messages} messages`} came${since}`
    : 'nothing was asked yet'
  return {
    code: 'session-transcript.no-answer-yet',
    severity,
    summary: `no model has answered in the live session; ${what}`,
    evidence: [
      evidence('/health', `status.sessionId ${state.live.id}`),
      older
        ? evidence(older.source, `the newest transcript is session ${older.id}`, { at: older.changedAt })
        : evidence(place, 'no transcript'),
    ],
    params: { session: (state.live.id ?? '').slice(0, 80) },
    since: iso(asked?.since ?? null),
  }
}

function noTranscript(place: string): Observation {
  return {
    code: 'session-transcript.none',
    severity: 'note',
    summary: 'there is no transcript',
    evidence: [evidence(place, 'no file with a valid session header')],
    params: { place },
  }
}

function damage({ conversation, transcript }: ReadState, place: string): readonly Observation[] {
  const { damaged } = conversation
  if (damaged === 0) return []
  const summary =
    damaged === 1 ? '1 line of the transcript is damaged' : `${damaged} lines of the transcript are damaged`
  const seen = evidence(transcript.choice.session.source, summary)
  return [
    {
      code: 'session-transcript.damaged',
      severity: 'note',
      summary,
      evidence: [seen],
      params: { place },
      count: damaged,
    },
  ]
}

/** Messages that the log and the daemon tell of since the process began. A session that was renewed in the same
 *  process may be younger than they are: only the turn under way is surely its own. */
async function askedSince(
  { live, kind }: TranscriptState,
  { ask, now }: Context,
  probes: JoelclawProbes,
): Promise<Asked> {
  const [health, logs] = await Promise.all([ask(probes.health), ask(probes.logs)])
  const status = health.kind === 'document' ? health.document.status : null
  const turn = status?.supersession?.activeRequest?.enqueuedAt ?? null
  const events = logs.out.ok ? flowOf(logs.out.log) : []
  const renewed = kind === 'read' && events.some((event) => event.step === 'answered')
  const from = renewed ? events.findLastIndex((event) => event.step === 'answered') + 1 : 0
  const ended = events.slice(from).some((event) => event.step === 'ended')
  const times = events
    .slice(from)
    .filter((event) => event.step === 'persisted')
    .map((event) => timeOfStreamId(event.streamId))
  const known = [...times, turn].filter(
    (time) => time !== null && time <= now && time >= (live.startedAt ?? 0) - 60_000,
  )
  const messages = ended && turn === null ? 0 : Math.max(times.length, turn === null ? 0 : 1)
  return { messages, since: known.length > 0 ? Math.min(...(known as number[])) : null }
}
