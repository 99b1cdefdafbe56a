import type { KubeCondition, KubeNode, KubePod } from '../../src/host/kube.ts'

/** A Ready node, with its Ready condition and more changed. */
export function node(
  ready: Partial<KubeCondition> = {},
  more: { unschedulable?: boolean; extra?: readonly KubeCondition[] } = {},
): KubeNode {
  const condition = {
    type: 'Ready',
    status: 'True',
    reason: 'KubeletReady',
    since: '2026-02-05T08:00:00Z',
    ...ready,
  }
  return {
    name: 'joelclaw-controlplane-1',
    unschedulable: more.unschedulable ?? false,
    conditions: [condition, ...(more.extra ?? [])],
  }
}

interface PodState {
  readonly ready?: boolean
  readonly phase?: string
  readonly state?: string
  readonly restarts?: number
  readonly startedAt?: string | null
  readonly deleting?: boolean
}

/** A Ready pod of one container that started long ago, with its state changed. */
export function pod(name: string, change: PodState = {}): KubePod {
  const {
    ready = true,
    phase = 'Running',
    state = 'running',
    restarts = 0,
    startedAt = '2026-02-25T08:00:00Z',
    deleting = false,
  } = change
  return {
    name,
    phase,
    deleting,
    startedAt,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', reason: null, since: startedAt }],
    containers: [{ name, ready, restarts, state, startedAt }],
  }
}
