const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Locales that between them know the zones' everyday names; others say GMT+1. */
const NAMING = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA']

/** Tells times in one zone as seen at `now`. */
export interface Times {
  /** "21:04 CET, 3 min ago", with the date where it is not today's; `null` for what is no time. */
  readonly moment: (iso: string | null) => string | null
  /** "21:04 CET"; the text itself for what is no time. */
  readonly clock: (iso: string) => string
  /** "22:00 to 23:00 CET". */
  readonly span: (since: string, until: string) => string
}

/** Times for people: local clock, zone and age. `now` in epoch ms, `timeZone` as IANA names it (UTC when unknown). */
export function timesIn(timeZone: string, now: number): Times {
  const zone = isZone(timeZone) ? timeZone : 'UTC'
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const zoneName = zoneNamer(zone)
  const local = (time: number) => {
    const part = Object.fromEntries(parts.formatToParts(time).map(({ type, value }) => [type, value]))
    return { date: `${part.day} ${part.month}`, year: part.year, time: `${part.hour}:${part.minute}` }
  }
  const today = local(now)
  const bare = (time: number): string => {
    const at = local(time)
    if (at.year !== today.year) return `${at.date} ${at.year} ${at.time}`
    return at.date === today.date ? at.time : `${at.date} ${at.time}`
  }
  const clock = (iso: string): string => {
    const time = Date.parse(iso)
    return Number.isNaN(time) ? iso : `${bare(time)} ${zoneName(time)}`
  }
  return {
    clock,
    moment: (iso) => {
      const time = iso === null ? Number.NaN : Date.parse(iso)
      return Number.isNaN(time) ? null : `${clock(iso ?? '')}, ${age(now - time)}`
    },
    span: (since, until) => {
      const start = Date.parse(since)
      return Number.isNaN(start) ? `until ${clock(until)}` : `${bare(start)} to ${clock(until)}`
    },
  }
}

/** How long ago, in one unit: "3 min ago"; a time that is yet to come: "in 5 min". */
function age(ms: number): string {
  if (Math.abs(ms) < 5 * SECOND) return 'just now'
  return ms < 0 ? `in ${rough(-ms)}` : `${rough(ms)} ago`
}

function rough(ms: number): string {
  if (ms < 90 * SECOND) return `${Math.round(ms / SECOND)} s`
  if (ms < 90 * MINUTE) return `${Math.round(ms / MINUTE)} min`
  return ms < 2 * DAY ? `${Math.round(ms / HOUR)} h` : `${Math.round(ms / DAY)} d`
}

/** A duration in ms: "80 ms", "1.2 s", "12 s", "2 min 5 s". */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 10 * SECOND) return `${(ms / SECOND).toFixed(1)} s`
  const seconds = Math.round(ms / SECOND)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** The zone's everyday name at a time ("CET"), else its offset ("GMT+3"); asks the locales in turn, each once. */
function zoneNamer(timeZone: string): (time: number) => string {
  const formats: Intl.DateTimeFormat[] = []
  const nameIn = (index: number, time: number): string => {
    formats[index] ??= new Intl.DateTimeFormat(NAMING[index], { timeZone, timeZoneName: 'short' })
    return formats[index].formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? timeZone
  }
  return (time) => {
    for (const index of NAMING.keys()) {
      const name = nameIn(index, time)
      if (/^[A-Z]+$/.test(name)) return name
    }
    return nameIn(0, time)
  }
}

function isZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return true
  } catch {
    return false
  }
}
