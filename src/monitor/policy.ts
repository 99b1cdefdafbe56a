import type { RestartLimits } from './limits.ts'

/** When the monitor acts: counts are walks in a row, times are ms. */
export interface Policy {
  /** Failing walks before somebody is told of a fault, of a degraded channel, or that nothing can be told. */
  readonly alertAfter: number
  readonly channelAlertAfter: number
  readonly blindAlertAfter: number
  /** Good walks that end an alert. */
  readonly clearAfter: number
  /** A streak that was not fed for this long starts anew. */
  readonly streakTtlMs: number
  /** Walks closer together than this count once, so that two monitors do not double a streak. */
  readonly minGapMs: number
  /** An alert that is open for this long is told once more. */
  readonly escalateAfterMs: number
  readonly restart: RestartPolicy
  /** Who is told, by the name of the sender: each gets every message. */
  readonly sinks: readonly string[]
}

export interface RestartPolicy extends RestartLimits {
  readonly enabled: boolean
  /** Failing walks in a row, all of them such as a restart mends. */
  readonly after: number
}
