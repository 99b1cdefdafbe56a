import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Agent } from '../../../src/systems/mission-control/agent.ts'
import {
  type AgentRequests,
  checkInTrouble,
  type Workspace,
} from '../../../src/systems/mission-control/check-in.ts'
import { type AgentFacts, GAVE_UP, judgeAgent } from '../../../src/systems/mission-control/judge-agent.ts'

const NOW = Date.UTC(2026, 10, 20, 23, 30)
const SECOND = 1_000

const UNKNOWN: Workspace = { token: 'unknown', staleTemplates: false }
const NO_REQUESTS: AgentRequests = { known: false, any: 0, heartbeats: {} }

function agent(change: Partial<Agent> = {}): Agent {
  return {
    id: 'a1',
    name: 'one',
    gatewayId: 'g1',
    boardId: null,
    main: true,
    lead: false,
    status: 'online',
    seenAt: NOW - 60 * SECOND,
    wokenAt: NOW - 120 * SECOND,
    deadlineAt: null,
    updatedAt: NOW - 120 * SECOND,
    attempts: 0,
    generation: 1,
    error: null,
    everyMs: 600_000,
    tokenHash: null,
    gatewayUrl: 'ws://gateway:18789',
    hasGateway: true,
    workspaceRoot: '/srv/openclaw',
    ...change,
  }
}

function facts(change: Partial<AgentFacts> = {}): AgentFacts {
  return {
    now: NOW,
    task: { kind: 'absent' },
    graceMs: 90_000,
    provisionMs: 120_000,
    attempts: 3,
    lastStep: null,
    enqueueFailed: false,
    dropped: false,
    requests: NO_REQUESTS,
    workspace: UNKNOWN,
    ...change,
  }
}

/** Woken so many seconds ago and not seen since. */
const unseen = (seconds: number, change: Partial<Agent> = {}) =>
  agent({
    seenAt: null,
    wokenAt: NOW - seconds * SECOND,
    deadlineAt: NOW - (seconds - 30) * SECOND,
    attempts: 1,
    ...change,
  })

const offline = { status: 'offline', deadlineAt: null, attempts: 3, error: GAVE_UP }
const present = (due: number, attempts = 0) =>
  ({ kind: 'present', dueAt: NOW + due * SECOND, attempts }) as const

