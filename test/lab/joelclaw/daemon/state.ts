import type { Redis } from 'ioredis'
import type { Knobs } from './knobs.ts'
import type { DaemonOptions } from './orders.ts'
import type { PiSession } from './session.ts'

export interface Model {
  readonly provider: string
  readonly id: string
}

/** The turn that runs now. */
export interface Turn {
  readonly id: string
  readonly source: string
  /** Epoch ms of the entry in the durable store. */
  readonly enqueuedAt: number
  readonly startedAt: number
}

/** The Redis side of the daemon, as /health tells it. */
export interface Runtime {
  readonly mode: 'normal' | 'redis_degraded'
  readonly reason: string
  readonly since: number
  readonly reconnectAttempts: number
  readonly lastError: string | null
}

/** The gateway's configuration in Redis, with the defaults of its code. */
export interface GatewayConfig {
  readonly model: string
  readonly fallbackProvider: string
  readonly fallbackModel: string
  readonly fallbackTimeoutMs: number
  readonly fallbackAfterFailures: number
}

/** Everything the parts of the daemon share. */
export interface Daemon {
  readonly options: DaemonOptions
  readonly knobs: Knobs
  readonly startedAt: number
  readonly commands: Redis
  readonly subscriber: Redis
  readonly session: PiSession
  config: GatewayConfig
  wsPort: number
  runtime: Runtime
  turn: Turn | null
  /** Set at dispatch, cleared when the turn ends or the idle waiter gives up; epoch ms. */
  waitingSince: number | null
  consecutiveFailures: number
  fallback: { readonly model: Model; readonly since: number } | null
  activations: number
  /** Prompts dispatched since the start; the first one runs without a timeout watch. */
  dispatched: number
  emit: (
    level: 'info' | 'warn' | 'error' | 'fatal',
    component: string,
    action: string,
    more?: Emission,
  ) => void
  stop: (signal: string) => Promise<void>
}

export interface Emission {
  readonly success?: boolean
  readonly error?: string
  readonly metadata?: Readonly<Record<string, unknown>>
}
