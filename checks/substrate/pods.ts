import type { Code } from '../../src/catalog/codes/index.ts'
import { duration } from '../../src/core/duration.ts'
import { evidence, type Observation, type Severity } from '../../src/core/finding.ts'
import type { KubePod } from '../../src/host/kube.ts'
import type { Grace } from './nodes.ts'

export const POD_CODES: readonly Code[] = [
  'substrate.pod-missing',
  'substrate.pod-not-ready',
  'substrate.pod-crash-loop',
  'substrate.pod-image-pull',
  'substrate.pod-pending',
  'substrate.warming-up',
]

export interface Wanted {
  readonly namespace: string
  /** Pods without which nothing works, by name. */
  readonly required: readonly string[]
  readonly optional: readonly string[]
}

/** Restarts after which a container that has just started is crashing, not coming up. */
const CRASHING = 3

/** Each wanted pod exists and is Ready; one that has just started may still warm up. */
export function judgePods(pods: readonly KubePod[], wanted: Wanted, grace: Grace): readonly Observation[] {
  const judge = (severity: Severity) => (name: string) => {
    const pod = pods.find((one) => one.name === name)
    return pod
      ? judgePod(pod, severity, wanted.namespace, grace)
      : [missing(name, severity, wanted.namespace)]
  }
  return [...wanted.required.flatMap(judge('fault')), ...wanted.optional.flatMap(judge('warning'))]
}

function missing(pod: string, severity: Severity, namespace: string): Observation {
  return {
    code: 'substrate.pod-missing',
    severity,
    summary: `pod ${pod} does not exist in the namespace ${namespace}`,
    evidence: [evidence(`pods of ${namespace}`, `no ${pod}`)],
    params: { pod, namespace },
  }
}

function judgePod(
  pod: KubePod,
  severity: Severity,
  namespace: string,
  { now, warmUpMs }: Grace,
): readonly Observation[] {
  const ready = pod.conditions.find((condition) => condition.type === 'Ready')
  if (ready?.status === 'True' && !pod.deleting) return []
  const state = stateOf(pod)
  const restarts = Math.max(0, ...pod.containers.map((container) => container.restarts))
  const readyCount = pod.containers.filter((container) => container.ready).length
  const code = codeOf(pod, state)
  const common = {
    evidence: [
      evidence(
        `pod ${namespace}/${pod.name}`,
        `${readyCount}/${pod.containers.length} ${state}, ${restarts} restarts`,
        { at: ready?.since ?? null },
      ),
    ],
    since: ready?.since ?? null,
  }
  const age = now - startOf(pod)
  const coming = code === 'substrate.pod-not-ready' || code === 'substrate.pod-pending'
  if (coming && !pod.deleting && restarts < CRASHING && age >= 0 && age < warmUpMs) {
    const params = { what: `pod ${pod.name}`, age: duration(age), pod: pod.name, namespace }
    return [
      {
        ...common,
        code: 'substrate.warming-up',
        severity: 'warning',
        summary: `pod ${pod.name} is not Ready yet (${state}, started ${duration(age)} ago)`,
        params,
      },
    ]
  }
  const summary = `pod ${pod.name} is not Ready: ${readyCount}/${pod.containers.length} ${state}${restarts > 0 ? `, ${restarts} restarts` : ''}`
  return [{ ...common, code, severity, summary, params: { pod: pod.name, namespace, state, restarts } }]
}

/** The word that `kubectl get pods` would show: Terminating, a container's reason, else the phase. */
function stateOf(pod: KubePod): string {
  if (pod.deleting) return 'Terminating'
  const telling = pod.containers.find((container) => !container.ready && container.state !== 'running')
  if (telling) return telling.state
  const unplaced = pod.conditions.find((one) => one.type === 'PodScheduled' && one.status === 'False')
  return pod.phase === 'Pending' && unplaced?.reason ? `Pending, ${unplaced.reason}` : pod.phase
}

function codeOf(pod: KubePod, state: string): Code {
  if (state === 'CrashLoopBackOff') return 'substrate.pod-crash-loop'
  if (/^(ImagePullBackOff|ErrImagePull|InvalidImageName|ErrImageNeverPull)$/.test(state))
    return 'substrate.pod-image-pull'
  return pod.phase === 'Pending' && !pod.deleting ? 'substrate.pod-pending' : 'substrate.pod-not-ready'
}

/** Epoch ms of the latest start of the pod or of one of its containers; NaN when none has started. */
function startOf(pod: KubePod): number {
  const starts = [pod.startedAt, ...pod.containers.map((container) => container.startedAt)]
  const times = starts.flatMap((start) => (start ? [Date.parse(start)] : []))
  return times.length > 0 ? Math.max(...times) : Number.NaN
}
