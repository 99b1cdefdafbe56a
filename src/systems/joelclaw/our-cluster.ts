import type { ClusterAnswer } from '../../../checks/substrate/cluster.ts'
import type { JoelclawSettings } from './settings.ts'

/** Whether the cluster that was asked is the gateway's: it was named or declared, or it holds the gateway's pods.
 *  The only context of a kubeconfig may as well be somebody's test cluster. */
export function isOurCluster(answer: ClusterAnswer, { kubernetes }: JoelclawSettings): boolean {
  if (kubernetes.expected === true || kubernetes.context !== null) return true
  const ours = [...kubernetes.required, ...kubernetes.optional]
  return answer.ok && answer.pods.some((pod) => ours.includes(pod.name))
}
