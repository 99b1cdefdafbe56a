import * as z from 'zod'
import { defineCheck, found, type Outcome, unchecked } from '../../src/core/check.ts'
import { defineKind } from '../kind.ts'
import { API_CODES, judgeApi } from './api.ts'
import { askCluster, type ClusterAnswer } from './cluster.ts'
import { type Grace, judgeNodes, NODE_CODES } from './nodes.ts'
import { judgePods, POD_CODES, type Wanted } from './pods.ts'

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('kubernetes'),
  kubeconfig: z.string().min(1).nullable().default(null),
  context: z.string().min(1).nullable().default(null),
  namespace: z.string().min(1).default('default'),
  required: z.array(z.string()).default([]),
  optional: z.array(z.string()).default([]),
  warmUpMs: z.number().int().positive().default(120_000),
  deadlineMs: z.number().int().positive().default(5_000),
})

export const KUBERNETES_CODES = [...new Set([...API_CODES, ...NODE_CODES, ...POD_CODES])]

/** The nodes of a cluster are Ready, and so are the named pods. */
export const kubernetesPods = defineKind({
  schema,
  make: ({ name, warmUpMs, ...cluster }) =>
    defineCheck({
      id: `substrate/${name}`,
      title: 'the cluster and its pods are ready',
      codes: KUBERNETES_CODES,
      looks: [`Kubernetes nodes and the pods of ${cluster.namespace}`],
      run: async ({ host, now, signal }) => {
        const answer = await askCluster(host, cluster, signal)
        if (answer.ok) return judgeCluster(answer, cluster, { now, warmUpMs })
        const finding = judgeApi(answer, cluster.context)
        return finding ? found([finding]) : unchecked(answer.message)
      },
    }),
})

/** All that nodes and pods show, with one line for people. */
export function judgeCluster(answer: ClusterAnswer & { ok: true }, wanted: Wanted, grace: Grace): Outcome {
  const findings = [...judgeNodes(answer.nodes, grace), ...judgePods(answer.pods, wanted, grace)]
  const ready = wanted.required.length > 0 ? `, ${wanted.required.join(' and ')} ready` : ''
  return found(
    findings,
    `${answer.nodes.length === 1 ? '1 node' : `${answer.nodes.length} nodes`} Ready${ready}`,
  )
}
