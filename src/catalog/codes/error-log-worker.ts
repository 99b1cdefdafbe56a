import { type Codes, change, look, remedy } from '../entry.ts'
import { lookAtGateway, seeQueue, syncTemplates, updateAgent, workerRuns } from './mission-control-steps.ts'

const again = ['firstfault diagnose --only error-log,e2e-queue --keep-going'] as const
const redis = look('look at Redis', 'firstfault', 'diagnose', '--only', 'substrate,redis', '--keep-going')

/** What the logs of an API and of the worker behind it tell. */
export const worker = {
  'error-log.queue-unreachable': {
    title: 'The worker cannot reach its queue',
    meaning: 'No task is carried out, and the log grows by megabytes in a second.',
    cause: 'Its connection to Redis fails; it tries again without a pause.',
    remedy: remedy('Bring Redis back; the worker goes on by itself.', redis),
    verify: again,
  },
  'error-log.device-unpaired': {
    title: 'The gateway does not know the device of the worker',
    meaning: 'The API may be paired and the first wake works; every retry of the worker is refused.',
    cause: 'API and worker run in containers of their own, and each has a device identity of its own.',
    remedy: remedy(
      'Approve the second device at the gateway, or let both share one identity file (OPENCLAW_GATEWAY_DEVICE_IDENTITY_PATH).',
      look('list the devices that ask', 'openclaw', 'devices', 'list'),
    ),
    verify: again,
  },
  'error-log.handler-timeout': {
    title: 'A task of the worker ended without an answer of the gateway',
    meaning: 'The only worker was held up for a minute, and its task is put off or dropped.',
    cause: 'The gateway accepts the connection and does not answer.',
    remedy: remedy('Look at the gateway.', lookAtGateway),
    verify: again,
  },
  'error-log.gateway-call-failed': {
    title: 'A retry failed at the gateway',
    meaning: 'The agent got a new generation before the call, so its task ends as stale: nobody tries again.',
    cause: 'The gateway answered: {error}.',
    remedy: remedy('Mend the gateway, then update the agent by hand.', lookAtGateway, updateAgent),
    verify: again,
  },
  'error-log.task-dropped': {
    title: 'The worker dropped tasks',
    meaning: 'They are gone; what they were for does not happen any more.',
    cause: 'Each failed four times; the reason stands before it in the log.',
    remedy: remedy('Mend the reason, then update the agents concerned.', lookAtGateway, updateAgent),
    verify: again,
  },
  'error-log.task-unhandled': {
    title: 'The worker threw away a task that it does not know',
    meaning: 'It is gone. Another program writes into this queue, or API and worker differ in version.',
    cause: 'A task of the type {type}.',
    remedy: remedy(
      'Bring API and worker to one version; give other programs a queue of their own.',
      seeQueue,
    ),
    verify: again,
  },
  'error-log.enqueue-failed': {
    title: 'The API could not queue a task',
    meaning: 'The wake was sent and the call succeeded, but nobody will look whether the agent checked in.',
    cause: 'Redis was not reachable for the API at that moment: {error}.',
    remedy: remedy('Bring Redis back, then update the agent again.', redis, updateAgent),
    verify: again,
  },
  'error-log.start-refused': {
    title: 'The program refuses to start with its settings',
    meaning: 'It ends at once, and again at every start.',
    cause: '{why}.',
    remedy: remedy('Set what it names, then start it.'),
    verify: ['firstfault diagnose --only process,cli-status'],
  },
  'error-log.provision-failed': {
    title: 'The API could not provision an agent',
    meaning: 'The agent keeps its old state, its token may be a new one, and nothing is queued.',
    cause: 'It said: {error}.',
    remedy: remedy('Mend what it names, then update the agent.', lookAtGateway, updateAgent),
    verify: again,
  },
  'error-log.agent-token-refused': {
    title: 'An agent called with a token that is not valid',
    meaning: 'Its heartbeats do not count: it works and looks dead.',
    cause:
      'Every retry and every sync gives a new token; a session that began with the old one keeps using it.',
    remedy: remedy('Give it a new token and wake it.', syncTemplates, updateAgent),
    verify: again,
  },
  'error-log.agent-rate-limited': {
    title: 'Agents were turned away because of too many requests',
    meaning: 'Heartbeats are lost; refused requests count too, so a hot loop never gets out of it.',
    cause:
      'More than 20 requests of agents in a minute came from one address: many agents behind one gateway or proxy.',
    remedy: remedy(
      'Spread the heartbeats, or tell the API which proxies to trust (TRUSTED_PROXIES).',
      workerRuns,
    ),
    verify: again,
  },
  'error-log.api-failing': {
    title: 'The API answers with server errors',
    meaning: 'Requests of operators or agents fail.',
    cause: 'The record beside the access line, with the same request id, tells why.',
    remedy: remedy(
      'Read the records around it; the database is the usual reason.',
      change('bring the schema up to date (in the directory of the backend)', 'alembic', 'upgrade', 'head'),
    ),
    verify: again,
  },
} as const satisfies Codes<'error-log'>
