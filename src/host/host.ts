import type { ClockPort } from './clock.ts'
import type { EnvPort } from './env.ts'
import type { ExecPort } from './exec.ts'
import type { FilesPort } from './files.ts'
import type { HttpPort } from './http.ts'
import type { KubePort } from './kube.ts'
import type { LogsPort } from './logs.ts'
import type { PortsPort } from './ports.ts'
import type { PostgresPort } from './postgres.ts'
import type { ProcessesPort } from './processes.ts'
import type { RandomPort } from './random.ts'
import type { RedisPort } from './redis.ts'
import type { SqlitePort } from './sqlite.ts'
import type { WsPort } from './ws.ts'

/** The only way to the machine. Every method takes one plain JSON request (and an AbortSignal where it can take
 *  time) and answers with plain JSON: that is what makes record and replay one small wrapper. A port never throws
 *  for what the target does; it answers `{ok: false, problem, message}`. */
export interface Host {
  readonly files: FilesPort
  readonly logs: LogsPort
  readonly exec: ExecPort
  readonly http: HttpPort
  readonly ws: WsPort
  readonly redis: RedisPort
  readonly kube: KubePort
  readonly sqlite: SqlitePort
  readonly postgres: PostgresPort
  readonly processes: ProcessesPort
  readonly ports: PortsPort
  readonly clock: ClockPort
  readonly env: EnvPort
  readonly random: RandomPort
}

/** What a port answers when it has no answer: a word to judge by and a sentence for people. */
export interface Problem<Word extends string> {
  readonly ok: false
  readonly problem: Word
  readonly message: string
}

/** Where a secret is, never the secret itself: an environment variable, a string inside a JSON or env file, a
 *  `NAME=value` between backticks in a Markdown file, a variable of another process (Linux), or the password inside a
 *  URL that is kept in one of these places.
 *  Host resolves it at the last moment, so that it reaches no check, recording or output. */
export type SecretRef =
  | { readonly env: string }
  | { readonly file: string; readonly path: readonly string[] }
  | { readonly envFile: string; readonly name: string }
  | { readonly markdown: string; readonly name: string }
  | { readonly pid: number; readonly name: string }
  | { readonly passwordOf: SecretRef }
