import { type Check, defineCheck, fine, found, unchecked } from '../../src/core/check.ts'
import { iso, type Observation } from '../../src/core/finding.ts'
import { fill } from '../../src/core/remedy.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import { REASONS, type Reason } from '../../src/systems/openclaw/reasons.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import type { Turn } from '../../src/systems/openclaw/turns.ts'
import { runtimeIn } from '../cli-status/openclaw-late-harness.ts'

/** The last turn of every agent ended with an answer. Failed turns are told at any level, also where the gateway writes
 *  no more than an INFO line about them. */
export function turnErrorsCheck(settings: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'error-log/turns',
    title: 'turns end with an answer',
    codes: [...new Set(Object.values(REASONS).map(({ code }) => code))],
    looks: [
      "the gateway's log, without what its clients wrote into it",
      'tasks and runs in the state database',
    ],
    run: async ({ ask, now }) => {
      const [log, state, turns] = await Promise.all([ask(probes.log), ask(probes.state), ask(probes.turns)])
      if (log.paths.length === 0 && state.kind !== 'read')
        return unchecked('neither a log nor the state database could be read')
      const findings = judgeTurns(turns, now, settings.thresholds.passingMs)
      if (log.blocked) return unchecked(log.blocked, findings)
      return findings.length > 0 ? found(findings) : fine(wordsOf(turns, log.leftOut))
    },
  })
}

function wordsOf(turns: readonly Turn[], leftOut: number): string {
  const answered = turns.filter((turn) => turn.state === 'ok').length
  return `${answered} of ${turns.length} turns answered${leftOut > 0 ? `, ${leftOut} records of clients left out` : ''}`
}

/** One finding for each reason, those that tell something first. A failure is current until a later turn succeeds: of the same agent, or of the same
 *  session where the fault lies in the session. `passingMs`: what may pass by itself is old news after that. */
export function judgeTurns(turns: readonly Turn[], now: number, passingMs: number): readonly Observation[] {
  const failed = turns.filter(
    (turn) => turn.reason !== null && (turn.state === 'failed' || turn.state === 'retrying'),
  )
  const rooted = failed.map((turn) => ({ turn, reason: rootOf(turn, failed) }))
  const reasons = [...new Set(rooted.map(({ reason }) => reason))].toSorted(
    (a, b) => Number(a === 'other') - Number(b === 'other'),
  )
  return reasons.map((reason) => {
    const own = rooted.filter((one) => one.reason === reason).map(({ turn }) => turn)
    return observe(reason, own, turns, now, passingMs)
  })
}

/** A key in its cooldown is refused without a request: the refusal before it is the cause. */
function rootOf(turn: Turn, failed: readonly Turn[]): Reason {
  if (turn.reason !== 'key-cooldown') return turn.reason as Reason
  const refused = failed.filter(
    (one) => one.at <= turn.at && (one.reason === 'auth' || one.reason === 'billing'),
  )
  const cause = refused.findLast(
    (one) => one.provider === turn.provider || (one.provider === null && one.agent === turn.agent),
  )
  return cause?.reason ?? 'key-cooldown'
}

function observe(
  reason: Reason,
  failed: readonly Turn[],
  turns: readonly Turn[],
  now: number,
  passingMs: number,
): Observation {
  const { code, passing, words } = REASONS[reason]
  const [first, last] = [failed[0] as Turn, failed.at(-1) as Turn]
  const open = failed.filter((turn) => !turns.some((other) => follows(other, turn, reason)))
  const stale = open.length > 0 && passing && now - (open.at(-1)?.at ?? 0) > passingMs
  const shown = open.at(-1) ?? last
  const params = {
    provider: shown.provider ?? 'the provider',
    model: shown.model ?? 'of the agent',
    agent: shown.agent,
    runtime: runtimeIn(shown.text),
    count: failed.length,
  }
  const trying = shown.state === 'retrying' ? ', and the gateway goes on trying' : ''
  const fate = open.length === 0 ? ' (over: a later turn was answered)' : stale ? ' (not seen lately)' : ''
  const many = failed.length === 1 ? 'a turn' : `${failed.length} turns`
  return {
    code,
    severity: open.length === 0 ? 'note' : stale ? 'warning' : 'fault',
    summary: `${many} of agent ${shown.agent} got no answer: ${fill(words, params)}${trying}${fate}`,
    evidence: [
      ...new Map([...shown.evidence, ...first.evidence].map((one) => [one.text, one])).values(),
    ].slice(0, 3),
    params,
    since: iso(first.at),
    at: iso(last.at),
    count: failed.length,
  }
}

/** What lies in the session alone: an answer in another one says nothing of it. */
const OF_SESSION: ReadonlySet<Reason> = new Set(['transcript', 'context', 'session-parked', 'session-locked'])

function follows(other: Turn, failed: Turn, reason: Reason): boolean {
  if (other.state !== 'ok' || other.at <= failed.at) return false
  return OF_SESSION.has(reason) ? other.session === failed.session : other.agent === failed.agent
}
