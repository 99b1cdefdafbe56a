import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { iso, type Observation } from '../../src/core/finding.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import { type Stall, stallsInLog } from '../../src/systems/openclaw/stalls-in-log.ts'
import type { Turn } from '../../src/systems/openclaw/turns.ts'

/** No session and no lane of the queue stands still, as the gateway itself watches them every 30 seconds. */
export function lanesCheck(probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'stdout-flow/lanes',
    title: 'sessions and lanes move',
    codes: ['stdout-flow.session-stuck', 'stdout-flow.lane-waiting'],
    looks: ["the gateway's own words about its sessions and lanes"],
    run: async ({ ask, now }) => {
      const [{ records, log }, turns, instance] = await Promise.all([
        ask(probes.log),
        ask(probes.turns),
        ask(probes.instance),
      ])
      const startedAt = instance.process?.startedAt ?? null
      const findings = judgeStalls(stallsInLog(records, log.source), turns, { now, startedAt })
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

/** Times are epoch ms; `startedAt` is null where no gateway runs. */
export interface StallView {
  readonly now: number
  readonly startedAt: number | null
}

/** A session that still stands is told of again within this time, ms; the pauses of one that is stuck double. */
const AGAIN_MS: Readonly<Record<Stall['kind'], number>> = {
  stalled: 120_000,
  long: 900_000,
  stuck: 1_800_000,
  waited: 900_000,
  blocked: 900_000,
}
/** Waiting is told from two seconds on; a turn may take this long without harm, ms. */
const LONG_WAIT_MS = 60_000

export function judgeStalls(
  stalls: readonly Stall[],
  turns: readonly Turn[],
  { now, startedAt }: StallView,
): readonly Observation[] {
  if (startedAt === null) return []
  const own = stalls.filter(({ at, kind }) => at >= startedAt && now - at <= AGAIN_MS[kind])
  const sessions = own.filter(({ kind }) => kind === 'stuck' || kind === 'stalled' || kind === 'long')
  const names = [...new Set(sessions.map(({ name }) => name))]
  const last = names.flatMap((name) => sessions.findLast((one) => one.name === name) ?? [])
  const standing = last.filter((stall) => !turns.some((turn) => ends(turn, stall)))
  const late = own.filter(
    ({ kind, ageMs }) => kind === 'blocked' || (kind === 'waited' && ageMs >= LONG_WAIT_MS),
  )
  return [...standing.map((one) => stuck(one, now)), ...(late.length > 0 ? [waiting(late)] : [])]
}

/** The session has done something since: its lane moved. */
const ends = (turn: Turn, { name, at }: Stall): boolean =>
  turn.session === name && turn.at > at && turn.state !== 'running' && turn.state !== 'retrying'

function stuck({ kind, name, at, ageMs, queued, why, evidence }: Stall, now: number): Observation {
  const age = duration(ageMs + Math.max(0, now - at))
  const words = {
    stuck: 'is held by work that nobody owns',
    stalled: 'shows no sign of its work',
    long: 'works on something long',
    waited: '',
    blocked: '',
  }[kind]
  const behind =
    queued === 0 ? '' : `, and ${queued === 1 ? 'a message waits' : `${queued} messages wait`} behind it`
  return {
    code: 'stdout-flow.session-stuck',
    severity: queued > 0 && kind !== 'long' ? 'fault' : 'warning',
    summary: `session ${name} ${words} for ${age} (${why})${behind}`,
    evidence: [evidence],
    params: { session: name, age },
    since: iso(at - ageMs),
    at: iso(at),
  }
}

function waiting(late: readonly Stall[]): Observation {
  const worst = late.toSorted((a, b) => b.ageMs - a.ageMs)[0] as Stall
  const blocked = late.findLast(({ kind }) => kind === 'blocked')
  const shown = blocked ?? worst
  const { name, ageMs, queued, at, evidence } = shown
  const age = duration(ageMs)
  return {
    code: 'stdout-flow.lane-waiting',
    severity: blocked ? 'fault' : 'warning',
    summary: blocked
      ? `lane ${name} holds ${queued} tasks and none of them runs`
      : `a task waited ${age} in lane ${name} before it was begun`,
    evidence: [evidence],
    params: { lane: name, age },
    since: iso(late[0]?.at),
    at: iso(at),
    count: late.length,
  }
}
