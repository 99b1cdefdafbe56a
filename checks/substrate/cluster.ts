import type { Host } from '../../src/host/host.ts'
import type { KubeNode, KubePod, KubeProblem } from '../../src/host/kube.ts'

export interface Cluster {
  readonly kubeconfig: string | null
  /** Null = the only context of the kubeconfig. */
  readonly context: string | null
  readonly namespace: string
  /** For each of the two questions, ms. */
  readonly deadlineMs: number
}

export type ClusterAnswer =
  | {
      readonly ok: true
      readonly server: string
      readonly nodes: readonly KubeNode[]
      readonly pods: readonly KubePod[]
    }
  | KubeProblem

/** The nodes of a cluster and the pods of one namespace, asked side by side. */
export async function askCluster(host: Host, cluster: Cluster, signal: AbortSignal): Promise<ClusterAnswer> {
  const { kubeconfig, context, namespace, deadlineMs } = cluster
  const target = { kubeconfig, context }
  const [nodes, pods] = await Promise.all([
    host.kube.nodes({ target, deadlineMs }, signal),
    host.kube.pods({ target, namespace, deadlineMs }, signal),
  ])
  if (!nodes.ok) return nodes
  return pods.ok ? { ok: true, server: nodes.server, nodes: nodes.nodes, pods: pods.pods } : pods
}
