import { type CodeEntry, type Codes, change, look, remedy } from '../entry.ts'
import {
  keepLogs,
  lookAtGateway,
  recovery,
  seeLogs,
  seeQueue,
  startContainers,
  startUnit,
  syncTemplates,
  updateAgent,
  watch,
  workerRuns,
} from './mission-control-steps.ts'

const again = ['firstfault diagnose --only e2e-queue'] as const
const reachApi = look(
  'try the address that agents are told, on the machine of the gateway',
  'curl',
  '-sS',
  '-m',
  '5',
  '{baseUrl}/healthz',
)
const POLICY =
  'After each wake an agent has 30 s to check in; after three wakes without a check-in it is given up by design.'
const MENDED: CodeEntry['verify'] = [...again, 'wake_attempts is 0 and its deadline is empty']

/** The way from provisioning over the wake to the check-in of each agent. */
export const checkIn = {
  'e2e-queue.escalating': {
    title: 'An agent was woken and has time left',
    meaning: `No fault yet. ${POLICY}`,
    cause: 'It was woken lately; see its attempt and its deadline.',
    remedy: remedy('Wait for its check-in.', watch),
    verify: again,
  },
  'e2e-queue.check-in-exhausted': {
    title: 'An agent was given up: no check-in after three wakes',
    meaning: `The agent is offline, although the API may call it provisioning. ${POLICY}`,
    cause:
      'The agent did not start, crashed while it started, has old templates without the immediate check-in, or does not reach the API.',
    remedy: remedy(
      'Mend the way of the check-in first: the next update gives one deadline only, because the attempts are counted on until a heartbeat comes.',
      ...recovery,
    ),
    verify: MENDED,
  },
  'e2e-queue.check-in-absent': {
    title: 'An agent was given up, and nobody called the API',
    meaning: `No request of any agent arrived. ${POLICY}`,
    cause:
      'The agent never started, crashed while it started, has old templates without the immediate check-in, or cannot reach {baseUrl}.',
    remedy: remedy(
      'Try the address from the machine of the gateway (localhost inside a container is the classic miss), look for a crash in the log of the gateway, then go through the list.',
      reachApi,
      lookAtGateway,
      ...recovery,
    ),
    verify: MENDED,
  },
  'e2e-queue.templates-stale': {
    title: 'An agent was given up, and its templates are old',
    meaning: 'It starts and waits for its next heartbeat, minutes after its deadline.',
    cause: 'Its HEARTBEAT.md was written before templates asked for an immediate check-in.',
    remedy: remedy(
      'Write the templates again (a sync without rotate_tokens=true skips every agent), then wake it.',
      ...recovery,
    ),
    verify: MENDED,
  },
  'e2e-queue.check-in-refused': {
    title: 'The API refuses the check-in of an agent',
    meaning: 'The agent is alive and calls with a token that is not valid, so it counts as absent.',
    cause:
      'Its token was changed by a retry, an update or a sync, and its session or its files still have the old one.',
    remedy: remedy(
      'Write new tokens, then wake it. A sync without rotate_tokens=true skips every agent.',
      syncTemplates,
      updateAgent,
      watch,
      keepLogs,
    ),
    verify: MENDED,
  },
  'e2e-queue.check-in-limited': {
    title: 'The check-ins of agents are turned away',
    meaning: 'Their heartbeats get 429 and are lost; refused ones count too.',
    cause: 'More than 20 requests of agents in a minute from one address.',
    remedy: remedy(
      'Spread the heartbeats, or name the proxies to trust (TRUSTED_PROXIES) so that agents have addresses of their own; then update.',
      updateAgent,
      watch,
    ),
    verify: MENDED,
  },
  'e2e-queue.check-in-misrouted': {
    title: 'The check-in does not reach its place in the API',
    meaning: 'Heartbeats are answered, and not by what should count them.',
    cause: 'BASE_URL has a wrong path or scheme, a proxy stands before the API, or the API itself fails.',
    remedy: remedy(
      'Correct BASE_URL ({baseUrl}) or what stands before it, then update.',
      reachApi,
      updateAgent,
      watch,
    ),
    verify: MENDED,
  },
  'e2e-queue.task-overdue': {
    title: 'An agent is not woken again: its task is not taken',
    meaning: 'It stays at provisioning or updating without retries.',
    cause: 'The worker is down, hangs, or takes from another queue or Redis than the API writes to.',
    remedy: remedy(
      'Bring the worker back, compare rq_redis_url and rq_queue_name of both, then update the agent.',
      workerRuns,
      seeQueue,
      startContainers,
      startUnit,
      updateAgent,
      watch,
    ),
    verify: MENDED,
  },
  'e2e-queue.retries-missing': {
    title: 'An agent is not woken again',
    meaning: 'Its deadline passed and nothing happened.',
    cause:
      'The worker does not run, or API and worker have different queues; the queue could not be looked at.',
    remedy: remedy('Look at the worker first.', workerRuns, startContainers, startUnit, updateAgent, watch),
    verify: MENDED,
  },
  'e2e-queue.task-lost': {
    title: 'An agent is not woken again: its task is gone',
    meaning: 'No retry will come; the row stays as it is.',
    cause: 'The worker ended with the task in hand, or Redis was emptied or restarted without its data.',
    remedy: remedy('Update the agent to begin a new cycle.', workerRuns, updateAgent, watch),
    verify: MENDED,
  },
  'e2e-queue.enqueue-lost': {
    title: 'An agent is not woken again: its task was never queued',
    meaning: 'The wake was sent and the call was answered with success; nobody looks whether it worked.',
    cause: 'Redis was not reachable for the API at that moment.',
    remedy: remedy('Bring Redis back for the API, then update the agent.', seeLogs, updateAgent, watch),
    verify: MENDED,
  },
  'e2e-queue.retry-failing': {
    title: 'The retries of an agent fail',
    meaning:
      'The worker tries and gets no answer from the gateway; after the fourth time the task is dropped.',
    cause: 'The gateway hangs; every try holds the only worker for 60 s.',
    remedy: remedy('Look at the gateway, then update the agent.', lookAtGateway, updateAgent, watch),
    verify: MENDED,
  },
  'e2e-queue.retries-cancelled': {
    title: 'The retries of an agent were cancelled',
    meaning: 'It waits for a check-in that nobody asks for any more.',
    cause: 'A template sync gave it a new generation and took its deadline away; its task ended as stale.',
    remedy: remedy('Update the agent after the sync, never before it.', updateAgent, watch),
    verify: MENDED,
  },
  'e2e-queue.provision-failed': {
    title: 'The provisioning of an agent failed',
    meaning:
      'It stays at provisioning or updating, and no retry will come. Its token may be a new one already.',
    cause: 'The call to the gateway failed, or its workspace or template is wrong: {error}.',
    remedy: remedy('Mend what the error names, then update the agent.', lookAtGateway, updateAgent, watch),
    verify: MENDED,
  },
  'e2e-queue.gateway-url-missing': {
    title: 'An agent lives on a gateway without an address',
    meaning: 'The API said success, and nothing was ever sent.',
    cause: 'The URL of its gateway is empty.',
    remedy: remedy(
      'Give the gateway its URL; this also wakes its main agent. Then update the others.',
      change(
        'set the URL of the gateway (write it in place of URL)',
        'curl',
        '-sS',
        '-X',
        'PATCH',
        '-H',
        '@auth.header',
        '-H',
        'Content-Type: application/json',
        '-d',
        '@gateway-url.json',
        '{api}/api/v1/gateways/{gateway}',
      ),
      updateAgent,
      watch,
    ),
    verify: MENDED,
  },
  'e2e-queue.agent-silent': {
    title: 'An agent has stopped to call',
    meaning: 'It worked before. Nothing wakes an agent that falls silent later.',
    cause: 'Its heartbeat, its session or its model stopped, or its gateway is down.',
    remedy: remedy(
      'Look at the gateway and its model; then update the agent.',
      lookAtGateway,
      updateAgent,
      watch,
    ),
    verify: MENDED,
  },
  'e2e-queue.status-stuck': {
    title: 'An agent is alive under a stale label',
    meaning: 'It works; only its label is old, because a heartbeat does not clear it.',
    cause: 'An update failed or was interrupted, and the agent went on.',
    remedy: remedy('Update it once when the gateway is well.', updateAgent),
    verify: again,
  },
  'e2e-queue.heartbeat-missing': {
    title: 'An agent calls the API without a heartbeat',
    meaning: 'It is alive. Its attempts are not reset, so the next cycle is shorter.',
    cause: 'Its HEARTBEAT.md begins with other requests, and the heartbeat itself fails or is left out.',
    remedy: remedy('Look at its heartbeat step before anything else; do not wake it first.', lookAtGateway),
    verify: MENDED,
  },
} as const satisfies Codes<'e2e-queue'>
