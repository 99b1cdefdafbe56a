import { type Codes, remedy } from '../entry.ts'
import { lookAtGateway, seeLogs, seeQueue, workerRuns } from './mission-control-steps.ts'

const again = ['firstfault diagnose --only redis'] as const

/** A home-made task queue: a list and a sorted set of delayed tasks. */
export const tasks = {
  'redis.tasks-overdue': {
    title: 'Delayed tasks are overdue',
    meaning: 'What they are for does not happen: agents that did not check in are not woken again.',
    cause:
      '{count} tasks of {queue} are past their time, the first by {age}: no worker takes from this queue.',
    remedy: remedy('Look for the worker, then compare the queue names.', workerRuns, seeQueue),
    verify: again,
  },
  'redis.tasks-waiting': {
    title: 'Many tasks wait for the worker',
    meaning: 'There is one worker and it pauses after each task: the last one waits for about {age}.',
    cause: '{count} tasks are ready in {queue}.',
    remedy: remedy('Lower RQ_DISPATCH_THROTTLE_SECONDS, or wait.', seeQueue),
    verify: again,
  },
  'redis.tasks-retried': {
    title: 'Tasks failed and are put off',
    meaning: 'They are tried three times in all, then dropped.',
    cause: '{count} tasks of {queue} failed before; the log of the worker tells why.',
    remedy: remedy('Read the log of the worker and look at the gateway.', seeLogs, lookAtGateway),
    verify: again,
  },
  'redis.tasks-strange': {
    title: 'The queue holds what the worker does not know',
    meaning: 'The worker throws it away when its turn comes.',
    cause: '{count} entries of {queue}, for example of the type {type}.',
    remedy: remedy(
      'Give other programs a queue of their own; bring API and worker to one version.',
      seeQueue,
    ),
    verify: again,
  },
} as const satisfies Codes<'redis'>
