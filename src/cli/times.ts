import { UsageError } from '../core/usage-error.ts'

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** A duration such as `60s`, `90m`, `1.5h`, `2d` or `500ms`, in ms. */
export function parseDuration(text: string, flag: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(text.trim())
  const ms = match ? Number(match[1]) * (UNITS[match[2] as string] as number) : Number.NaN
  if (Number.isFinite(ms) && ms > 0) return Math.round(ms)
  throw new UsageError(
    'usage',
    `${flag} ${quote(text)} is not a duration.`,
    'Write a number with ms, s, m, h, d or w: 60s, 90m, 2h.',
  )
}

/** A moment: ISO time, or a duration back from `now`; epoch ms. */
export function parseMoment(text: string, flag: string, now: number): number {
  if (/^\d{4}-\d{2}-\d{2}/.test(text.trim())) {
    const time = Date.parse(text.trim())
    if (Number.isFinite(time)) return time
  } else if (/^\d+(?:\.\d+)?(ms|s|m|h|d|w)$/.test(text.trim())) return now - parseDuration(text, flag)
  throw new UsageError(
    'usage',
    `${flag} ${quote(text)} is neither a time nor a duration.`,
    'Write 2026-11-20T21:00:00Z, or a duration back from now: 8h.',
  )
}

const quote = (text: string): string => JSON.stringify(text.slice(0, 80))
