import { type Codes, change, look, remedy } from '../entry.ts'
import { lastWords, seeContainer, startContainer } from './container-steps.ts'

const again = ['firstfault diagnose --only substrate,process'] as const

/** What becomes of a daemon's container. */
export const processContainer = {
  'process.container-missing': {
    title: 'There is no container of that name',
    meaning: 'The daemon ran in a container that does not exist any more. No message gets an answer.',
    cause: '{container} was removed (a "compose down" does that), renamed, or belongs to another user.',
    remedy: remedy(
      'Create it again from its compose file or unit; its state lies in the mounted directory.',
      look('see which containers there are', '{runtime}', 'ps', '--all'),
    ),
    verify: again,
  },
  'process.container-paused': {
    title: 'The container is paused',
    meaning: 'The daemon is held still: its port takes connections and nothing answers.',
    cause: 'Somebody, or a backup of the machine, paused {container}.',
    remedy: remedy('Let it go on.', change('let it go on', '{runtime}', 'unpause', '{container}')),
    verify: again,
  },
  'process.container-unhealthy': {
    title: "The container's own health check fails",
    meaning: 'The daemon does not answer inside its container, or its check is wrong.',
    cause: 'The health check of {container} has failed {count} times in a row.',
    remedy: remedy(
      'Read its last words before it is restarted.',
      lastWords,
      change('restart it', '{runtime}', 'restart', '{container}'),
    ),
    verify: again,
  },
  'process.out-of-memory': {
    title: 'The daemon was killed for want of memory',
    meaning: 'It ended without a word, and will again: running work is lost each time.',
    cause: '{container} reached its memory limit, or its machine had none left ({exit}).',
    remedy: remedy(
      'Give it more memory, or find what takes it; then start it.',
      look('see its limit', '{runtime}', 'inspect', '--format', '{{.HostConfig.Memory}}', '{container}'),
      lastWords,
      startContainer,
    ),
    verify: [...again, 'firstfault diagnose --only process,error-log'],
  },
} as const satisfies Codes<'process'>

const againBelow = ['firstfault diagnose --only substrate'] as const

/** What a container stands on. */
export const substrateEngine = {
  'substrate.engine-down': {
    title: 'The container runtime does not run',
    meaning: 'No container can be started, and the gateway runs in one.',
    cause: 'The daemon of {runtime} (or its virtual machine) was stopped, crashed, or was not started.',
    remedy: remedy(
      'Start it: Docker Desktop or Podman machine on a Mac, the service of the runtime on Linux.',
      look('see what it says', '{runtime}', 'info'),
      seeContainer,
    ),
    verify: againBelow,
  },
  'substrate.engine-silent': {
    title: 'The container runtime does not answer',
    meaning: 'It takes questions and gives no answer: containers can be neither seen nor started.',
    cause: 'Its daemon hangs, its disk is full, or its virtual machine sleeps.',
    remedy: remedy('See whether it comes back; else restart it.', look('ask again', '{runtime}', 'info')),
    verify: againBelow,
  },
} as const satisfies Codes<'substrate'>
