import type { Code } from '../../catalog/codes/index.ts'

/** The answers to agents' requests since an agent was woken. The log does not tell which agent asked. */
export interface AgentRequests {
  /** False where the log could not be read, or does not reach back to the wake. */
  readonly known: boolean
  /** Requests of any agent. */
  readonly any: number
  /** Heartbeats by HTTP status. */
  readonly heartbeats: Readonly<Record<number, number>>
}

/** Whether the token in the agent's workspace is the one of the database. */
export type TokenState = 'same' | 'differs' | 'unknown'

/** What the files in the agent's workspace tell, where that is on this machine. */
export interface Workspace {
  readonly token: TokenState
  /** Its HEARTBEAT.md is older than the immediate first check-in. */
  readonly staleTemplates: boolean
}

export interface CheckInTrouble {
  readonly code: Code
  readonly why: string
}

/** Why an agent that was woken did not check in, as far as its token and the API's access log tell. */
export function checkInTrouble(
  requests: AgentRequests,
  { token, staleTemplates }: Workspace,
): CheckInTrouble {
  if (token === 'differs')
    return {
      code: 'e2e-queue.check-in-refused',
      why: 'the token in its workspace is not the one that the database knows',
    }
  const [status, count] = mostFrequent(requests.heartbeats)
  const said = `${count} heartbeats since its wake were answered with ${status}`
  if (status === 429) return { code: 'e2e-queue.check-in-limited', why: said }
  if (status === 401 || status === 403) return { code: 'e2e-queue.check-in-refused', why: said }
  if (status >= 300) return { code: 'e2e-queue.check-in-misrouted', why: said }
  if (staleTemplates)
    return {
      code: 'e2e-queue.templates-stale',
      why: 'its HEARTBEAT.md does not ask for an immediate check-in',
    }
  if (requests.known && requests.any === 0)
    return { code: 'e2e-queue.check-in-absent', why: 'no agent has called the API since its wake' }
  return { code: 'e2e-queue.check-in-exhausted', why: 'nothing tells why it did not check in' }
}

/** The refusal that was given most; `[0, 0]` when no heartbeat was refused. */
function mostFrequent(heartbeats: AgentRequests['heartbeats']): readonly [number, number] {
  const refused = Object.entries(heartbeats)
    .map(([status, count]) => [Number(status), count] as const)
    .filter(([status, count]) => status >= 300 && count > 0)
  return refused.reduce<readonly [number, number]>((most, one) => (one[1] > most[1] ? one : most), [0, 0])
}
