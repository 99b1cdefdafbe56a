import type { Lab } from './lab.ts'
import * as says from './log-lines.ts'
import { type States, woken } from './state.ts'
import { run } from './stores.ts'

const isWell = { verdict: 'healthy', layer: null, code: null, scenario: null } as const
const mayWarn = { verdict: 'degraded', layer: null, code: null, scenario: null } as const

/** States that look bad to a careless reader and are not. */
export const negatives: States = {
  'all-checked-in': {
    title: 'every agent checked in; Redis holds nothing at all',
    expect: isWell,
    apply: async (lab) => {
      await lab.agent()
      await lab.agent({ name: 'second' })
    },
  },
  'no-agents-yet': { title: 'a fresh installation without agents', expect: isWell },
  'first-attempt': {
    title: 'woken 18 s ago: attempt 1 of 3, 12 s left',
    expect: isWell,
    sees: ['e2e-queue.escalating'],
    apply: async (lab) => lab.task(await lab.agent(woken(18)), -12),
  },
  'second-attempt': {
    title: 'the second wake is under way, as designed',
    expect: isWell,
    sees: ['e2e-queue.escalating', 'stdout-flow.retrying'],
    apply: async (lab) => {
      const agent = await lab.agent({ ...woken(20, 2), generation: 2 })
      await lab.task(agent, -10, { generation: 2 })
      await lab.log('worker', [says.retriggered(lab.now - 20_000, agent), says.success(lab.now - 20_000)])
    },
  },
  'alive-under-updating': {
    title: 'the label says updating and the agent was seen a minute ago',
    expect: mayWarn,
    sees: ['e2e-queue.status-stuck'],
    apply: (lab) => lab.agent({ status: 'updating', error: 'connection refused' }),
  },
  'alive-without-heartbeat': {
    title: 'the agent calls the API and leaves its heartbeat out',
    expect: mayWarn,
    sees: ['e2e-queue.heartbeat-missing'],
    apply: (lab) => lab.agent({ attempts: 1, deadline: 90 }),
  },
  'create-warning': {
    title: 'agents.create fails at every update, because the agent exists',
    expect: isWell,
    apply: async (lab) => {
      const agent = await lab.agent()
      const text = 'gateway.rpc.call.gateway_error method=agents.create duration_ms=12'
      await lab.log('api', [
        says.line(
          lab.now - 130_000,
          'WARNING',
          'app.services.openclaw.gateway_rpc',
          text,
          'method=PATCH path=/api/v1/agents/x',
        ),
        says.enqueued(lab.now - 120_000, agent),
        says.access(200),
      ])
      await lab.log('worker', [says.notStuck(lab.now - 90_000, agent), says.success(lab.now - 90_000)])
    },
  },
  'token-refused-before': {
    title: 'a token was refused before the wake, and heartbeats count again since',
    expect: isWell,
    apply: async (lab) => {
      const agent = await lab.agent()
      await lab.log('api', [
        says.enqueued(lab.now - 500_000, agent),
        says.access(401),
        says.access(401),
        says.enqueued(lab.now - 120_000, agent),
        says.access(200),
      ])
    },
  },
  'redis-was-away': {
    title: 'the worker lost Redis for a while and works again',
    expect: isWell,
    apply: async (lab) => {
      await lab.agent()
      const lost = Array.from({ length: 200 }, (_, index) => says.dequeueFailed(lab.now - 1_200_000 + index))
      await lab.log('worker', [...lost, says.success(lab.now - 60_000)])
    },
  },
  'given-up-before': {
    title: 'the agent was given up, mended and updated; its heartbeat came',
    expect: isWell,
    apply: async (lab) => {
      const agent = await lab.agent()
      await lab.log('worker', [says.gaveUp(lab.now - 1_000_000, agent)])
    },
  },
  'json-logs': {
    title: 'logs in the json form tell of a wake that ended well',
    expect: isWell,
    apply: async (lab) => {
      const agent_id = await lab.agent()
      const logger = 'app.services.openclaw.lifecycle_reconcile'
      await lab.log('worker', [
        says.jsonLine(lab.now - 110_000, 'INFO', logger, 'lifecycle.reconcile.deferred', {
          agent_id,
          delay_seconds: 8,
        }),
        says.jsonLine(lab.now - 100_000, 'INFO', logger, 'lifecycle.reconcile.skip_not_stuck', {
          agent_id,
          status: 'online',
        }),
      ])
    },
  },
  'logs-silent': {
    title: 'an idle worker has said nothing since yesterday',
    expect: isWell,
    apply: async (lab) => {
      await lab.agent({ woken: 86_000, updated: 86_000 })
      await lab.log('worker', [says.success(lab.now - 86_000_000)])
    },
  },
  'thousands-of-agents': {
    title: 'ten thousand agents, all of them well',
    expect: isWell,
    apply: (lab) => tenThousand(lab),
  },
}

function tenThousand(lab: Lab): Promise<void> {
  return run(
    lab.databaseUrl,
    `INSERT INTO agents (id, gateway_id, name, status, heartbeat_config, last_seen_at, last_wake_sent_at, created_at, updated_at)
     SELECT gen_random_uuid(), g.id, 'agent ' || n, 'online', '{"every": "10m"}', now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC' - interval '1 minute', now(), now()
     FROM generate_series(1, 10000) n, gateways g`,
  )
}
