import type { Problem, SecretRef } from './host.ts'

export interface HttpRequest {
  readonly url: string
  readonly method?: 'GET' | 'POST' | 'HEAD'
  readonly headers?: Readonly<Record<string, string>>
  /** Headers whose value is a secret; `prefix` goes before it ("Bearer "). */
  readonly secretHeaders?: Readonly<Record<string, { readonly secret: SecretRef; readonly prefix?: string }>>
  readonly body?: string
  /** From the first byte out to the last byte in, ms. */
  readonly deadlineMs: number
  /** Bytes of the body kept (default 1,000,000); the rest is not read. */
  readonly maxBytes?: number
  /** Loopback targets never go through a proxy; others only with this. */
  readonly useProxy?: boolean
}

export interface HttpAnswer {
  readonly ok: true
  readonly status: number
  /** Lower case, without parameters; '' when absent. */
  readonly contentType: string
  /** Lower-case names; cookies and other credentials are left out. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly truncated: boolean
  readonly durationMs: number
}

/** `silent`: connected and then no (complete) answer within the deadline. Redirects are answers, never followed. */
export type HttpProblem = Problem<
  | 'refused'
  | 'unreachable'
  | 'dns'
  | 'silent'
  | 'connect-timeout'
  | 'reset'
  | 'tls'
  | 'protocol'
  | 'no-secret'
>

export interface HttpPort {
  request(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer | HttpProblem>
}
