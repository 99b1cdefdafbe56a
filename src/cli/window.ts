import { UsageError } from '../core/usage-error.ts'
import { HOUR, type Window } from '../core/window.ts'
import { parseMoment } from './times.ts'

export interface WindowFlags {
  readonly hours: string
  readonly since?: string | undefined
  readonly until?: string | undefined
}

/** The window that the flags mean; `now` in epoch ms. Zero, negative and reversed windows are usage errors. */
export function parseWindow(flags: WindowFlags, lines: number, now: number): Window {
  const hours = /^\d+(\.\d+)?$/.test(flags.hours.trim()) ? Number(flags.hours) : Number.NaN
  if (!(hours > 0 && hours <= 24 * 3660))
    throw wrong(`--hours ${JSON.stringify(flags.hours.slice(0, 40))} is not a number of hours above 0.`)
  const until = flags.until !== undefined ? parseMoment(flags.until, '--until', now) : now
  const since = flags.since !== undefined ? parseMoment(flags.since, '--since', now) : until - hours * HOUR
  if (since >= until) throw wrong('The window ends before it begins: --since must be earlier than --until.')
  if (since < 0) throw wrong('The window begins before 1970.')
  return { since, until, lines }
}

/** Checks what can be checked before the clock is asked: the form of each value. */
export function checkWindow(flags: WindowFlags): void {
  parseWindow({ hours: flags.hours }, 0, Date.UTC(2100))
  for (const flag of ['since', 'until'] as const) {
    const text = flags[flag]
    if (text !== undefined) parseMoment(text, `--${flag}`, Date.UTC(9999))
  }
}

/** A whole number of at least `min`. */
export function parseCount(text: string, flag: string, min: number): number {
  const count = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (count >= min) return count
  const message = `${flag} ${JSON.stringify(text.slice(0, 40))} is not a whole number of at least ${min}.`
  throw new UsageError('usage', message, `Write for example ${flag} 50.`)
}

const wrong = (message: string) =>
  new UsageError('usage', message, 'Write for example --hours 2, or --since 8h --until 6h.')
