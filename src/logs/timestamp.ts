/** How to read a time that names no zone: `utc`, or the machine's `local` time. */
export type Zone = 'utc' | 'local'

const ISO = /^\[?(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?\]?/
const SYSLOG = /^(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}(\d{1,2}) (\d{2}:\d{2}:\d{2})/

/** The time at the beginning of a line: ISO 8601, Python's `2026-11-20 23:21:20,186`, or syslog's `Nov 20 23:21:20`
 *  in the year before `now`. Epoch ms, null when there is none. */
export function timeAtStart(line: string, zone: Zone, now: number | null = null): number | null {
  const iso = ISO.exec(line)
  if (iso) {
    const [, day, time, fraction = '0', offset] = iso
    const end = offset ? colon(offset) : zone === 'utc' ? 'Z' : ''
    return valid(Date.parse(`${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${end}`))
  }
  const syslog = SYSLOG.exec(line)
  return syslog && now !== null ? inYearBefore(now, `${syslog[1]} ${syslog[2]}`, syslog[3] ?? '', zone) : null
}

/** A time from a field: ISO text, or a number of seconds, ms, µs or ns since the epoch. */
export function timeOf(value: unknown, zone: Zone): number | null {
  if (typeof value === 'string' && /^\d{10,19}(\.\d+)?$/.test(value)) return timeOf(Number(value), zone)
  if (typeof value === 'string') return timeAtStart(value, zone)
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 1e9) return null
  const unit = value < 1e11 ? 1e-3 : value < 1e14 ? 1 : value < 1e17 ? 1e3 : 1e6
  return valid(Math.floor(value / unit))
}

function inYearBefore(now: number, day: string, time: string, zone: Zone): number | null {
  const year = new Date(now).getUTCFullYear()
  const end = zone === 'utc' ? ' UTC' : ''
  const thisYear = valid(Date.parse(`${day} ${year} ${time}${end}`))
  // A day of grace: clocks and zones differ, and a log line is not from the future.
  if (thisYear === null || thisYear <= now + 86_400_000) return thisYear
  return valid(Date.parse(`${day} ${year - 1} ${time}${end}`))
}

function colon(offset: string): string {
  return offset === 'Z' || offset.includes(':') ? offset : `${offset.slice(0, 3)}:${offset.slice(3)}`
}

function valid(time: number): number | null {
  return Number.isFinite(time) && time > 0 && time < 8.64e15 ? time : null
}
