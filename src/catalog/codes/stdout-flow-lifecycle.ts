import { type Codes, remedy } from '../entry.ts'
import { syncTemplates, updateAgent, watch, workerRuns } from './mission-control-steps.ts'

const again = ['firstfault diagnose --only stdout-flow,e2e-queue --keep-going'] as const

/** The life of agents as the logs tell it. */
export const lifecycle = {
  'stdout-flow.check-in-exhausted': {
    title: 'The logs show agents that were given up',
    meaning: 'They were woken three times, never checked in, and are not woken again.',
    cause: 'The way from the agent to the API is broken: start, network, address or token.',
    remedy: remedy('Mend that way first, then update the agent.', syncTemplates, updateAgent, watch),
    verify: again,
  },
  'stdout-flow.retries-cancelled': {
    title: 'The logs show retries that ended as stale',
    meaning: 'Another update or a template sync took over; after a sync alone nobody wakes the agent again.',
    cause: 'The task was of generation {queued}, the agent is at {current}.',
    remedy: remedy('Update the agent; sync before an update, never after it.', updateAgent, watch),
    verify: again,
  },
  'stdout-flow.retrying': {
    title: 'An agent is being woken again',
    meaning: 'No fault yet: up to three wakes, 30 s apart.',
    cause: 'It did not check in before its deadline.',
    remedy: remedy('Wait for the third attempt.', watch),
    verify: again,
  },
  'stdout-flow.tasks-not-run': {
    title: 'Tasks were queued and none was run',
    meaning: 'The API queues, and the log of the worker shows nothing of it.',
    cause: 'The worker is down or takes from another queue.',
    remedy: remedy('Look at the worker and at the queue names.', workerRuns),
    verify: again,
  },
} as const satisfies Codes<'stdout-flow'>
