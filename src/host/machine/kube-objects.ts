import * as z from 'zod'
import type { KubeNode, KubePod } from '../kube.ts'

/** Of a NodeList and a PodList (core/v1) what is judged; anything else that a server adds is dropped. */
const text = z.string().max(2000)
const maybe = text.nullish().transform((value) => value ?? null)

const condition = z
  .object({ type: text, status: text, reason: maybe, lastTransitionTime: maybe })
  .transform(({ type, status, reason, lastTransitionTime }) => ({
    type,
    status,
    reason,
    since: lastTransitionTime,
  }))

const conditions = z
  .array(condition)
  .max(100)
  .nullish()
  .transform((list) => list ?? [])

const node = z
  .object({
    metadata: z.object({ name: text }),
    spec: z.object({ unschedulable: z.boolean().nullish() }).nullish(),
    status: z.object({ conditions }).nullish(),
  })
  .transform(
    ({ metadata, spec, status }): KubeNode => ({
      name: metadata.name,
      unschedulable: spec?.unschedulable ?? false,
      conditions: status?.conditions ?? [],
    }),
  )

const halted = z.object({ reason: maybe }).nullish()

const container = z
  .object({
    name: text,
    ready: z.boolean(),
    restartCount: z.number(),
    state: z
      .object({ running: z.object({ startedAt: maybe }).nullish(), waiting: halted, terminated: halted })
      .nullish(),
  })
  .transform(({ name, ready, restartCount, state }) => ({
    name,
    ready,
    restarts: restartCount,
    state: stateOf(state),
    startedAt: state?.running?.startedAt ?? null,
  }))

const pod = z
  .object({
    metadata: z.object({ name: text, deletionTimestamp: maybe }),
    status: z
      .object({
        phase: maybe,
        startTime: maybe,
        conditions,
        containerStatuses: z.array(container).max(100).nullish(),
      })
      .nullish(),
  })
  .transform(
    ({ metadata, status }): KubePod => ({
      name: metadata.name,
      phase: status?.phase ?? 'Unknown',
      deleting: metadata.deletionTimestamp !== null,
      startedAt: status?.startTime ?? null,
      conditions: status?.conditions ?? [],
      containers: status?.containerStatuses ?? [],
    }),
  )

type State = { running?: unknown; waiting?: z.output<typeof halted>; terminated?: z.output<typeof halted> }

function stateOf(state: State | null | undefined): string {
  if (state?.running) return 'running'
  if (state?.waiting) return state.waiting.reason ?? 'waiting'
  if (state?.terminated) return state.terminated.reason ?? 'terminated'
  return 'unknown'
}

export const nodeList = z.object({ items: z.array(node).max(500) })
export const podList = z.object({ items: z.array(pod).max(500) })
