import type { Problem } from './host.ts'

export type SqliteValue = string | number | null

export interface SqlitePort {
  /** SELECTs on a database opened read-only. `copy` works on a private copy of database and WAL, for a database
   *  that no writer has open: opening it would change its files. (So it is also where that can be seen.) Blobs come back as base64. */
  query(
    request: {
      path: string
      copy: boolean
      queries: readonly {
        sql: string
        params?: readonly SqliteValue[]
        maxRows?: number
        zstd?: readonly string[]
      }[]
      deadlineMs: number
    },
    signal: AbortSignal,
  ): Promise<
    | { readonly ok: true; readonly results: readonly (readonly Readonly<Record<string, SqliteValue>>[])[] }
    | Problem<'absent' | 'denied' | 'not-a-database' | 'locked' | 'too-large' | 'sql' | 'timeout'>
  >
}
