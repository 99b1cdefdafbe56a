import { pbkdf2Sync } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { failedSession } from './failed-session.ts'
import { GATEWAY_ID, type Lab } from './lab.ts'
import * as says from './log-lines.ts'
import { fails, givenUp, type States, woken } from './state.ts'
import { run } from './stores.ts'

const healthy = (lab: Lab) => lab.agent()

/** Stores, processes and links. */
const outages: States = {
  'database-refused': {
    title: 'PostgreSQL is down, and the health page says ok',
    expect: fails('substrate', 'substrate.store-refused', 'store-down'),
    apply: (lab) =>
      writeEnv(lab, 'api', `DATABASE_URL=postgres://u:planted-password@127.0.0.1:${lab.closedPort}/mc`),
  },
  'database-missing': {
    title: 'the database was never created',
    expect: fails('substrate', 'substrate.database-missing', 'schema'),
    apply: (lab) => writeEnv(lab, 'api', `DATABASE_URL=${lab.databaseUrl}_gone`),
  },
  'schema-missing': {
    title: 'the migrations were not run',
    expect: fails('substrate', 'substrate.schema-mismatch', 'schema'),
    apply: (lab) => run(lab.databaseUrl, 'DROP TABLE agents'),
  },
  'redis-refused': {
    title: 'Redis is down for both',
    expect: fails('substrate', 'substrate.store-refused', 'store-down'),
    start: { worker: 'none' },
    apply: async (lab) => {
      const line = `RQ_REDIS_URL=redis://127.0.0.1:${lab.closedPort}/0`
      await Promise.all([writeEnv(lab, 'api', line), writeEnv(lab, 'worker', line)])
    },
  },
  'redis-other-database': {
    title: 'API and worker use different databases of one Redis',
    expect: fails('substrate', 'substrate.queues-apart', 'queue-mismatch'),
    start: { workerDb: 'other' },
    apply: healthy,
  },
  'queue-name-mismatch': {
    title: 'only the worker got the queue name: tasks are overdue although it listens',
    expect: fails('substrate', 'substrate.queue-names-differ', 'queue-mismatch'),
    args: ['--keep-going'],
    sees: ['substrate.queue-names-differ', 'redis.tasks-overdue', 'e2e-queue.task-overdue'],
    start: { workerQueue: 'agents' },
    apply: async (lab) => lab.task(await lab.agent(woken(400)), 370),
  },
  'worker-down': {
    title: 'no worker: tasks are overdue and nobody waits at Redis',
    expect: fails('process', 'process.worker-missing', 'worker-down'),
    start: { worker: 'none' },
    apply: async (lab) => lab.task(await lab.agent(woken(400)), 370),
  },
  'worker-blocked': {
    title: 'the worker is alive and hangs in a task',
    expect: fails('process', 'process.worker-blocked', 'worker-down'),
    start: { worker: 'idle' },
    apply: async (lab) => lab.task(await lab.agent(woken(400)), 370),
  },
  'api-down': {
    title: 'the API refuses connections',
    expect: fails('process', 'process.not-running', 'api-down'),
    start: { api: 'down' },
    apply: healthy,
  },
  'readiness-static': {
    title: 'readyz says ok and the list answers 500',
    expect: fails('cli-status', 'cli-status.claim-static', 'schema'),
    start: { api: 'database-lost' },
    apply: healthy,
  },
  'gateway-refused': {
    title: 'the OpenClaw gateway behind it is down',
    expect: fails('cli-status', 'cli-status.link-refused', 'gateway-failing'),
    start: { gateway: 'down' },
    apply: healthy,
  },
  'gateway-silent': {
    title: 'the gateway takes connections and says nothing',
    expect: fails('cli-status', 'cli-status.link-silent', 'gateway-failing'),
    start: { gateway: 'silent' },
    apply: healthy,
  },
  'gateway-foreign': {
    title: 'a web server answers in place of the gateway',
    expect: fails('cli-status', 'cli-status.link-foreign', 'gateway-failing'),
    start: { gateway: 'web-page' },
    apply: healthy,
  },
  'gateway-url-empty': {
    title: 'the gateway has no URL, and the API said success',
    expect: fails('cli-status', 'cli-status.link-missing', 'gateway-failing'),
    args: ['--keep-going'],
    sees: ['e2e-queue.gateway-url-missing'],
    start: { gateway: 'no-url' },
    apply: (lab) => lab.agent({ ...woken(400), status: 'provisioning' }),
  },
}

