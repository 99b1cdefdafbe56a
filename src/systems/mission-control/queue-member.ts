import * as z from 'zod'

const LIFECYCLE = 'agent_lifecycle_reconcile'
/** Task types that the worker has a handler for. */
const KNOWN = [LIFECYCLE, 'webhook_delivery']

const member = z.object({
  task_type: z.string().max(200).optional(),
  attempts: z.number().int().min(0).optional(),
  payload: z
    .object({ agent_id: z.string().max(64).optional(), generation: z.number().int().optional() })
    .optional(),
})

/** A task that waits in the queue. */
export interface Task {
  readonly kind: 'lifecycle' | 'other' | 'unknown' | 'malformed'
  /** As it is written; '' where there is none. */
  readonly type: string
  /** Runs that failed before. */
  readonly attempts: number
  readonly agentId: string | null
  readonly generation: number | null
}

/** A task from a member of the list or of the delayed set. */
export function taskOf(text: string): Task {
  const parsed = member.safeParse(parse(text))
  if (!parsed.success) return { kind: 'malformed', type: '', attempts: 0, agentId: null, generation: null }
  const { task_type: type = '', attempts = 0, payload } = parsed.data
  const kind = type === LIFECYCLE ? 'lifecycle' : KNOWN.includes(type) ? 'other' : 'unknown'
  return {
    kind,
    type,
    attempts,
    agentId: payload?.agent_id ?? null,
    generation: payload?.generation ?? null,
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
