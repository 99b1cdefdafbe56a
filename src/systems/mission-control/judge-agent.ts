import type { Code } from '../../catalog/codes/index.ts'
import { duration } from '../../core/duration.ts'
import type { Severity } from '../../core/finding.ts'
import type { Agent } from './agent.ts'
import { type AgentRequests, checkInTrouble, type Workspace } from './check-in.ts'
import { judgeWaiting } from './judge-waiting.ts'

/** The delayed task that belongs to an agent's present generation. */
export type TaskState =
  | { readonly kind: 'present'; readonly dueAt: number; readonly attempts: number }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }

/** What is known of one agent besides its row. Times are epoch ms. */
export interface AgentFacts {
  readonly now: number
  readonly task: TaskState
  /** A deadline that passed this long ago should have been worked on, ms. */
  readonly graceMs: number
  /** An agent that was written this short ago may still be in its provisioning, ms. */
  readonly provisionMs: number
  /** Wakes without a check-in after which the agent is given up. */
  readonly attempts: number
  /** The last step of its lifecycle in the logs: `skip_stale_generation`, `retriggered` …; null where none is seen. */
  readonly lastStep: string | null
  /** The API could not put a task into the queue since the wake. */
  readonly enqueueFailed: boolean
  /** The worker dropped a task since the wake. */
  readonly dropped: boolean
  readonly requests: AgentRequests
  readonly workspace: Workspace
}

export interface AgentVerdict {
  /** Null for an agent of which there is nothing to say. */
  readonly code: Code | null
  readonly severity: Severity
  /** What is so, for people: "offline after 3 wakes without a check-in". */
  readonly says: string
}

export const HEALTHY: AgentVerdict = { code: null, severity: 'note', says: 'healthy' }

/** Written by the worker when it gives up (Mission Control of 2026-04). */
export const GAVE_UP = 'Agent did not check in after wake; max wake attempts reached'

const UNFINISHED = ['provisioning', 'updating']

/** What an agent's row, its task and the logs say together. The list of the API shows "provisioning" for most of
 *  these. */
export function judgeAgent(agent: Agent, facts: AgentFacts): AgentVerdict {
  const { seenAt, wokenAt } = agent
  if (agent.status === 'deleting') return HEALTHY
  const checkedIn = seenAt !== null && (wokenAt === null || seenAt >= wokenAt)
  return checkedIn ? judgeSeen(agent, seenAt, facts) : judgeUnseen(agent, facts)
}

/** It has called the API since its last wake. */
function judgeSeen(agent: Agent, seenAt: number, { now }: AgentFacts): AgentVerdict {
  const silentMs = now - seenAt
  const ago = duration(Math.max(0, silentMs))
  // A heartbeat may come late by one interval before it is missing.
  if (silentMs > 2 * agent.everyMs + 60_000)
    return {
      code: 'e2e-queue.agent-silent',
      severity: 'fault',
      says: `last seen ${ago} ago, a heartbeat is due every ${duration(agent.everyMs)}`,
    }
  if (UNFINISHED.includes(agent.status))
    return {
      code: 'e2e-queue.status-stuck',
      severity: 'warning',
      says: `shows ${agent.status} and was seen ${ago} ago: alive under a stale label`,
    }
  if (agent.attempts > 0 && agent.deadlineAt !== null)
    return {
      code: 'e2e-queue.heartbeat-missing',
      severity: 'warning',
      says: `calls the API (${ago} ago) and never sent a heartbeat since its wake`,
    }
  return HEALTHY
}

/** It has not called since its last wake, or never. */
function judgeUnseen(agent: Agent, facts: AgentFacts): AgentVerdict {
  const { status, error, attempts } = agent
  if (agent.hasGateway && agent.gatewayUrl === '')
    return {
      code: 'e2e-queue.gateway-url-missing',
      severity: 'fault',
      says: 'its gateway has no URL: nothing was ever sent to it',
    }
  if (error === GAVE_UP || (status === 'offline' && attempts >= facts.attempts))
    return judgeGivenUp(agent, facts)
  if (error !== null && UNFINISHED.includes(status))
    return {
      code: 'e2e-queue.provision-failed',
      severity: 'fault',
      says: `${status} failed and nothing will try again: ${error.slice(0, 200)}`,
    }
  return judgeWaiting(agent, facts)
}

function judgeGivenUp(agent: Agent, { requests, workspace, attempts }: AgentFacts): AgentVerdict {
  const { code, why } = checkInTrouble(requests, workspace)
  const next =
    agent.attempts >= attempts ? '; the next update gives it one deadline only, not three attempts' : ''
  return {
    code,
    severity: 'fault',
    says: `offline after ${agent.attempts} wakes without a check-in: ${why}${next}`,
  }
}
