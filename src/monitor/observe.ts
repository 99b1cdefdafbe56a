import { elapsed, type Moment, notAfter } from './moment.ts'
import type { Policy } from './policy.ts'
import type { Reading, Trouble } from './reading.ts'
import type { Condition } from './state.ts'

/** One walk's share in a condition: its streak grows, ends, or is left alone where the walk did not get that far.
 *  Null when there is nothing left to remember. */
export function observe(
  was: Condition | null,
  trouble: Trouble | null,
  reading: Reading,
  now: Moment,
  policy: Policy,
): Condition | null {
  const known = was && restamped(was, now)
  if (trouble) return known ? failing(known, trouble, now, policy) : fresh(trouble, now)
  if (!known) return null
  if (isOver(known, reading)) return { ...known, streak: 0, mendable: 0, good: known.good + 1, last: now }
  const stale = elapsed(known.last, now) >= policy.streakTtlMs
  return stale && !known.alert ? null : known
}

function fresh(trouble: Trouble, now: Moment): Condition {
  const mendable = trouble.mends ? 1 : 0
  return { trouble, streak: 1, mendable, good: 0, since: now, last: now, restart: null, alert: null }
}

function failing(known: Condition, trouble: Trouble, now: Moment, policy: Policy): Condition {
  const age = elapsed(known.last, now)
  if (age >= policy.streakTtlMs && !known.alert) return fresh(trouble, now)
  if (age < policy.minGapMs && known.good === 0) return { ...known, trouble }
  return {
    ...known,
    trouble,
    streak: known.streak + 1,
    mendable: trouble.mends ? known.mendable + 1 : 0,
    good: 0,
    last: now,
  }
}

/** A trouble is over when its layer was looked at again and shows none; not being able to tell is over when one can. */
function isOver({ trouble: { key, layer } }: Condition, { cleared, untold, verdict }: Reading): boolean {
  if (key === 'blind') return verdict !== 'unknown'
  if (!cleared.includes(layer)) return false
  if (key === 'general') return verdict !== 'failed'
  return !untold.some((one) => one.layer === layer && (one.keys === key || one.keys === 'channel:'))
}

const restamped = (condition: Condition, now: Moment): Condition => ({
  ...condition,
  since: notAfter(condition.since, now),
  last: notAfter(condition.last, now),
  alert: condition.alert && { ...condition.alert, opened: notAfter(condition.alert.opened, now) },
})
