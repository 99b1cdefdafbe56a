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
