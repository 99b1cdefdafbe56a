import { mayRestart, type Permission, stillCounting } from './limits.ts'
import { elapsed, type Moment } from './moment.ts'
import { observe } from './observe.ts'
import { post, restampedHolds } from './outbox.ts'
import type { Policy } from './policy.ts'
import type { Reading } from './reading.ts'
import type { Condition, Message, State } from './state.ts'

export type Action =
  | { readonly type: 'restart'; readonly token: string }
  | { readonly type: 'notify'; readonly kind: Message['kind']; readonly key: string; readonly alert: string }

export interface Tick {
  readonly reading: Reading
  readonly now: Moment
  /** Fresh and unlike any other: names the alerts and the restart of this tick. */
  readonly id: string
  /** The walk after a restart: it tells what the restart did, and starts none. */
  readonly verifies: boolean
  /** Why no restart may be made whatever the limits say; none where it is left out. */
  readonly withheld?: string | null
}

export interface Step {
  readonly state: State
  readonly actions: readonly Action[]
  /** Why a restart that was due is not made; null where none was due or one is made. */
  readonly refused: string | null
}

/** What one walk changes, and what is to be done about it. Everything that must not happen twice is in the new state
 *  before it is done: a restart as a record, a message in the outbox. */
export function reduce(before: State, tick: Tick, policy: Policy): Step {
  const { reading, now } = tick
  const state = {
    ...before,
    restarts: stillCounting(before.restarts, now, policy.restart),
    outbox: restampedHolds(before, now),
  }
  if (!reading.usable) return { state, actions: [], refused: null }
  const permission = restartPermission(state, tick, policy)
  const restarts =
    permission?.allowed && !wasDecided(state, tick)
      ? [...state.restarts, { token: tick.id, moment: now, outcome: null }]
      : state.restarts
  const keys = new Set([...Object.keys(state.conditions), ...reading.troubles.map((trouble) => trouble.key)])
  const changes = [...keys].toSorted().map((key) => change(key, state, tick, policy, permission))
  const notices = changes.flatMap((one) => one.notices)
  const refused = permission && !permission.allowed ? permission.why : null
  const told = post(
    { ...state, restarts, conditions: kept(changes) },
    notices,
    { ...tick, refused },
    policy.sinks,
  )
  const restart: readonly Action[] = permission?.allowed ? [{ type: 'restart', token: tick.id }] : []
  const notify = notices.map(({ kind, condition, alert }): Action => {
    return { type: 'notify', kind, key: condition.trouble.key, alert }
  })
  return { state: told, actions: [...restart, ...notify], refused }
}

/** A message to be: of which kind, about what. */
export interface Notice {
  readonly kind: Message['kind']
  readonly condition: Condition
  readonly alert: string
}

interface Change {
  readonly key: string
  readonly condition: Condition | null
  readonly notices: readonly Notice[]
}

/** Whether this very tick is decided for the second time: an engine lost the first answer. */
const wasDecided = ({ restarts }: State, { id }: Tick): boolean =>
  restarts.some((record) => record.token === id && record.outcome === null)

/** Null while no restart is due: not enabled, not a failure that one mends, not often enough in a row. */
function restartPermission(state: State, tick: Tick, policy: Policy): Permission | null {
  const { reading, now, verifies, withheld } = tick
  const trouble = reading.troubles.find((one) => one.key === 'general')
  if (!policy.restart.enabled || verifies || !trouble?.mends) return null
  const condition = observe(state.conditions.general ?? null, trouble, reading, now, policy)
  if ((condition?.mendable ?? 0) < policy.restart.after) return null
  if (wasDecided(state, tick)) return { allowed: true }
  if (withheld) return { allowed: false, why: withheld }
  return mayRestart(state.restarts, now, policy.restart)
}

function change(
  key: string,
  state: State,
  tick: Tick,
  policy: Policy,
  permission: Permission | null,
): Change {
  const { reading, now } = tick
  const trouble = reading.troubles.find((one) => one.key === key) ?? null
  const was = state.conditions[key] ?? null
  const seen = observe(was, trouble, reading, now, policy)
  if (!seen) return { key, condition: null, notices: [] }
  if (seen.good > 0) return ending(key, seen, tick, policy)
  if (!trouble) return { key, condition: seen, notices: [] }
  const restarting = key === 'general' && permission?.allowed
  if (restarting) return { key, condition: { ...seen, restart: tick.id }, notices: [] }
  return alerting(key, was, seen, tick, policy)
}

/** A condition that is seen to be over: told once, if anything was done about it. */
function ending(key: string, seen: Condition, { id, verifies }: Tick, policy: Policy): Change {
  if (seen.alert) {
    if (seen.good < policy.clearAfter && !verifies) return { key, condition: seen, notices: [] }
    return { key, condition: null, notices: [{ kind: 'resolved', condition: seen, alert: seen.alert.id }] }
  }
  if (!seen.restart) return { key, condition: null, notices: [] }
  return { key, condition: null, notices: [{ kind: 'healed', condition: seen, alert: alertId(id, key) }] }
}

function alerting(key: string, was: Condition | null, seen: Condition, tick: Tick, policy: Policy): Change {
  if (!seen.alert) {
    if (seen.streak < threshold(key, policy)) return { key, condition: seen, notices: [] }
    const alert = { id: alertId(tick.id, key), opened: tick.now, escalated: false }
    const condition = { ...seen, alert }
    return { key, condition, notices: [{ kind: 'alert', condition, alert: alert.id }] }
  }
  const { alert } = seen
  if (!alert.escalated && elapsed(alert.opened, tick.now) >= policy.escalateAfterMs) {
    const condition = { ...seen, alert: { ...alert, escalated: true } }
    return { key, condition, notices: [{ kind: 'escalated', condition, alert: alert.id }] }
  }
  const same = was?.trouble.code === seen.trouble.code
  return { key, condition: seen, notices: same ? [] : [{ kind: 'update', condition: seen, alert: alert.id }] }
}

const alertId = (tick: string, key: string): string => `${tick}.${key}`

function threshold(key: string, { alertAfter, channelAlertAfter, blindAlertAfter }: Policy): number {
  if (key === 'blind') return blindAlertAfter
  return key.startsWith('channel:') ? channelAlertAfter : alertAfter
}

function kept(changes: readonly Change[]): State['conditions'] {
  return Object.fromEntries(
    changes.flatMap(({ key, condition }): [string, Condition][] => (condition ? [[key, condition]] : [])),
  )
}
