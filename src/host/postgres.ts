import type { Problem, SecretRef } from './host.ts'

export type PostgresProblem = Problem<
  'refused' | 'dns' | 'silent' | 'auth' | 'no-database' | 'sql' | 'protocol' | 'timeout' | 'no-secret'
>

export interface PostgresPort {
  /** Queries in one read-only transaction with a statement timeout. The URL is a secret: it holds a password. */
  query(
    request: {
      url: SecretRef
      queries: readonly { sql: string; params?: readonly (string | number | null)[]; maxRows?: number }[]
      deadlineMs: number
    },
    signal: AbortSignal,
  ): Promise<
    | { readonly ok: true; readonly results: readonly (readonly Readonly<Record<string, unknown>>[])[] }
    | PostgresProblem
  >
}
