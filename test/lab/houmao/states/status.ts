import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Lab } from '../lab.ts'
import { stamp } from '../seed.ts'
import { fails, RESPECTED, type States, warns } from './state.ts'

const MINUTE = 60_000

/** Puts a request of a known age into the queue. */
export function request({ places }: Lab, state: string, ago: number, error: string | null = null): string {
  const id = `gwreq-lab-${state}-${ago}`
  const at = stamp(Date.now() - ago)
  const database = new DatabaseSync(places.queue, { timeout: 1_000 })
  database
    .prepare('INSERT INTO gateway_requests VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, NULL)')
    .run(
      id,
      'submit_prompt',
      '{"prompt":"planted secret prompt"}',
      state,
      at,
      state === 'accepted' ? null : at,
      state === 'failed' ? at : null,
      error,
    )
  database.close()
  return id
}

const TRACEBACK = `Exception in thread gateway-worker (_worker_loop):
Traceback (most recent call last):
  File "/opt/houmao/gateway_service.py", line 912, in _worker_loop
    self._execute(request)
RuntimeError: tmux pane vanished
`

/** Lets a gateway that has just been told to stop beating miss a few beats. */
async function deafen(lab: Lab, knobs: Parameters<Lab['knobs']>[0]): Promise<void> {
  lab.knobs(knobs)
  await sleep(600)
}

