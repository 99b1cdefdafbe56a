import { type Check, defineCheck, fine, found, skipped, unchecked } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { agentIds } from '../../src/systems/openclaw/agents.ts'
import { cannedOf } from '../../src/systems/openclaw/canned.ts'
import { configOf, type OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import { readSessions, type SessionEnd } from '../../src/systems/openclaw/sessions.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import type { AssistantEntry, Entry } from '../../src/transcript/entry.ts'

/** The newest message of every session that was used inside the window has an answer, and no row is damaged. */
export function sessionsCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'session-transcript/sessions',
    title: 'the newest messages are answered',
    codes: [
      'session-transcript.row-invalid',
      'session-transcript.unanswered',
      'session-transcript.last-failed',
      'session-transcript.answer-empty',
      'session-transcript.limit-as-answer',
      'session-transcript.context-high',
    ],
    looks: [
      `${settings.stateDir}/agents/*/agent/openclaw-agent.sqlite`,
      `${settings.stateDir}/agents/*/sessions/*.jsonl`,
    ],
    run: async (context) => {
      const { ask, now } = context
      const [answer, state, instance, { stateDir, why }] = await Promise.all([
        ask(probes.config),
        ask(probes.state),
        ask(probes.instance),
        ask(probes.place),
      ])
      if (stateDir === null) return unchecked(why)
      const { sessions, problems } = await readSessions(
        context,
        stateDir,
        agentIds(answer, state),
        instance.beside,
      )
      const windows = new Map(
        configOf(answer)?.agents.flatMap(({ models }) =>
          models.map((model) => [model.ref, model.contextWindow] as const),
        ),
      )
      const { turnStuckMs: stuckMs, contextPercent } = settings.thresholds
      const view = { now, stuckMs }
      const findings = merged(
        sessions.flatMap((session) => [
          ...judgeSession(session, sessions, view),
          ...pressure(session, windows, contextPercent),
        ]),
      )
      if (problems[0]) return unchecked(problems[0], findings)
      if (sessions.length === 0) return skipped('no session was used in this time')
      return findings.length > 0
        ? found(findings)
        : fine(
            `${sessions.length} sessions, the last one ${duration(Math.max(0, now - (sessions[0]?.changedAt ?? now)))} ago`,
          )
    },
  })
}

/** One finding for each code: the worst and newest session, and how many are like it. */
function merged(findings: readonly Observation[]): readonly Observation[] {
  const codes = [...new Set(findings.map(({ code }) => code))]
  return codes.flatMap((code) => {
    const own = findings.filter((one) => one.code === code)
    const chosen = own.find(({ severity }) => severity === 'fault') ?? own[0]
    if (!chosen) return []
    const more = own.filter((one) => one.severity === chosen.severity).length - 1
    return [
      {
        ...chosen,
        summary: more > 0 ? `${chosen.summary} (+${more} more sessions)` : chosen.summary,
        count: own.length,
      },
    ]
  })
}

export interface SessionView {
  readonly now: number
  /** A turn may take this long without a sign, ms. */
  readonly stuckMs: number
}

/** What is wrong with the end of a session. A failure is old news once a later session of the same agent was answered. */
export function judgeSession(
  session: SessionEnd,
  all: readonly SessionEnd[],
  { now, stuckMs }: SessionView,
): readonly Observation[] {
  const findings: Observation[] = session.damaged.length > 0 ? [damaged(session)] : []
  const open = openEnd(session.entries)
  if (!open) return [...findings, ...limitAnswer(session)]
  // Somebody ended that turn himself.
  if (session.status === 'killed') return findings
  if (open.kind === 'nothing' && session.status === 'running' && now - session.changedAt < stuckMs)
    return findings
  const over = all.some(
    (other) =>
      other !== session &&
      other.agent === session.agent &&
      other.changedAt > session.changedAt &&
      openEnd(other.entries) === null,
  )
  const words = { nothing: 'has no answer', failed: 'failed', empty: 'got an empty answer' }[open.kind]
  const code = {
    nothing: 'session-transcript.unanswered',
    failed: 'session-transcript.last-failed',
    empty: 'session-transcript.answer-empty',
  } as const
  const why = open.text ? `: ${open.text.slice(0, 160)}` : ''
  return [
    ...findings,
    {
      code: code[open.kind],
      severity: over ? 'note' : 'fault',
      summary: `the newest message of ${session.key} ${words}${why}${over ? ' (over: a later message was answered)' : ''}`,
      evidence: [
        evidence(session.source, open.text.slice(0, 300) || 'no answer after the newest message', {
          at: open.at,
        }),
      ],
      params: {
        session: session.key,
        agent: session.agent,
        age: duration(Math.max(0, now - (open.at ?? session.changedAt))),
        error: open.text.slice(0, 160) || 'none given',
      },
      at: iso(open.at ?? session.changedAt),
    },
  ]
}

