/** What part of the past is judged: times in epoch ms, and a count of records (0 = all within the time). */
export interface Window {
  readonly since: number
  readonly until: number
  readonly lines: number
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

/** True where the time lies inside the window; an unknown time is never inside. */
export function inWindow(window: Window, time: number | null): boolean {
  return time !== null && time >= window.since && time <= window.until
}
