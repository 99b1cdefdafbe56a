import { duration } from '../../core/duration.ts'
import type { Agent } from './agent.ts'
import type { AgentFacts, AgentVerdict } from './judge-agent.ts'

const NOTHING: AgentVerdict = { code: null, severity: 'note', says: 'waiting' }

/** An agent that was woken, did not check in yet, and of which no error is written. */
export function judgeWaiting(agent: Agent, facts: AgentFacts): AgentVerdict {
  const { deadlineAt } = agent
  if (deadlineAt === null) return judgeWithoutDeadline(agent, facts)
  return deadlineAt >= facts.now - facts.graceMs
    ? escalating(agent, deadlineAt, facts)
    : judgeOverdue(agent, deadlineAt, facts)
}

/** The policy runs as it should: no fault yet. */
function escalating(agent: Agent, deadlineAt: number, { now, attempts }: AgentFacts): AgentVerdict {
  const left = deadlineAt - now
  const when =
    left >= 0
      ? `next deadline in ${duration(left)}`
      : `its deadline passed ${duration(-left)} ago, the worker is due`
  const second =
    agent.attempts > attempts ? ' (a cycle after an exhausted one: it gets this one deadline only)' : ''
  return {
    code: 'e2e-queue.escalating',
    severity: 'note',
    says: `attempt ${agent.attempts} of ${Math.max(attempts, agent.attempts)}, ${when}${second}`,
  }
}

/** The deadline passed, and whoever should have woken the agent again did not. */
function judgeOverdue(agent: Agent, deadlineAt: number, facts: AgentFacts): AgentVerdict {
  const { task, now, enqueueFailed, dropped } = facts
  const late = `its deadline passed ${duration(now - deadlineAt)} ago after attempt ${agent.attempts}`
  if (task.kind === 'present') {
    if (task.dueAt > now && task.attempts > 0)
      return {
        code: 'e2e-queue.retry-failing',
        severity: 'fault',
        says: `${late}; its task failed ${task.attempts} times and is put off again`,
      }
    if (task.dueAt > now - facts.graceMs)
      return { code: 'e2e-queue.escalating', severity: 'note', says: `${late}; its task is due now` }
    return {
      code: 'e2e-queue.task-overdue',
      severity: 'fault',
      says: `${late}; its task waits since ${duration(now - task.dueAt)}, nobody takes it`,
    }
  }
  if (enqueueFailed)
    return {
      code: 'e2e-queue.enqueue-lost',
      severity: 'fault',
      says: `${late}; the API could not queue its task, so nobody will wake it again`,
    }
  if (task.kind === 'absent')
    return {
      code: dropped ? 'e2e-queue.retry-failing' : 'e2e-queue.task-lost',
      severity: 'fault',
      says: dropped
        ? `${late}; the worker dropped its task after the last retry`
        : `${late}; its task is in no queue`,
    }
  return {
    code: 'e2e-queue.retries-missing',
    severity: 'fault',
    says: `${late} and it was not woken again; the queue could not be looked at`,
  }
}

function judgeWithoutDeadline(agent: Agent, facts: AgentFacts): AgentVerdict {
  const { status, attempts, wokenAt, updatedAt } = agent
  if (attempts > 0 || (wokenAt !== null && facts.lastStep === 'skip_stale_generation'))
    return {
      code: 'e2e-queue.retries-cancelled',
      severity: 'fault',
      says: `woken ${attempts} times, and its deadline was taken away: a template sync ended the retries`,
    }
  if (status !== 'provisioning' && status !== 'updating') return NOTHING
  const age = updatedAt === null ? Number.POSITIVE_INFINITY : facts.now - updatedAt
  if (age < facts.provisionMs) return NOTHING
  return {
    code: 'e2e-queue.provision-failed',
    severity: 'fault',
    says: `stands at ${status} ${Number.isFinite(age) ? `since ${duration(age)}` : 'since long'}, without a wake and without an error`,
  }
}
