import type { Code } from '../../src/catalog/codes/index.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, iso, type Observation } from '../../src/core/finding.ts'
import type { KubeCondition, KubeNode } from '../../src/host/kube.ts'

export const NODE_CODES: readonly Code[] = [
  'substrate.no-node',
  'substrate.node-not-ready',
  'substrate.node-unschedulable',
  'substrate.node-pressure',
  'substrate.warming-up',
]

export interface Grace {
  /** Epoch ms. */
  readonly now: number
  /** Not being ready is normal for this long after a start, ms. */
  readonly warmUpMs: number
}

/** A cluster can carry pods when every node is Ready; a cordoned or short node only threatens what comes next. */
export function judgeNodes(nodes: readonly KubeNode[], grace: Grace): readonly Observation[] {
  if (nodes.length === 0) {
    return [
      {
        code: 'substrate.no-node',
        severity: 'fault',
        summary: 'the cluster has no node',
        evidence: [evidence('Kubernetes nodes', 'an empty list')],
      },
    ]
  }
  return nodes.flatMap((node) => [...readiness(node, grace), ...cordon(node), ...pressure(node)])
}

function readiness(node: KubeNode, { now, warmUpMs }: Grace): readonly Observation[] {
  const ready = node.conditions.find((condition) => condition.type === 'Ready')
  if (ready?.status === 'True') return []
  const why = ready ? conditionText(ready) : 'no Ready condition'
  const since = ready?.since ? Date.parse(ready.since) : Number.NaN
  const age = now - since
  const common = {
    evidence: [evidence(`node ${node.name}`, why, { at: ready?.since ?? null })],
    since: iso(ready?.since),
  }
  // "Unknown" means that the kubelet stopped reporting: that is no start.
  if (ready?.status === 'False' && age >= 0 && age < warmUpMs) {
    const params = { what: `node ${node.name}`, age: duration(age) }
    return [
      {
        ...common,
        code: 'substrate.warming-up',
        severity: 'warning',
        summary: `node ${node.name} is not Ready yet (${duration(age)})`,
        params,
      },
    ]
  }
  return [
    {
      ...common,
      code: 'substrate.node-not-ready',
      severity: 'fault',
      summary: `node ${node.name} is not Ready: ${why}`,
      params: { node: node.name, why },
    },
  ]
}

function cordon(node: KubeNode): readonly Observation[] {
  if (!node.unschedulable) return []
  return [
    {
      code: 'substrate.node-unschedulable',
      severity: 'warning',
      summary: `node ${node.name} takes no new pods (SchedulingDisabled)`,
      evidence: [evidence(`node ${node.name}`, 'unschedulable: true')],
      params: { node: node.name },
    },
  ]
}

function pressure(node: KubeNode): readonly Observation[] {
  const short = node.conditions.filter((one) => /Pressure$/.test(one.type) && one.status === 'True')
  if (short.length === 0) return []
  const why = short.map((one) => one.type).join(', ')
  return [
    {
      code: 'substrate.node-pressure',
      severity: 'warning',
      summary: `node ${node.name} reports ${why}`,
      evidence: short.map((one) => evidence(`node ${node.name}`, conditionText(one), { at: one.since })),
      params: { node: node.name, why },
    },
  ]
}

function conditionText({ type, status, reason }: KubeCondition): string {
  return `${type}=${status}${reason ? ` (${reason})` : ''}`
}
