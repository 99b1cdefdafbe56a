import type { Code } from '../catalog/codes/index.ts'
import type { LayerId } from '../core/layer.ts'
import type { RedisTarget } from '../host/redis.ts'

/** What a system says about being watched. */
export interface Watch {
  /** Layers whose failure means that the gateway as a whole is down. */
  readonly critical: readonly LayerId[]
  readonly restart: RestartWatch | null
  readonly channels: ChannelWatch
  /** Where the gateway's own telemetry takes events (HTTP POST of one JSON event); null where there is no such place. */
  readonly ingest: string | null
  /** The Redis that the gateway itself works with; null where it has none, or none is known. */
  readonly redis: Pick<RedisTarget, 'host' | 'port'> | null
}

export interface RestartWatch {
  /** The system's own command, as an argument list. */
  readonly command: readonly string[]
  /** Faults that a restart mends; they count only in a critical layer. */
  readonly mends: readonly string[]
  /** Codes, or layers for all of theirs, that may stand beside such a fault and are its cause: a restart would
   *  change nothing. */
  readonly unless: readonly string[]
}

/** How findings tell of channels. */
export interface ChannelWatch {
  /** Codes of channels in trouble, and the parameter that names the channel. */
  readonly signs: readonly { readonly code: Code; readonly param: string }[]
  /** Codes of channels whose alarms are off; their parameters are `channel` and `reason`. */
  readonly muted: readonly Code[]
  /** Codes that say that their layer does not tell whether a channel works: the one that `param` names, or, where it is
   *  null, any. Such a walk neither feeds nor ends the channel's streak. */
  readonly untold: readonly { readonly code: Code; readonly param: string | null }[]
}

/** A system that says nothing: everything is told, nothing restarted. */
export const PLAIN_WATCH: Watch = {
  critical: ['process', 'cli-status', 'redis'],
  restart: null,
  channels: { signs: [], muted: [], untold: [] },
  ingest: null,
  redis: null,
}