/** What the logs tell. */
const logged: States = {
  'redis-lost-flood': {
    title: 'the worker lost Redis: ten megabytes of the same line',
    expect: fails('error-log', 'error-log.queue-unreachable', 'store-down'),
    apply: async (lab) => {
      await healthy(lab)
      const at = Date.now()
      const block = Array.from({ length: 5_000 }, (_, index) => says.dequeueFailed(at - 3_000 + index / 2))
      for (let part = 0; part < 10; part++) await lab.log('worker', block)
    },
  },
  'worker-unpaired': {
    title: 'the gateway knows the device of the API and not that of the worker',
    expect: fails('error-log', 'error-log.device-unpaired', 'worker-unpaired'),
    apply: async (lab) => {
      await healthy(lab)
      await lab.log('worker', [says.failed(lab.now - 60_000, '502: Gateway update failed: pairing required')])
    },
  },
  'exhausted-in-logs': {
    title: 'without a database the logs tell that an agent was given up',
    expect: fails('stdout-flow', 'stdout-flow.check-in-exhausted', 'no-check-in'),
    start: { settings: () => ({ database: null, token: null }) },
    apply: async (lab) => {
      const agent = '2c7d7b29-0000-4000-8000-00000000000a'
      await lab.log('api', [says.enqueued(lab.now - 200_000, agent)])
      await lab.log('worker', [
        says.retriggered(lab.now - 170_000, agent),
        says.success(lab.now - 170_000),
        says.retriggered(lab.now - 140_000, agent, 2),
        says.gaveUp(lab.now - 110_000, agent),
      ])
    },
  },
}

/** Agents whose chain stands still. */
const chains: States = {
  'provision-failed': {
    title: 'the call to the gateway failed: updating, an error, and nothing in Redis',
    expect: fails('e2e-queue', 'e2e-queue.provision-failed', 'gateway-failing'),
    apply: (lab) =>
      lab.agent({ ...woken(400), status: 'updating', error: 'Gateway version 2026.01.2 is not supported.' }),
  },
  'retry-rpc-failed': {
    title: 'a retry failed at the gateway and its task ended as stale',
    expect: fails('e2e-queue', 'e2e-queue.provision-failed', 'gateway-failing'),
    args: ['--keep-going'],
    sees: ['e2e-queue.provision-failed', 'error-log.gateway-call-failed', 'stdout-flow.retries-cancelled'],
    apply: async (lab) => {
      const agent = await lab.agent({
        ...woken(400, 2),
        status: 'updating',
        error: 'connection refused',
        generation: 9,
      })
      await lab.log('worker', [
        says.failed(lab.now - 370_000, '502: Gateway update failed: connection refused'),
        says.stale(lab.now - 360_000, agent),
        says.success(lab.now - 360_000),
      ])
    },
  },
  'task-lost': {
    title: 'the worker died with the task in hand',
    expect: fails('e2e-queue', 'e2e-queue.task-lost', 'no-retries'),
    apply: (lab) => lab.agent(woken(400)),
  },
  'enqueue-lost': {
    title: 'Redis was away when the API wanted to queue the task',
    expect: fails('e2e-queue', 'e2e-queue.enqueue-lost', 'no-retries'),
    apply: async (lab) => {
      await lab.agent(woken(400))
      await lab.log('api', [says.scheduleFailed(lab.now - 399_000)])
    },
  },
  'retry-failing': {
    title: 'the gateway hung: the task failed twice and is put off',
    expect: fails('e2e-queue', 'e2e-queue.retry-failing', 'gateway-failing'),
    apply: async (lab) => lab.task(await lab.agent(woken(400)), -15, { attempts: 2 }),
  },
  'task-dropped': {
    title: 'the worker dropped the task after its last retry',
    expect: fails('e2e-queue', 'e2e-queue.retry-failing', 'gateway-failing'),
    apply: async (lab) => {
      await lab.agent(woken(400))
      await lab.log('worker', [says.dropped(lab.now - 100_000)])
    },
  },
  'chain-cancelled': {
    title: 'a template sync took the deadline away',
    expect: fails('e2e-queue', 'e2e-queue.retries-cancelled', 'no-retries'),
    apply: async (lab) => {
      const agent = await lab.agent({ ...woken(400, 2), deadline: null, generation: 9 })
      await lab.log('worker', [says.stale(lab.now - 300_000, agent)])
    },
  },
  'agent-model-failed': {
    title: 'an agent fell silent, and its session ends with an error of the model',
    expect: fails('e2e-queue', 'e2e-queue.agent-silent', 'agent-silent'),
    args: ['--keep-going'],
    sees: ['session-transcript.last-failed'],
    start: { settings: ({ root }) => ({ openclaw: root }) },
    apply: async (lab) => {
      await lab.agent({ seen: 3_000, woken: 3_100 })
      const directory = join(lab.root, 'agents', `mc-gateway-${GATEWAY_ID}`, 'sessions')
      await mkdir(directory, { recursive: true })
      await writeFile(join(directory, '5f0c.jsonl'), failedSession(lab.now - 2_900_000))
    },
  },
  'agent-silent': {
    title: 'an agent that worked has not called for an hour',
    expect: fails('e2e-queue', 'e2e-queue.agent-silent', 'agent-silent'),
    apply: (lab) => lab.agent({ seen: 3_600, woken: 7_200 }),
  },
}

