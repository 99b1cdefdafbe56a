export interface ClockPort {
  /** Wall clock, epoch ms. */
  now(): number
  /** For durations, ms. */
  monotonic(): number
  /** A signal that aborts after `ms`. */
  deadline(ms: number): AbortSignal
  /** Resolves after `ms`, or as soon as the signal aborts. */
  sleep(request: { ms: number }, signal: AbortSignal): Promise<void>
}
