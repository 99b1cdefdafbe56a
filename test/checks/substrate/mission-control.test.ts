import { describe, expect, it } from 'vitest'
import type { ServerState } from '../../../checks/redis/info.ts'
import { judgeDatabase } from '../../../checks/substrate/mission-control-database.ts'
import { judgeNames, judgeStores } from '../../../checks/substrate/mission-control-same-queue.ts'
import { judgeStoreProblem } from '../../../checks/substrate/store-problem.ts'
import type { PostgresProblem } from '../../../src/host/postgres.ts'
import type { RedisTarget } from '../../../src/host/redis.ts'
import type { Side } from '../../../src/systems/mission-control/side.ts'
import type { Store } from '../../../src/systems/mission-control/store.ts'

const side = (name: Side['name'], redis: RedisTarget | null, queue: string | null): Side => ({
  name,
  processes: [],
  redis: redis ? { value: { target: redis, locked: false }, from: `${name}.env` } : null,
  queue: queue ? { value: queue, from: `${name}.env` } : null,
  throttleMs: 2_000,
  baseUrl: null,
})
const at = (host: string, db = 0): RedisTarget => ({ host, port: 6379, db })
const up = (target: RedisTarget, runId: string): Store => ({
  ok: true,
  target,
  runId,
  durationMs: 1,
  state: {} as ServerState,
})
const down = (target: RedisTarget): Store => ({
  ok: false,
  target,
  problem: { ok: false, problem: 'refused', message: 'refused' },
})

describe('whether API and worker meet', () => {
  it.each<[string, RedisTarget, Store, RedisTarget, Store, number]>([
    [
      'two names of one server',
      at('redis'),
      up(at('redis'), 'x'),
      at('localhost'),
      up(at('localhost'), 'x'),
      0,
    ],
    ['two servers', at('redis'), up(at('redis'), 'x'), at('localhost'), up(at('localhost'), 'y'), 1],
    [
      'two databases of one server',
      at('redis'),
      up(at('redis'), 'x'),
      at('redis', 1),
      up(at('redis', 1), 'x'),
      1,
    ],
    ['two names, one silent', at('redis'), up(at('redis'), 'x'), at('localhost'), down(at('localhost')), 0],
    [
      'one name that is down, two databases',
      at('redis'),
      down(at('redis')),
      at('redis', 2),
      down(at('redis', 2)),
      1,
    ],
  ])('%s', (_, a, one, b, other, count) => {
    const findings = judgeStores(side('api', a, 'q'), side('worker', b, 'q'), { api: one, worker: other })
    expect(findings).toHaveLength(count)
    for (const { code, severity } of findings)
      expect([code, severity]).toEqual(['substrate.queues-apart', 'fault'])
  })

  it('names both queues and where each name stands', () => {
    const [finding] = judgeNames(side('api', null, 'default'), side('worker', null, 'agents'))
    expect(finding).toMatchObject({
      code: 'substrate.queue-names-differ',
      params: { api: 'default', apiFrom: 'api.env', worker: 'agents', workerFrom: 'worker.env' },
    })
    expect(judgeNames(side('api', null, 'q'), side('worker', null, 'q'))).toEqual([])
    expect(judgeNames(side('api', null, null), side('worker', null, 'q'))).toEqual([])
  })
})

describe('a database that gives no answer', () => {
  const place = { host: 'db', port: 5432 }
  const problem = (word: PostgresProblem['problem'], message = 'said'): PostgresProblem => ({
    ok: false,
    problem: word,
    message,
  })
  it.each<[PostgresProblem, string | null, string | null]>([
    [problem('refused'), 'substrate.store-refused', 'fault'],
    [problem('dns'), 'substrate.store-unreachable', 'fault'],
    [problem('silent'), 'substrate.store-silent', 'fault'],
    [problem('timeout'), 'substrate.store-silent', 'fault'],
    [problem('auth'), 'substrate.store-auth-refused', 'warning'],
    [problem('protocol'), 'substrate.store-foreign', 'fault'],
    [problem('no-database'), 'substrate.database-missing', 'fault'],
    [problem('sql', 'relation "agents" does not exist'), 'substrate.schema-mismatch', 'fault'],
    [problem('sql', 'permission denied for table agents'), null, null],
    [problem('no-secret'), null, null],
  ])('%j', (given, code, severity) => {
    const finding = judgeDatabase(given, place)
    expect(finding?.code ?? null).toBe(code)
    expect(finding?.severity ?? null).toBe(severity)
  })
})

it('says nothing of a store when only our own secret is missing', () => {
  const where = { service: 'Redis', host: 'h', port: 1, whose: 'the API' }
  expect(judgeStoreProblem({ problem: 'no-secret', message: 'none' }, where)).toBeNull()
})