/** Agents that were given up, and why they did not check in. */
const exhausted: States = {
  'exhausted-unknown': {
    title: 'offline after three wakes; the list says provisioning',
    expect: fails('e2e-queue', 'e2e-queue.check-in-exhausted', 'no-check-in'),
    start: { settings: () => ({ sides: { api: { log: null } } }) },
    apply: (lab) => lab.agent(givenUp(300)),
  },
  'exhausted-no-request': {
    title: 'no agent called the API since the wake',
    expect: fails('e2e-queue', 'e2e-queue.check-in-absent', 'no-check-in'),
    apply: async (lab) => {
      await lab.log('api', [says.enqueued(lab.now - 400_000, await lab.agent(givenUp(300)))])
    },
  },
  'token-stale': {
    title: 'heartbeats are answered with 401 after a change of token',
    expect: fails('e2e-queue', 'e2e-queue.check-in-refused', 'check-in-refused'),
    apply: async (lab) => {
      const agent = await lab.agent(givenUp(300))
      await lab.log('api', [
        says.enqueued(lab.now - 400_000, agent),
        ...[1, 2, 3].map(() => says.access(401)),
      ])
    },
  },
  'token-file-stale': {
    title: 'the token in the workspace is not the one whose hash is stored',
    expect: fails('e2e-queue', 'e2e-queue.check-in-refused', 'check-in-refused'),
    apply: async (lab) => {
      const digest = pbkdf2Sync('the-new-token', 'salt', 200_000, 32, 'sha256').toString('base64url')
      const hash = `pbkdf2_sha256$200000$${Buffer.from('salt').toString('base64url')}$${digest}`
      const workspace = join(lab.root, `workspace-gateway-${GATEWAY_ID}`)
      await mkdir(workspace)
      await writeFile(join(workspace, 'TOOLS.md'), '# TOOLS\n\n- `AUTH_TOKEN=planted-old-token`\n')
      await lab.agent({ ...givenUp(300), hash })
    },
  },
  'templates-stale': {
    title: 'the templates in the workspace do not ask for an immediate check-in',
    expect: fails('e2e-queue', 'e2e-queue.templates-stale', 'no-check-in'),
    apply: async (lab) => {
      const workspace = join(lab.root, `workspace-gateway-${GATEWAY_ID}`)
      await mkdir(workspace)
      await writeFile(join(workspace, 'HEARTBEAT.md'), '# HEARTBEAT\n\nEvery ten minutes, check in.\n')
      await lab.agent(givenUp(300))
    },
  },
  'rate-limited': {
    title: 'heartbeats are answered with 429',
    expect: fails('e2e-queue', 'e2e-queue.check-in-limited', 'check-in-limited'),
    apply: async (lab) => {
      const agent = await lab.agent(givenUp(300))
      await lab.log('api', [says.enqueued(lab.now - 400_000, agent), ...[1, 2].map(() => says.access(429))])
    },
  },
  'base-url-wrong': {
    title: 'heartbeats arrive at a path that is none',
    expect: fails('e2e-queue', 'e2e-queue.check-in-misrouted', 'no-check-in'),
    apply: async (lab) => {
      const agent = await lab.agent(givenUp(300))
      const path = '/api/v1/api/v1/agent/heartbeat'
      await lab.log('api', [says.enqueued(lab.now - 400_000, agent), says.access(404, path)])
    },
  },
  'exhausted-again': {
    title: 'a second cycle got one deadline only',
    expect: fails('e2e-queue', 'e2e-queue.check-in-exhausted', 'no-check-in'),
    start: { settings: () => ({ sides: { api: { log: null } } }) },
    apply: (lab) => lab.agent({ ...givenUp(300), attempts: 4, generation: 4 }),
  },
}

/** The OpenClaw gateway that runs the agents. */
const behind: States = {
  'provider-refused': {
    title: 'agents are well, and nobody listens at the address of their model',
    expect: { verdict: 'failed', layer: 'model-api', code: 'model-api.unreachable', scenario: null },
    start: { settings: ({ root }) => ({ openclaw: join(root, 'openclaw') }) },
    apply: async (lab) => {
      await lab.agent()
      const baseUrl = `http://127.0.0.1:${lab.closedPort}/v1`
      await mkdir(join(lab.root, 'openclaw'))
      const config = {
        agents: { defaults: { model: { primary: 'local/model' } }, list: [{ id: 'main' }] },
        models: { providers: { local: { baseUrl, api: 'openai-completions' } } },
      }
      await writeFile(join(lab.root, 'openclaw', 'openclaw.json'), JSON.stringify(config))
    },
  },
}

/** Every fault of a Mission Control, layer by layer. */
export const faults: States = { ...outages, ...logged, ...chains, ...exhausted, ...behind }

/** Puts a line behind those of a side's env file, where the last counts. */
function writeEnv(lab: Lab, side: 'api' | 'worker', line: string): Promise<void> {
  return writeFile(join(lab.root, `${side}.env`), `${line}\n`, { flag: 'a' })
}
