import type { Clearing, Rule } from '../../logs/rule.ts'

/** The worker takes and ends tasks again. It says nothing while it has none, so only a task proves it. */
const WORKER_WORKS: Clearing = { log: 'worker', match: /queue\.worker\.(?:success|batch_started)\b/ }
const ENQUEUED: Clearing = { log: 'api', match: /\brq\.queue\.(?:scheduled|enqueued)\b/ }
const HEARTBEAT: Clearing = { log: 'api', match: /"POST \S*\/agent\/heartbeat HTTP\/[\d.]+" 2\d\d/ }
/** A gateway that could not be called is over when a later call of the same kind worked. */
const PROVISIONED: Clearing = {
  log: 'api',
  match: /\b(?:agent\.provision\.success|gateway\.main_agent\.provision_success)\b/,
}

/** What the logs of the API and the worker tell of trouble, Mission Control of 2026-04. A record belongs to the first
 *  rule that matches. `gateway.rpc.call.gateway_error` alone is normal: every update asks for agents that exist. */
export const errorRules: readonly Rule[] = [
  {
    code: 'error-log.queue-unreachable',
    log: 'worker',
    severity: 'fault',
    summary: 'the worker cannot take tasks from Redis ({count} failed tries)',
    // An idle worker on a newer redis-py says this every few seconds, and works.
    head: /\b(?:queue\.worker|rq\.queue)\.dequeue_failed\b|\bqueue\.worker\.loop_failed\b/,
    not: /Timeout reading from socket/,
    words: /(?:queue\.worker|rq\.queue)\.dequeue_failed/,
    minCount: 3,
    freshForMs: 60_000,
    clearedBy: [WORKER_WORKS],
  },
  {
    code: 'error-log.device-unpaired',
    log: 'worker',
    severity: 'fault',
    summary: 'the gateway refuses the worker: its device is not paired',
    body: /queue\.worker\.failed[\s\S]*(?:pairing required|device token mismatch)/,
    words: /queue\.worker\.failed[\s\S]{0,4000}pairing required/,
    clearedBy: [WORKER_WORKS],
  },
  {
    code: 'error-log.handler-timeout',
    log: 'worker',
    severity: 'warning',
    summary: 'the worker gave up on a task without an answer from the gateway ({count} times)',
    body: /queue\.worker\.failed[\s\S]*task_type=agent_lifecycle_reconcile attempt=\d+ error=(?:TimeoutError\(?\)?)?\s*$/,
    clearedBy: [WORKER_WORKS],
  },
  {
    code: 'error-log.gateway-call-failed',
    log: 'worker',
    severity: 'warning',
    summary: 'the gateway call of a retry failed: {error}',
    defaults: { error: 'see the record' },
    body: /queue\.worker\.failed[\s\S]*task_type=agent_lifecycle_reconcile[^\n]* error=(?<error>[^\n]{1,160})/,
    words: /queue\.worker\.failed/,
    afterRestart: 'note',
  },
  {
    code: 'error-log.task-dropped',
    log: 'worker',
    severity: 'warning',
    summary: 'the worker dropped {count} tasks after their last retry',
    head: /\b(?:rq\.queue\.drop_failed_task|queue\.worker\.drop_task)\b/,
    words: /drop_failed_task|queue\.worker\.drop_task/,
    afterRestart: 'warning',
  },
  {
    code: 'error-log.task-unhandled',
    log: 'worker',
    severity: 'warning',
    summary: 'the worker threw away a task of a type that it does not know: {type}',
    defaults: { type: 'unknown' },
    head: /\bqueue\.worker\.task_unhandled\b(?:.*task_type=(?<type>[\w.-]{1,60}))?/,
    words: /queue\.worker\.task_unhandled/,
  },
  {
    code: 'error-log.enqueue-failed',
    log: 'api',
    severity: 'warning',
    summary: 'the API could not put a task into the queue: {error}',
    defaults: { error: 'see the record' },
    head: /\brq\.queue\.(?:schedule|enqueue)_failed\b(?:.*? error=(?<error>.{1,120}?)(?= request_id=|$))?/,
    words: /rq\.queue\.(?:schedule|enqueue)_failed/,
    clearedBy: [ENQUEUED],
    afterRestart: 'warning',
  },
  {
    code: 'error-log.start-refused',
    log: 'api',
    severity: 'fault',
    summary: 'the API refuses to start: {why}',
    defaults: { why: 'a setting is missing or not allowed' },
    body: /(?<why>BASE_URL must be (?:set and non-empty|an absolute http\(s\)[^\n]{0,40})|LOCAL_AUTH_TOKEN must [^\n]{1,80}|CLERK_SECRET_KEY must [^\n]{1,60})/,
    words: /BASE_URL must be|LOCAL_AUTH_TOKEN must|CLERK_SECRET_KEY must/,
  },
  {
    code: 'error-log.provision-failed',
    log: 'api',
    severity: 'warning',
    summary: 'the API could not provision an agent: {error}',
    defaults: { error: 'see the record' },
    head: /\b(?:agent\.provision\.(?:gateway_error|runtime_error)|gateway\.main_agent\.provision_failed)\b(?:.*? error=(?<error>.{1,160}?)(?= request_id=|$))?/,
    words: /agent\.provision\.(?:gateway|runtime)_error/,
    clearedBy: [PROVISIONED],
  },
  {
    code: 'error-log.agent-token-refused',
    log: 'api',
    severity: 'warning',
    summary: 'the API refused the token of an agent ({count} times)',
    head: /\bagent auth (?:optional )?(?:invalid|missing) token\b|"[A-Z]+ \S*\/agent\/\S* HTTP\/[\d.]+" 401\b/,
    words: /agent auth (?:optional )?(?:invalid|missing) token/,
    clearedBy: [HEARTBEAT],
    unknownTime: 'warning',
  },
  {
    code: 'error-log.agent-rate-limited',
    log: 'api',
    severity: 'warning',
    summary: 'the API turned agents away because of too many requests ({count} times)',
    head: /"[A-Z]+ \S*\/agent\/\S* HTTP\/[\d.]+" 429\b/,
    clearedBy: [HEARTBEAT],
  },
  {
    code: 'error-log.api-failing',
    log: 'api',
    severity: 'warning',
    summary: 'the API answered with server errors ({count} times)',
    head: /"[A-Z]+ \S+ HTTP\/[\d.]+" 5\d\d\b|\bhttp\.request\.complete\b.* status_code=5\d\d/,
    not: /\/templates\/sync|Gateway (?:update|provision) failed/,
    minCount: 3,
  },
]
