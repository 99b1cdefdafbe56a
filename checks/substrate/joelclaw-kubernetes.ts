import { type Check, defineCheck, found, type Outcome, skipped, unchecked } from '../../src/core/check.ts'
import { isOurCluster } from '../../src/systems/joelclaw/our-cluster.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { judgeApi } from './api.ts'
import type { ClusterAnswer } from './cluster.ts'
import { judgeCluster, KUBERNETES_CODES } from './kubernetes-pods.ts'

const NAME_IT =
  'name its context in the configuration (kubernetes.context), or set kubernetes.expected to false'

/** The cluster that carries Redis and Inngest is ready. */
export function joelclawKubernetes(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const { expected, context, namespace } = settings.kubernetes
  return defineCheck({
    id: 'substrate/kubernetes',
    title: 'the cluster with Redis and Inngest is ready',
    codes: KUBERNETES_CODES,
    looks: [`Kubernetes context ${context ?? '(the only one)'}, namespace ${namespace}`],
    run: async ({ ask, now }) => {
      if (expected === false) return skipped('this gateway does not stand on Kubernetes')
      const answer = await ask(probes.cluster)
      if (isOurCluster(answer, settings)) return judgeOurs(answer, settings, now)
      const redis = await ask(probes.redis)
      return judgeUnverified(answer, settings, redis.ok)
    },
  })
}

function judgeOurs(answer: ClusterAnswer, settings: JoelclawSettings, now: number): Outcome {
  const { kubernetes, thresholds } = settings
  if (answer.ok) return judgeCluster(answer, kubernetes, { now, warmUpMs: thresholds.warmUpMs })
  const finding = judgeApi(answer, kubernetes.context)
  return finding ? found([finding]) : unchecked(`Kubernetes: ${answer.message}`)
}

/** Whether it is the gateway's cluster is not known. While Redis answers, its state is no evidence of a fault;
 *  with Redis gone as well, an API that is down explains both. */
function judgeUnverified(answer: ClusterAnswer, settings: JoelclawSettings, redisAnswers: boolean): Outcome {
  if (answer.ok) {
    const why = `the only context of the kubeconfig holds none of the gateway's pods in ${settings.kubernetes.namespace}`
    return redisAnswers ? skipped(why) : unchecked(`${why}; ${NAME_IT}`)
  }
  if (answer.problem === 'no-config')
    return skipped(`no kubeconfig (${answer.message}); kubernetes.kubeconfig names one`)
  const finding = judgeApi(answer, null)
  if (finding && !redisAnswers) return found([finding])
  return unchecked(
    `Kubernetes: ${answer.message}. Whether this cluster is the gateway's is not known: ${NAME_IT}`,
  )
}
