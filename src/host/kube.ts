import type { Problem } from './host.ts'

export interface KubeTarget {
  /** Path of the kubeconfig; null = the default places. */
  readonly kubeconfig: string | null
  /** Never whichever happens to be current: a context is named, or the file has just one. */
  readonly context: string | null
}

export interface KubeCondition {
  readonly type: string
  readonly status: string
  readonly reason: string | null
  readonly since: string | null
}

export interface KubeNode {
  readonly name: string
  readonly unschedulable: boolean
  readonly conditions: readonly KubeCondition[]
}

export interface KubePod {
  readonly name: string
  readonly phase: string
  readonly deleting: boolean
  readonly startedAt: string | null
  readonly conditions: readonly KubeCondition[]
  readonly containers: readonly {
    readonly name: string
    readonly ready: boolean
    readonly restarts: number
    /** "running", or the reason of waiting or terminated: CrashLoopBackOff, OOMKilled … */
    readonly state: string
    readonly startedAt: string | null
  }[]
}

export type KubeProblem = Problem<
  | 'no-config'
  | 'no-context'
  | 'refused'
  | 'eof'
  | 'tls'
  | 'tls-timeout'
  | 'silent'
  | 'dns'
  | 'forbidden'
  | 'unauthorized'
  | 'http'
>

export interface KubePort {
  nodes(
    request: { target: KubeTarget; deadlineMs: number },
    signal: AbortSignal,
  ): Promise<
    { readonly ok: true; readonly server: string; readonly nodes: readonly KubeNode[] } | KubeProblem
  >
  /** The namespace's pods (at most 500); the caller picks by name. */
  pods(
    request: { target: KubeTarget; namespace: string; deadlineMs: number },
    signal: AbortSignal,
  ): Promise<{ readonly ok: true; readonly pods: readonly KubePod[] } | KubeProblem>
}
