import type { Problem, SecretRef } from './host.ts'

export interface RedisTarget {
  readonly host: string
  readonly port: number
  readonly db?: number
  readonly username?: string
  readonly password?: SecretRef
  readonly tls?: boolean
}

export type RedisValue = string | number | null | readonly RedisValue[]

/** One command's reply, or the error that Redis gave for it. */
export type RedisReply =
  | { readonly ok: true; readonly value: RedisValue }
  | { readonly ok: false; readonly error: string }

/** `silent`: it accepts and says nothing; `protocol`: it talks, but not Redis. */
export type RedisProblem = Problem<
  'refused' | 'dns' | 'silent' | 'closed' | 'auth' | 'loading' | 'protocol' | 'connect-timeout' | 'no-secret'
>

/** `rejected`: the connection stands, but Redis would not write (read-only replica, no memory, no permission). */
export type RedisWriteProblem = RedisProblem | Problem<'rejected'>

export interface RedisPort {
  /** Commands that change nothing (a list in the port decides), on one connection, replies in order. */
  ask(
    request: { target: RedisTarget; commands: readonly (readonly string[])[]; deadlineMs: number },
    signal: AbortSignal,
  ): Promise<
    { readonly ok: true; readonly replies: readonly RedisReply[]; readonly durationMs: number } | RedisProblem
  >
  /** Pushes one event and publishes the wake-up, only while the list is empty (checked in the same transaction).
   *  After `silent` or `closed` it is not known whether it went in: take it back. */
  pushEvent(
    request: {
      target: RedisTarget
      list: string
      event: string
      channel: string
      notice: string
      deadlineMs: number
    },
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly pushed: boolean } | RedisWriteProblem>
  /** Takes back exactly this event if it is still in the list. */
  takeBack(
    request: { target: RedisTarget; list: string; event: string; deadlineMs: number },
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly removed: number } | RedisWriteProblem>
}
