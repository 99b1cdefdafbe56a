import { elapsed, type Moment, notAfter } from './moment.ts'

const DAY_MS = 86_400_000

/** A restart that was decided. Without an outcome it was begun and nobody saw its end, which counts as done. */
export interface RestartRecord {
  readonly token: string
  readonly moment: Moment
  readonly outcome: RestartOutcome | null
}

/** `refused`: the fence was held by somebody else, the command did not run. */
export type RestartOutcome = 'done' | 'failed' | 'refused'

export interface RestartLimits {
  /** Between two restarts, ms. */
  readonly cooldownMs: number
  readonly maxPerDay: number
}

export type Permission = { readonly allowed: true } | { readonly allowed: false; readonly why: string }

/** Whether the limits leave room for a restart now. One that was refused by the fence did not happen here, but did
 *  elsewhere: it counts for the cooldown and not for the day. */
export function mayRestart(
  records: readonly RestartRecord[],
  now: Moment,
  { cooldownMs, maxPerDay }: RestartLimits,
): Permission {
  const ages = records.map((record) => elapsed(record.moment, now))
  const newest = Math.min(...ages)
  if (newest < cooldownMs) {
    const seconds = Math.ceil((cooldownMs - newest) / 1000)
    return { allowed: false, why: `the last restart is too recent, ${seconds} s of the cooldown are left` }
  }
  const today = records.filter((record, index) => record.outcome !== 'refused' && (ages[index] ?? 0) < DAY_MS)
  if (today.length >= maxPerDay)
    return {
      allowed: false,
      why: `restarted ${today.length} times in 24 hours, no more than ${maxPerDay} are allowed`,
    }
  return { allowed: true }
}

/** The records that can still count, with moments of the future brought back to now. */
export function stillCounting(
  records: readonly RestartRecord[],
  now: Moment,
  { cooldownMs }: RestartLimits,
): readonly RestartRecord[] {
  return records
    .map((record) => ({ ...record, moment: notAfter(record.moment, now) }))
    .filter((record) => elapsed(record.moment, now) < Math.max(DAY_MS, cooldownMs))
}

/** The records of the state, which have sane moments, with those of the ledger that it has lost. */
export function merged(
  kept: readonly RestartRecord[],
  ledger: readonly RestartRecord[],
): readonly RestartRecord[] {
  const tokens = new Set(kept.map((record) => record.token))
  return [...kept, ...ledger.filter((record) => !tokens.has(record.token))]
}
