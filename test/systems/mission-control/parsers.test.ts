import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intervalOf, workspaceOf } from '../../../src/systems/mission-control/agent.ts'
import { composeService, interpolate } from '../../../src/systems/mission-control/compose.ts'
import { waits } from '../../../src/systems/mission-control/consumer.ts'
import { containersIn } from '../../../src/systems/mission-control/containers.ts'
import { taskOf } from '../../../src/systems/mission-control/queue-member.ts'
import { textTarget } from '../../../src/systems/mission-control/redis-url.ts'

const MEMBER =
  '{"attempts": 2, "created_at": "2026-11-20T23:21:20.182902", "payload": {"agent_id": "a1", "board_id": null, "checkin_deadline_at": "x", "gateway_id": "g", "generation": 4}, "task_type": "agent_lifecycle_reconcile"}'

describe('a task of the queue', () => {
  it.each([
    [MEMBER, { kind: 'lifecycle', attempts: 2, agentId: 'a1', generation: 4 }],
    ['{"task_type": "webhook_delivery", "payload": {"board_id": "b"}}', { kind: 'other', agentId: null }],
    ['{"task_type": "something_new", "payload": {}}', { kind: 'unknown', type: 'something_new' }],
    ['{"hello": 1}', { kind: 'unknown', type: '' }],
    ['{"attempts": "many"}', { kind: 'malformed' }],
    ['not json', { kind: 'malformed' }],
    ['null', { kind: 'malformed' }],
  ])('%s', (text, expected) => {
    expect(taskOf(text)).toMatchObject(expected)
  })

  it('is read from any text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => Boolean(taskOf(text).kind)))
  })
})

/** Compose's places, written with `%` for `$` so that they do not look like templates of ours. */
const place = (text: string) => text.replaceAll('%', '$')

describe('a compose file', () => {
  const worker = (environment: unknown, dotEnv = {}) =>
    composeService(
      { services: { 'webhook-worker': { environment, env_file: './backend/.env' } } },
      'webhook-worker',
      dotEnv,
    )

  it.each([
    [{ RQ_QUEUE_NAME: place('%{RQ_QUEUE_NAME:-default}') }, {}, 'default'],
    [{ RQ_QUEUE_NAME: place('%{RQ_QUEUE_NAME:-default}') }, { RQ_QUEUE_NAME: 'agents' }, 'agents'],
    [['RQ_QUEUE_NAME=agents', 'OTHER'], {}, 'agents'],
    [['RQ_QUEUE_NAME'], { RQ_QUEUE_NAME: 'passed' }, 'passed'],
    [{ RQ_QUEUE_NAME: null }, {}, undefined],
    ['nonsense', {}, undefined],
  ])('%j with %j names the queue %s', (environment, dotEnv, queue) => {
    const service = worker(environment, dotEnv)
    expect(service?.environment.RQ_QUEUE_NAME).toBe(queue)
    expect(service?.envFiles).toEqual(['./backend/.env'])
  })

  it('may have no such service, or be something else', () => {
    for (const document of [null, 3, {}, { services: [] }, { services: { other: {} } }])
      expect(composeService(document, 'webhook-worker', {})).toBeNull()
  })

  it.each([
    ['a %{X} b', 'a 1 b'],
    ['%X%%', '1$'],
    ['%{E:-d} %{E-d} %{N-d} %{N}', 'd  d '],
  ])('fills %s', (text, filled) => {
    expect(interpolate(place(text), { X: '1', E: '' })).toBe(filled)
  })
})

describe('CLIENT LIST', () => {
  const line = (change: string) =>
    `id=9 addr=127.0.0.1:1 laddr=127.0.0.1:2 name= age=3 idle=3 ${change} multi=-1 cmd=brpop user=default`
  it.each([
    [line('flags=b db=0'), 0, true],
    [line('flags=b db=1'), 0, false],
    [line('flags=b db=10'), 1, false],
    [line('flags=N db=0'), 0, false],
    [line('flags=b db=0').replace('brpop', 'subscribe'), 0, false],
    ['', 0, false],
  ])('%s', (text, db, expected) => {
    expect(waits(`${text}\nid=10 flags=N db=0 cmd=client`, db)).toBe(expected)
  })
})

describe('a Redis URL that is written out', () => {
  const published = { 'redis:6379': '127.0.0.1:16379' }
  it.each([
    ['redis://redis:6379/0', { target: { host: '127.0.0.1', port: 16379, db: 0 }, locked: false }],
    ['redis://redis/2', { target: { host: '127.0.0.1', port: 16379, db: 2 }, locked: false }],
    ['rediss://cache:6380', { target: { host: 'cache', port: 6380, db: 0, tls: true }, locked: false }],
    ['redis://:secret@cache:6380/1', { target: { host: 'cache', port: 6380, db: 1 }, locked: true }],
    ['http://cache', null],
    [undefined, null],
  ])('%s', (text, expected) => {
    expect(textTarget(text, published)).toEqual(expected)
  })
})

it.each([
  [
    '{"Service":"db","Name":"a-db-1","State":"running","ExitCode":0}\n{"Service":"api","State":"exited","ExitCode":1}',
    2,
  ],
  ['[{"Service":"db","Name":"a-db-1","State":"running"}]', 1],
  ['', 0],
  ['{"Service":3}', 0],
  ['no json', 0],
])('reads docker compose ps: %s', (text, count) => {
  expect(containersIn(text)).toHaveLength(count)
})

it.each([
  ['10m', 600_000],
  ['90s', 90_000],
  ['2h', 7_200_000],
  ['0m', 600_000],
  ['soon', 600_000],
  [null, 600_000],
])('a heartbeat every %s is one every %d ms', (text, ms) => {
  expect(intervalOf(text)).toBe(ms)
})

it.each([
  [{ main: true, lead: false }, '/srv/workspace-gateway-g1'],
  [{ main: false, lead: true }, '/srv/workspace-lead-b1'],
  [{ main: false, lead: false }, '/srv/workspace-mc-a1'],
])('finds the workspace of %j', (role, path) => {
  const agent = { id: 'a1', gatewayId: 'g1', boardId: 'b1', workspaceRoot: '/srv', ...role }
  expect(workspaceOf(agent as Parameters<typeof workspaceOf>[0])).toBe(path)
})
