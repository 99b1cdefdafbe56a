/** A point in time as one machine saw it. The wall clock may jump; the time since the start of the machine does not. */
export interface Moment {
  /** Wall clock, epoch ms. */
  readonly at: number
  /** Since the start of the machine, ms. */
  readonly up: number
  /** Which start of which machine; '' where it cannot be told. */
  readonly boot: string
}

/** How long ago something was, ms, never negative: by the machine's uptime while it is the same start, else by the
 *  wall clock. */
export function elapsed(since: Moment, now: Moment): number {
  return comparable(since, now) ? now.up - since.up : Math.max(0, now.at - since.at)
}

/** The moment itself, or `now` for one that lies in the future of a clock that was set back: it would hold us up
 *  until that clock is reached again. */
export function notAfter(moment: Moment, now: Moment): Moment {
  return !comparable(moment, now) && moment.at > now.at ? now : moment
}

const comparable = (since: Moment, now: Moment): boolean =>
  since.boot !== '' && since.boot === now.boot && now.up >= since.up
