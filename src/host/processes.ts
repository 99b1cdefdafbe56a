import type { Problem } from './host.ts'

export interface ProcessInfo {
  readonly pid: number
  readonly ppid: number
  readonly uid: number
  /** The argument list joined by spaces, or the name where it may not be read; secrets are the reader's to cut. */
  readonly command: string
  /** Epoch ms; null where it is not known. */
  readonly startedAt: number | null
  /** R, S, D, T (stopped), Z (zombie) …, as `ps` writes it. */
  readonly state: string
}

export interface ServiceRequest {
  readonly manager: 'systemd' | 'launchd'
  /** Path or name of systemctl or launchctl. */
  readonly tool: string
  /** The unit, or `gui/501/label`. */
  readonly service: string
  /** systemd: the arguments that say which manager is meant. */
  readonly scope: readonly string[]
  /** launchd: the property list that is read where launchd does not hold the service. */
  readonly file: string | null
  /** Variables for the tool itself. */
  readonly env: Readonly<Record<string, string>>
  /** Names that hold no secret. */
  readonly names: readonly string[]
  readonly deadlineMs: number
}

export interface ProcessesPort {
  /** The named variables that a process was started with (Linux). Meant for names that hold no secret: those are
   *  reached by SecretRef. `denied` for another user's process, `failed` where the system does not tell. */
  environment(request: {
    pid: number
    names: readonly string[]
  }): Promise<
    | { readonly ok: true; readonly values: Readonly<Record<string, string>> }
    | Problem<'absent' | 'denied' | 'failed'>
  >
  /** What a service manager would start a service with: of its environment the named variables alone, of its command
   *  the absolute paths alone, so that no secret of either gets out. A service's environment may hold more than its
   *  definition says (files, the manager's own): what is not here is not known, not absent. */
  service(
    request: ServiceRequest,
    signal: AbortSignal,
  ): Promise<
    | {
        readonly ok: true
        readonly values: Readonly<Record<string, string>>
        readonly paths: readonly string[]
      }
    | Problem<'absent' | 'failed'>
  >
  /** Processes whose command contains every one of the words. Left out are our own process and the parents that
   *  only run it; a gateway whose agent runs us is a parent too, and stays. */
  find(
    request: { includes: readonly string[] },
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly processes: readonly ProcessInfo[] } | Problem<'denied' | 'failed'>>
  /** One process; `absent` when there is none of that pid. */
  get(
    request: { pid: number },
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly process: ProcessInfo } | Problem<'absent' | 'denied' | 'failed'>>
}
