import type { Problem, SecretRef } from './host.ts'

export interface WsRequest {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  /** Frames to send, each after the answer to the one before; `{"$secret": N}` in a frame is filled from `secrets`. */
  readonly frames: readonly { readonly json: unknown; readonly awaitId?: string }[]
  readonly secrets?: readonly SecretRef[]
  /** Begin only after the server's first message, which some servers greet with. */
  readonly awaitGreeting?: boolean
  readonly deadlineMs: number
  readonly maxBytes?: number
}

export type WsProblem = Problem<'refused' | 'silent' | 'closed' | 'protocol' | 'dns' | 'no-secret'>

export interface WsPort {
  /** Opens, sends the frames, collects the JSON messages received, closes. `closeCode` and `closeReason` are the
   *  server's when it closed first, which may be its answer (1008: policy); null when the close was ours. */
  exchange(
    request: WsRequest,
    signal: AbortSignal,
  ): Promise<
    | {
        readonly ok: true
        readonly messages: readonly unknown[]
        readonly closeCode: number | null
        readonly closeReason?: string
      }
    | WsProblem
  >
}