/** Faults that a gateway shows while it runs. */
export const statusFaults: States = {
  'health-html': {
    title: 'the port answers with a web page',
    expect: fails('cli-status', 'foreign', 'listener-collision'),
    apply: async (lab) => {
      lab.knobs({ health: 'html' })
      await lab.attach()
    },
  },
  'health-other-json': {
    title: 'the port answers with JSON of another service',
    expect: fails('cli-status', 'foreign', 'listener-collision'),
    apply: async (lab) => {
      lab.knobs({ health: 'json' })
      await lab.attach()
    },
  },
  'health-hangs': {
    title: 'the gateway accepts and does not answer',
    expect: fails('cli-status', 'silent', 'sidecar-gone'),
    apply: async (lab) => {
      lab.knobs({ health: 'hangs' })
      await lab.attach()
    },
  },
  'protocol-skew': {
    title: 'the gateway speaks another protocol version',
    expect: fails('cli-status', 'protocol-skew', 'sidecar-gone'),
    apply: async (lab) => {
      lab.knobs({ health: 'skew' })
      await lab.attach()
    },
  },
  'proxy-captured': {
    title: 'the gateway is well, and this shell asks a proxy for it',
    expect: warns('proxy-captured'),
    sees: ['cli-status.proxy-captured'],
    env: RESPECTED,
    apply: async (lab) => void (await lab.attach()),
  },
  'worker-dead': {
    title: 'the worker is dead behind a healthy address',
    expect: fails('cli-status', 'heartbeat-stopped', 'worker-dead'),
    apply: async (lab) => {
      await lab.attach()
      lab.knobs({ worker: 'dead' })
      await sleep(1_900)
    },
  },
  'worker-died-mid-request': {
    title: 'the worker died in the middle of a request',
    expect: fails('error-log', 'worker-died', 'worker-dead'),
    apply: async (lab) => {
      const state = { active_execution: 'running', queue_depth: 1 }
      lab.knobs({ worker: 'idle', state })
      await lab.attach()
      request(lab, 'running', 2 * MINUTE)
      await deafen(lab, { worker: 'dead', state })
      appendFileSync(lab.places.log, TRACEBACK)
    },
  },
  'queue-tables-gone': {
    title: 'the queue was removed under a running gateway',
    expect: fails('error-log', 'queue-tables-missing', 'metadata-stale'),
    apply: async (lab) => {
      await lab.attach()
      const lines = TRACEBACK.replace(
        'RuntimeError: tmux pane vanished',
        'sqlite3.OperationalError: no such table: gateway_requests',
      )
      appendFileSync(lab.places.log, lines)
    },
  },
  'agent-unavailable': {
    title: 'the gateway cannot reach its agent',
    expect: fails('cli-status', 'agent-unavailable', 'agent-blocked'),
    apply: async (lab) => {
      const state = {
        managed_agent_connectivity: 'unavailable',
        managed_agent_recovery: 'awaiting_rebind',
        request_admission: 'blocked_unavailable',
      }
      lab.knobs({ state })
      await lab.attach()
    },
  },
  'reconciliation-required': {
    title: 'the agent was replaced under the gateway',
    expect: fails('cli-status', 'reconciliation-required', 'agent-blocked'),
    apply: async (lab) => {
      const state = {
        managed_agent_instance_epoch: 2,
        managed_agent_recovery: 'reconciliation_required',
        request_admission: 'blocked_reconciliation',
      }
      lab.knobs({ state })
      await lab.attach()
    },
  },
  'request-stuck': {
    title: 'a request has been running for an hour',
    expect: fails('stdout-flow', 'request-stuck', 'worker-dead'),
    apply: async (lab) => {
      lab.knobs({ worker: 'idle' })
      await lab.attach()
      request(lab, 'running', 60 * MINUTE)
    },
  },
  'request-not-started': {
    title: 'an accepted request is never taken up',
    expect: fails('stdout-flow', 'request-not-started', 'worker-dead'),
    apply: async (lab) => {
      lab.knobs({ worker: 'idle' })
      await lab.attach()
      request(lab, 'accepted', 10 * MINUTE)
    },
  },
  'notifier-thread-died': {
    title: 'the thread of the mail notifier died',
    expect: warns(),
    sees: ['error-log.thread-died'],
    apply: async (lab) => {
      await lab.attach()
      appendFileSync(lab.places.log, TRACEBACK.replace('gateway-worker', 'gateway-mail-notifier'))
    },
  },
  'notifier-stalled': {
    title: 'the mail notifier has not looked for an hour',
    expect: warns(),
    sees: ['stdout-flow.notifier-stalled'],
    apply: async (lab) => {
      await lab.attach()
      const database = new DatabaseSync(lab.places.queue, { timeout: 1_000 })
      database
        .prepare('UPDATE gateway_mail_notifier SET enabled = 1, interval_seconds = 60, last_poll_at_utc = ?')
        .run(stamp(Date.now() - 60 * MINUTE))
      database.close()
    },
  },
  'diagnostic-errors': {
    title: 'the diagnostic log tells of requests that failed',
    expect: warns(),
    sees: ['error-log.gateway-request-errors'],
    apply: async (lab) => {
      await lab.attach()
      const directory = join(lab.places.gateway, 'logs/diagnostics')
      mkdirSync(directory)
      const entry = {
        event: 'gateway.http_request_completed',
        level: 'error',
        path: '/v1/status',
        schema_version: 1,
        status_code: 500,
        timestamp_utc: new Date(Date.now() - MINUTE).toISOString(),
      }
      appendFileSync(join(directory, 'gateway-diagnostic.log'), `${JSON.stringify(entry)}\n`)
    },
  },
  'lost-on-restart': {
    title: 'a request was lost when the gateway was restarted',
    expect: warns(),
    sees: ['stdout-flow.request-lost-on-restart'],
    apply: async (lab) => {
      await lab.attach()
      const text =
        'Gateway process restarted before request completion; request will not be replayed automatically.'
      request(lab, 'failed', 5 * MINUTE, text)
    },
  },
  'request-vanished': {
    title: 'an accepted request is not in the queue any more',
    expect: warns(),
    sees: ['stdout-flow.request-vanished'],
    apply: async (lab) => {
      await lab.attach()
      const event = {
        accepted_at_utc: stamp(Date.now() - MINUTE),
        kind: 'accepted',
        request_id: 'gwreq-lab-gone',
      }
      appendFileSync(lab.places.events, `${JSON.stringify(event)}\n`)
    },
  },
  'core-fails': {
    title: 'the health address answers and the status fails',
    expect: fails('cli-status', 'core-blocked', 'worker-dead'),
    args: ['--e2e', 'answer'],
    apply: async (lab) => {
      lab.knobs({ core: 'fails' })
      await lab.attach()
    },
  },
  'prompt-refused': {
    title: 'a real prompt is refused',
    expect: fails('e2e-queue', 'refused', 'agent-blocked'),
    args: ['--e2e', 'answer'],
    apply: async (lab) => {
      lab.knobs({ blocked: 'Gateway admission is blocked because the managed agent is unavailable.' })
      await lab.attach()
    },
  },
}
