import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInfo, serverState } from '../../../checks/redis/info.ts'
import { judgeState } from '../../../checks/redis/state.ts'

const place = { host: 'localhost', port: 6379 }
const quick = { ms: 3, slowMs: 250 }

const ok = (value: string | readonly string[]) => ({ ok: true, value }) as const

function codes(info: string, more: { role?: string; stop?: string; ms?: number } = {}) {
  const state = serverState({
    info: ok(info),
    role: ok([more.role ?? 'master']),
    ...(more.stop ? { stop: ok(['stop-writes-on-bgsave-error', more.stop]) } : {}),
  })
  const took = { ...quick, ms: more.ms ?? quick.ms }
  return judgeState(state, place, took).map((finding) => `${finding.severity} ${finding.code}`)
}

describe('judgeState', () => {
  it.each([
    ['nothing wrong', 'used_memory:100\r\nmaxmemory:1000\r\nmaxmemory_policy:allkeys-lru', {}, []],
    ['no limit', 'used_memory:100\r\nmaxmemory:0', {}, []],
    [
      'near the limit, evicting',
      'used_memory:950\r\nmaxmemory:1000\r\nmaxmemory_policy:allkeys-lru',
      {},
      ['warning redis.eviction-near'],
    ],
    [
      'near the limit, refusing',
      'used_memory:950\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction',
      {},
      ['warning redis.memory-full'],
    ],
    [
      'full, refusing',
      'used_memory:1000\r\nmaxmemory:1000\r\nmaxmemory_policy:noeviction',
      {},
      ['fault redis.memory-full'],
    ],
    [
      'evicted before',
      'maxmemory:1000\r\nused_memory:1\r\nmaxmemory_policy:allkeys-lru\r\nevicted_keys:4',
      {},
      ['note redis.keys-evicted'],
    ],
    [
      'snapshot failed, writes stop',
      'rdb_last_bgsave_status:err',
      { stop: 'yes' },
      ['fault redis.writes-refused'],
    ],
    [
      'snapshot failed, writes go on',
      'rdb_last_bgsave_status:err',
      { stop: 'no' },
      ['warning redis.writes-refused'],
    ],
    ['snapshot failed, setting hidden', 'rdb_last_bgsave_status:err', {}, ['warning redis.writes-refused']],
    ['append failed', 'aof_last_write_status:err', { stop: 'no' }, ['fault redis.writes-refused']],
    ['replica', '', { role: 'slave' }, ['fault redis.replica']],
    ['slow', '', { ms: 251 }, ['warning redis.slow']],
  ] as const)('%s', (_, info, more, expected) => {
    expect(codes(info, more)).toEqual(expected)
  })
})

describe('serverState', () => {
  it('takes any text and any reply without throwing', () => {
    const reply = fc.oneof(
      fc.constant(undefined),
      fc.string().map(ok),
      fc.array(fc.string()).map(ok),
      fc.string().map((error) => ({ ok: false, error }) as const),
    )
    fc.assert(
      fc.property(reply, reply, reply, (info, role, stop) => {
        const state = serverState({ info, role, stop })
        expect(judgeState(state, place, quick).every((finding) => finding.code.startsWith('redis.'))).toBe(
          true,
        )
      }),
    )
  })

  it('reads back every name and value of an INFO text', () => {
    const word = fc.stringMatching(/^[a-z_]{1,12}$/)
    fc.assert(
      fc.property(fc.dictionary(word, fc.stringMatching(/^[\w:. -]{0,20}$/)), (fields) => {
        const text = Object.entries(fields)
          .map(([name, value]) => `${name}:${value}`)
          .join('\r\n')
        expect(Object.fromEntries(parseInfo(`# Server\r\n${text}\r\n`))).toEqual({ ...fields })
      }),
    )
  })
})