/** How full the model's context is after the newest answer, where the size of its window is known. */
function pressure(
  { key, source, entries }: SessionEnd,
  windows: ReadonlyMap<string, number | null>,
  percent: number,
): readonly Observation[] {
  const last = entries.findLast(
    (entry): entry is AssistantEntry => entry.kind === 'assistant' && entry.tokens !== null,
  )
  const limit = windows.get(last?.model ?? '') ?? null
  const tokens = last?.tokens ?? 0
  if (!last || limit === null || tokens * 100 < limit * percent) return []
  const summary = `the context of ${key} holds ${tokens} of ${limit} tokens`
  const seen = evidence(source, `${tokens} tokens after the newest answer`, { at: last.at })
  return [
    {
      code: 'session-transcript.context-high',
      severity: 'warning',
      summary,
      evidence: [seen],
      params: { tokens, limit },
      at: iso(last.at),
    },
  ]
}

/** What a provider or CLI backend says about its limit, delivered to the user as if it were an answer. */
const LIMIT =
  /you've hit your (?:usage |session |weekly )?limit|usage limit reached|credit balance is too low/i

function limitAnswer({ key, source, entries, agent }: SessionEnd): readonly Observation[] {
  const last = entries.findLast((entry): entry is AssistantEntry => entry.kind === 'assistant')
  // A long answer may speak of limits; the provider's own sentence is short.
  if (!last || last.text.length > 200 || !LIMIT.test(last.text)) return []
  const summary = `the newest answer of ${key} is the provider's own limit message: ${last.text.slice(0, 120)}`
  return [
    {
      code: 'session-transcript.limit-as-answer',
      severity: 'fault',
      summary,
      evidence: [evidence(source, last.text, { at: last.at })],
      params: { session: key, agent, said: last.text.slice(0, 120) },
      at: iso(last.at),
    },
  ]
}

interface OpenEnd {
  readonly kind: 'nothing' | 'failed' | 'empty'
  readonly text: string
  readonly at: number | null
}

/** How a session ends without an answer (a sentence of the gateway's own in place of one is none); null where it ends well or nobody has asked anything. The message of a turn
 *  that failed before the model was called may itself be missing: only the note of it stands there. */
export function openEnd(entries: readonly Entry[]): OpenEnd | null {
  const asked = entries.findLastIndex(
    (entry) => entry.kind === 'user' || (entry.kind === 'notice' && entry.type === 'run-failed-before-reply'),
  )
  const question = entries[asked]
  if (!question) return null
  const after = entries.slice(asked + 1)
  const answers = after.filter((entry): entry is AssistantEntry => entry.kind === 'assistant')
  if (
    answers.some(
      (one) =>
        one.text.trim() !== '' &&
        cannedOf(one.text) === null &&
        !one.error &&
        (one.stopReason === 'stop' || one.stopReason === 'length'),
    )
  )
    return null
  if (question.kind === 'notice') return { kind: 'failed', text: question.text, at: question.at }
  const note = after.findLast((entry) => entry.kind === 'notice' && entry.type === 'run-failed-before-reply')
  if (note?.kind === 'notice') return { kind: 'failed', text: note.text, at: note.at }
  const last = answers.at(-1)
  if (!last) return { kind: 'nothing', text: '', at: question.at }
  const apology = answers.findLast(
    (one) => cannedOf(one.text) === 'failed' || cannedOf(one.text) === 'parked',
  )
  if (apology) return { kind: 'failed', text: apology.text, at: apology.at }
  if (last.stopReason === 'error' || last.stopReason === 'aborted' || last.error)
    return { kind: 'failed', text: last.error ?? last.stopReason ?? '', at: last.at }
  if (last.stopReason === 'toolUse') return { kind: 'nothing', text: '', at: last.at }
  return last.text.trim() === '' ? { kind: 'empty', text: '', at: last.at } : null
}

function damaged({ key, source, damaged: rows, changedAt, agent }: SessionEnd): Observation {
  const first = rows[0] ?? 0
  return {
    code: 'session-transcript.row-invalid',
    severity: 'fault',
    summary: `${rows.length === 1 ? 'a row' : `${rows.length} rows`} of ${key} hold no valid record (row ${first}): its turns fail, and the next start is refused`,
    evidence: [evidence(source, `row ${first} is no JSON`, { at: changedAt })],
    params: { session: key, agent, count: rows.length, file: source.split(' session ')[0] ?? source },
    count: rows.length,
  }
}
