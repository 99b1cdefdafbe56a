import { expect, it } from 'vitest'
import { recordOf } from '../../../src/logs/record.ts'
import type { Agent } from '../../../src/systems/mission-control/agent.ts'
import type { AgentFacts } from '../../../src/systems/mission-control/judge-agent.ts'
import { eventsOf, openAgents } from '../../../src/systems/mission-control/review.ts'
import { NOW } from '../../support/fake-host.ts'

const agent = (name: string, change: Partial<Agent>): Agent => ({
  id: `id-${name}`,
  name,
  gatewayId: 'g1',
  boardId: null,
  main: true,
  lead: false,
  status: 'online',
  seenAt: NOW - 60_000,
  wokenAt: NOW - 120_000,
  deadlineAt: null,
  updatedAt: NOW - 120_000,
  attempts: 0,
  generation: 1,
  error: null,
  everyMs: 600_000,
  tokenHash: null,
  gatewayUrl: 'ws://gateway:18789',
  hasGateway: true,
  workspaceRoot: null,
  ...change,
})

const factsOf = (): AgentFacts => ({
  now: NOW,
  task: { kind: 'present', dueAt: NOW + 25_000, attempts: 0 },
  graceMs: 90_000,
  provisionMs: 120_000,
  attempts: 3,
  lastStep: null,
  enqueueFailed: false,
  dropped: false,
  requests: { known: false, any: 0, heartbeats: {} },
  workspace: { token: 'unknown', staleTemplates: false },
})

const agents = [
  agent('well', {}),
  agent('woken', { seenAt: null, wokenAt: NOW - 5_000, deadlineAt: NOW + 25_000, attempts: 1 }),
  agent('quiet', { seenAt: NOW - 3_600_000, wokenAt: NOW - 7_200_000 }),
]

it('open are the agents that are awaited and those that are missed', () => {
  const open = openAgents(agents, factsOf)
  expect(open).toMatchObject([
    { kind: 'agent', since: NOW - 5_000, name: 'woken: attempt 1 of 3, next deadline in 25 s' },
    { kind: 'agent', since: NOW - 3_600_000, name: expect.stringMatching(/^quiet: last seen 1 ?h/) },
  ])
})

it('steps of the logs and the last wake and call of the database are one life', () => {
  const at = NOW - 4_000
  const span = { earliest: at, latest: at }
  const record = { ...recordOf(['x'], 1, { at }), span }
  const step = { step: 'queue.enqueued', fields: {}, record, source: 'api.log' }
  const undated = { ...step, record: { ...record, at: null } }
  expect(eventsOf(agents.slice(1, 2), { steps: new Map([['id-woken', [step, undated]]]) })).toEqual([
    { at, kind: 'step', text: 'agent woken: queue.enqueued' },
    { at: NOW - 5_000, kind: 'step', text: 'agent woken was woken' },
  ])
})
