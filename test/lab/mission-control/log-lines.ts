/** Lines as Mission Control writes them. Times are epoch ms. */

const LIFECYCLE = 'app.services.openclaw.lifecycle_reconcile'

/** A line of the text form, in UTC. */
export function line(at: number, level: string, logger: string, message: string, extras = ''): string {
  const time = new Date(at).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '')
  return `${time} ${level} ${logger} ${message} app=mission-control version=0.1.0${extras ? ` ${extras}` : ''}`
}

/** The same in the json form. */
export function jsonLine(
  at: number,
  level: string,
  logger: string,
  message: string,
  extras: object = {},
): string {
  const timestamp = new Date(at).toISOString().replace('Z', '000+00:00')
  const own = { timestamp, level, logger, message, app: 'mission-control', version: '0.1.0' }
  return JSON.stringify({ ...own, module: 'm', function: 'f', line: 1, ...extras })
}

export const enqueued = (at: number, agent: string, generation = 1) =>
  line(
    at,
    'INFO',
    'app.services.openclaw.lifecycle_queue',
    'lifecycle.queue.enqueued',
    `agent_id=${agent} generation=${generation} delay_seconds=29.99 attempt=0`,
  )
export const retriggered = (at: number, agent: string, generation = 1) =>
  line(at, 'INFO', LIFECYCLE, 'lifecycle.reconcile.retriggered', `agent_id=${agent} generation=${generation}`)
export const gaveUp = (at: number, agent: string, attempts = 3) =>
  line(
    at,
    'WARNING',
    LIFECYCLE,
    'lifecycle.reconcile.max_attempts_reached',
    `agent_id=${agent} wake_attempts=${attempts} max_attempts=3`,
  )
export const notStuck = (at: number, agent: string) =>
  line(at, 'INFO', LIFECYCLE, 'lifecycle.reconcile.skip_not_stuck', `agent_id=${agent} status=online`)
export const stale = (at: number, agent: string) =>
  line(
    at,
    'INFO',
    LIFECYCLE,
    'lifecycle.reconcile.skip_stale_generation',
    `agent_id=${agent} queued_generation=8 current_generation=9`,
  )
export const success = (at: number) =>
  line(
    at,
    'INFO',
    'app.services.queue_worker',
    'queue.worker.success',
    'task_type=agent_lifecycle_reconcile attempt=0',
  )
export const failed = (at: number, error: string) =>
  [
    `${line(at, 'ERROR', 'app.services.queue_worker', 'queue.worker.failed').replace(/ app=.*/, '')}`,
    'Traceback (most recent call last):',
    '  File "/app/app/services/queue_worker.py", line 81, in run',
    `fastapi.exceptions.HTTPException: ${error} app=mission-control version=0.1.0 task_type=agent_lifecycle_reconcile attempt=0 error=${error}`,
  ].join('\n')
export const dequeueFailed = (at: number) =>
  line(
    at,
    'ERROR',
    'app.services.queue',
    'rq.queue.dequeue_failed',
    'queue_name=default error=Error 111 connecting to 127.0.0.1:6379. Connection refused.',
  )
export const scheduleFailed = (at: number) =>
  line(
    at,
    'WARNING',
    'app.services.queue',
    'rq.queue.schedule_failed',
    'task_type=agent_lifecycle_reconcile queue_name=default delay_seconds=29.98 error=Error 111 connecting to 127.0.0.1:6379. Connection refused. request_id=aa method=PATCH path=/api/v1/agents',
  )
export const dropped = (at: number) =>
  line(
    at,
    'WARNING',
    'app.services.queue',
    'rq.queue.drop_failed_task',
    'task_type=agent_lifecycle_reconcile attempt=4',
  )
export const httpInfo = (at: number) => line(at, 'INFO', 'app.main', 'app.lifecycle.started', '')
/** Uvicorn's access line has no time. */
export const access = (status: number, path = '/api/v1/agent/heartbeat', method = 'POST') =>
  `INFO:     127.0.0.1:44042 - "${method} ${path} HTTP/1.1" ${status} X`
