import { type Codes, remedy } from '../entry.ts'
import { lookAtGateway, seeLogs, startContainers, startUnit } from './mission-control-steps.ts'

export const worker = {
  'process.worker-missing': {
    title: 'No worker takes tasks',
    meaning:
      'The API answers and queues tasks, and nobody carries them out: no agent is woken a second time.',
    cause:
      'The process of the worker does not run, and no connection waits for a task at its Redis: {state}.',
    remedy: remedy('Read why it ended, then start it.', seeLogs, startContainers, startUnit),
    verify: ['firstfault diagnose --only process,redis'],
  },
  'process.worker-blocked': {
    title: 'The worker is alive and takes no tasks',
    meaning: 'Tasks are due and wait. There is one worker, so one task without an end holds up all of them.',
    cause:
      'It hangs in a task whose gateway does not answer (a webhook task has no time limit), or it listens at another Redis or queue.',
    remedy: remedy(
      'Look at the gateway first; a restart of the worker loses the task that it has in hand.',
      lookAtGateway,
      startContainers,
      startUnit,
    ),
    verify: ['firstfault diagnose --only process,redis'],
  },
} as const satisfies Codes<'process'>