describe('the judgement of an agent', () => {
  it.each<[string, Agent, Partial<AgentFacts>, string | null, string]>([
    ['checked in', agent(), {}, null, 'note'],
    ['seen in the very moment of its wake', agent({ seenAt: NOW - 120_000 }), {}, null, 'note'],
    ['being deleted', agent({ status: 'deleting', seenAt: null }), {}, null, 'note'],
    ['a little late', agent({ seenAt: NOW - 1_200_000, wokenAt: NOW - 2_000_000 }), {}, null, 'note'],
    [
      'silent',
      agent({ seenAt: NOW - 1_320_000, wokenAt: NOW - 2_000_000 }),
      {},
      'e2e-queue.agent-silent',
      'fault',
    ],
    [
      'silent, by its own rhythm',
      agent({ seenAt: NOW - 1_320_000, wokenAt: NOW - 2_000_000, everyMs: 3_600_000 }),
      {},
      null,
      'note',
    ],
    [
      'alive under an old label',
      agent({ status: 'updating', error: 'x' }),
      {},
      'e2e-queue.status-stuck',
      'warning',
    ],
    [
      'alive without heartbeat',
      agent({ attempts: 1, deadlineAt: NOW - 90_000 }),
      {},
      'e2e-queue.heartbeat-missing',
      'warning',
    ],
    ['in its first 30 s', unseen(18), { task: present(12) }, 'e2e-queue.escalating', 'note'],
    ['just past its deadline', unseen(100, { attempts: 2 }), {}, 'e2e-queue.escalating', 'note'],
    ['overdue, its task too', unseen(400), { task: present(-370) }, 'e2e-queue.task-overdue', 'fault'],
    ['overdue, its task due now', unseen(400), { task: present(-5, 1) }, 'e2e-queue.escalating', 'note'],
    ['overdue, its task put off', unseen(400), { task: present(15, 2) }, 'e2e-queue.retry-failing', 'fault'],
    ['overdue, its task gone', unseen(400), {}, 'e2e-queue.task-lost', 'fault'],
    ['overdue, its task dropped', unseen(400), { dropped: true }, 'e2e-queue.retry-failing', 'fault'],
    ['overdue, never queued', unseen(400), { enqueueFailed: true }, 'e2e-queue.enqueue-lost', 'fault'],
    [
      'overdue, queue unknown',
      unseen(400),
      { task: { kind: 'unknown' } },
      'e2e-queue.retries-missing',
      'fault',
    ],
    [
      'cancelled by a sync',
      unseen(400, { deadlineAt: null, attempts: 5 }),
      {},
      'e2e-queue.retries-cancelled',
      'fault',
    ],
    [
      'failed at the gateway',
      unseen(400, { status: 'updating', error: 'refused' }),
      {},
      'e2e-queue.provision-failed',
      'fault',
    ],
    [
      'never woken',
      agent({ status: 'provisioning', seenAt: null, wokenAt: null, updatedAt: NOW - 400_000 }),
      {},
      'e2e-queue.provision-failed',
      'fault',
    ],
    [
      'just created',
      agent({ status: 'provisioning', seenAt: null, wokenAt: null, updatedAt: NOW - 5_000 }),
      {},
      null,
      'note',
    ],
    [
      'on a gateway without URL',
      unseen(10, { gatewayUrl: '' }),
      {},
      'e2e-queue.gateway-url-missing',
      'fault',
    ],
    ['given up', unseen(300, offline), {}, 'e2e-queue.check-in-exhausted', 'fault'],
    [
      'given up without the text',
      unseen(300, { ...offline, error: null }),
      {},
      'e2e-queue.check-in-exhausted',
      'fault',
    ],
    [
      'given up, token stale',
      unseen(300, offline),
      { workspace: { ...UNKNOWN, token: 'differs' } },
      'e2e-queue.check-in-refused',
      'fault',
    ],
    [
      'seen before its last wake only',
      unseen(400, { seenAt: NOW - 500_000 }),
      {},
      'e2e-queue.task-lost',
      'fault',
    ],
  ])('%s', (_, given, more, code, severity) => {
    expect(judgeAgent(given, facts(more))).toMatchObject({ code, severity })
  })

  it("explains the policy with the agent's own times", () => {
    const first = judgeAgent(unseen(18, { attempts: 2 }), facts())
    expect(first.says).toBe('attempt 2 of 3, next deadline in 12 s')
    const second = judgeAgent(unseen(18, { attempts: 4 }), facts())
    expect(second.says).toContain('this one deadline only')
    expect(judgeAgent(unseen(300, offline), facts()).says).toContain('one deadline only, not three attempts')
  })

  it('calls nothing a fault while the policy still runs, whatever else is known', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 119 }),
        fc.integer({ min: 1, max: 6 }),
        fc.boolean(),
        fc.boolean(),
        fc.constantFrom<Workspace['token']>('same', 'differs', 'unknown'),
        (seconds, attempts, enqueueFailed, dropped, token) => {
          const more = { enqueueFailed, dropped, workspace: { token, staleTemplates: true } }
          expect(judgeAgent(unseen(seconds, { attempts }), facts(more)).severity).toBe('note')
        },
      ),
    )
  })

  it('never calls an agent healthy that has not called since its wake and has a passed deadline', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 121, max: 100_000 }),
        fc.constantFrom('online', 'provisioning', 'updating', 'offline', 'healthy'),
        fc.option(fc.constantFrom(GAVE_UP, 'connection refused'), { nil: null }),
        (seconds, status, error) => {
          const { code, severity } = judgeAgent(unseen(seconds, { status, error }), facts())
          expect(code).not.toBeNull()
          expect(severity).toBe('fault')
        },
      ),
    )
  })
})

describe('why a check-in did not come', () => {
  it('may be old templates, where no answer tells more', () => {
    const old = { ...UNKNOWN, staleTemplates: true }
    expect(checkInTrouble(NO_REQUESTS, old).code).toBe('e2e-queue.templates-stale')
    const refused = { known: true, any: 1, heartbeats: { 401: 1 } }
    expect(checkInTrouble(refused, old).code).toBe('e2e-queue.check-in-refused')
  })

  it.each<[AgentRequests, string]>([
    [{ known: true, any: 3, heartbeats: { 401: 3 } }, 'e2e-queue.check-in-refused'],
    [{ known: true, any: 9, heartbeats: { 401: 2, 429: 7 } }, 'e2e-queue.check-in-limited'],
    [{ known: true, any: 1, heartbeats: { 307: 1 } }, 'e2e-queue.check-in-misrouted'],
    [{ known: true, any: 1, heartbeats: { 500: 1 } }, 'e2e-queue.check-in-misrouted'],
    [{ known: true, any: 0, heartbeats: {} }, 'e2e-queue.check-in-absent'],
    [{ known: true, any: 4, heartbeats: { 200: 4 } }, 'e2e-queue.check-in-exhausted'],
    [{ known: false, any: 0, heartbeats: {} }, 'e2e-queue.check-in-exhausted'],
  ])('%j', (requests, code) => {
    expect(checkInTrouble(requests, UNKNOWN).code).toBe(code)
  })
})
