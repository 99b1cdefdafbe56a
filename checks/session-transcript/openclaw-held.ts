import { type Check, defineCheck, fine, found } from '../../src/core/check.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import { agentIds } from '../../src/systems/openclaw/agents.ts'
import { type HeldSession, readHeld } from '../../src/systems/openclaw/parked.ts'
import type { OpenclawProbes } from '../../src/systems/openclaw/probes.ts'
import { isLeaked, readLocks, type SessionLock } from '../../src/systems/openclaw/session-locks.ts'
import type { OpenclawSettings } from '../../src/systems/openclaw/settings.ts'
import type { Turn } from '../../src/systems/openclaw/turns.ts'

/** Every session takes messages: none is parked after restarts, and none is held by a run or lock whose process has
 *  ended. */
export function heldCheck({ stateDir, thresholds }: OpenclawSettings, probes: OpenclawProbes): Check {
  return defineCheck({
    id: 'session-transcript/held',
    title: 'sessions take messages',
    codes: ['session-transcript.session-parked', 'session-transcript.lock-leaked'],
    looks: [`${stateDir}/agents/*/agent/openclaw-agent.sqlite`, `${stateDir}/agents/*/sessions/*.jsonl.lock`],
    run: async (context) => {
      const { ask, now, window } = context
      const [config, state, instance, turns] = await Promise.all([
        ask(probes.config),
        ask(probes.state),
        ask(probes.instance),
        ask(probes.turns),
      ])
      const agents = agentIds(config, state)
      const [held, locks] = await Promise.all([
        readHeld(context, stateDir, agents, instance.process !== null),
        readLocks(context, stateDir, agents),
      ])
      const startedAt = instance.process?.startedAt ?? null
      const view = { now, since: window.since, startedAt, recoveryMs: thresholds.bootGraceMs * 2 }
      const findings = [...judgeHeld(held, view), ...judgeLocks(locks, turns, now)]
      return findings.length > 0 ? found(findings) : fine()
    },
  })
}

/** Times are epoch ms; `startedAt` is null where no gateway runs. */
export interface HeldView {
  readonly now: number
  readonly since: number
  readonly startedAt: number | null
  /** A gateway takes up what its predecessor left open within this time after its start, ms. */
  readonly recoveryMs: number
}

export function judgeHeld(held: readonly HeldSession[], view: HeldView): readonly Observation[] {
  const { now, startedAt, recoveryMs } = view
  const parked = held
    .filter(({ kind }) => kind === 'parked' || kind === 'paused')
    .map((one) => asParked(one, view))
  if (startedAt === null || now - startedAt < recoveryMs) return parked
  const left = held.filter(
    ({ kind, changedAt, waiting }) =>
      kind === 'running' && changedAt < startedAt && (waiting > 0 || changedAt >= view.since),
  )
  return [...parked, ...left.map((one) => asLeaked(one, now))]
}

function asParked(
  { key, agent, kind, reason, channel, changedAt, path }: HeldSession,
  { since }: HeldView,
): Observation {
  const why =
    kind === 'paused'
      ? "a provider's findings wait for a review"
      : `its run could not be gone on with after restarts${reason ? `: ${reason}` : ''}`
  return {
    code: 'session-transcript.session-parked',
    // Nobody may ever come back to an old one.
    severity: changedAt < since ? 'note' : channel === null ? 'warning' : 'fault',
    summary: `session ${key} takes no more messages: ${why}`,
    evidence: [
      evidence(`${path} session_nodes ${key}`, `${kind}${reason ? `: ${reason}` : ''}`, { at: changedAt }),
    ],
    params: { session: key, agent, reason: reason ?? kind },
    at: iso(changedAt),
  }
}

function asLeaked({ key, agent, changedAt, waiting, path }: HeldSession, now: number): Observation {
  const age = duration(Math.max(0, now - changedAt))
  const behind = waiting === 0 ? '' : `, and ${waiting} messages wait behind it`
  return {
    code: 'session-transcript.lock-leaked',
    severity: waiting > 0 ? 'fault' : 'warning',
    summary: `session ${key} is held by a run of a process that has ended (${age} without a sign)${behind}`,
    evidence: [
      evidence(`${path} session_nodes ${key}`, `status running, ${waiting} inputs queued`, { at: changedAt }),
    ],
    params: { session: key, agent, age },
    at: iso(changedAt),
  }
}

/** Every message of the session waits for the lock, ten to sixty seconds, and then fails. */
export function judgeLocks(
  locks: readonly SessionLock[],
  turns: readonly Turn[],
  now: number,
): readonly Observation[] {
  return locks
    .filter((lock) => isLeaked(lock, now))
    .map(({ path, agent, pid, createdAt, process }) => {
      const age = duration(Math.max(0, now - createdAt))
      const owner =
        pid === null
          ? 'names no process'
          : process === null
            ? `names pid ${pid}, which has ended`
            : `names pid ${pid}, which is another process now`
      const waited = turns.some(
        ({ reason, text, at }) =>
          reason === 'session-locked' && at >= createdAt && text.includes(path.split('/').at(-1) ?? path),
      )
      return {
        code: 'session-transcript.lock-leaked',
        severity: waited ? 'fault' : 'warning',
        summary: `a session of agent ${agent} is locked for ${age} by a lock that ${owner}${waited ? ', and its messages fail' : ''}`,
        evidence: [evidence(path, `pid ${pid ?? '?'}`, { at: createdAt })],
        params: { session: path.split('/').at(-1)?.replace('.jsonl.lock', '') ?? '', agent, age },
        since: iso(createdAt),
      } as const
    })
}
