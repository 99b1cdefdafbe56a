import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeQueue, redisQueue, streamTime } from '../../../checks/redis/queue.ts'
import type { RedisReply, RedisValue } from '../../../src/host/redis.ts'
import { pendingSummary, storedMessages } from '../../../src/systems/joelclaw/stored-messages.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'

const settings = {
  name: 'jobs',
  key: 'jobs',
  type: 'stream',
  warnDepth: 10,
  faultDepth: 20,
  faultAgeMs: 60_000,
}

async function look(replies: readonly RedisReply[]) {
  const asked: (readonly string[])[] = []
  const host = fakeHost({
    redis: {
      ask: async ({ commands }) => {
        asked.push(...commands)
        return { ok: true, replies, durationMs: 1 }
      },
    },
  })
  const outcome = await runCheck(redisQueue.make(redisQueue.schema.parse(settings)), host)
  return { asked, codes: outcome.findings.map((finding) => `${finding.severity} ${finding.code}`) }
}

const ok = (value: RedisValue) => ({ ok: true, value }) as const

describe('redis-queue', () => {
  it.each([
    [0, null, []],
    [10, NOW, []],
    [11, NOW, ['warning redis.queue-deep']],
    [21, NOW, ['fault redis.queue-deep']],
    [1, NOW - 60_001, ['fault redis.queue-old']],
  ])('%i entries, the oldest from %s', async (depth, oldest, expected) => {
    const rows = oldest === null ? [] : [[`${oldest}-0`, ['a', 'b']]]
    const { asked, codes } = await look([ok(depth), ok(rows)])
    expect(codes).toEqual(expected)
    expect(asked).toEqual([
      ['XLEN', 'jobs'],
      ['XRANGE', 'jobs', '-', '+', 'COUNT', '1'],
    ])
  })

  it('names a key of another type, and a command that is not permitted', async () => {
    expect((await look([{ ok: false, error: 'WRONGTYPE Operation against a key' }])).codes).toEqual([
      'fault redis.wrong-type',
    ])
    expect((await look([{ ok: false, error: 'NOPERM no rights' }])).codes).toEqual([
      'warning redis.command-refused',
    ])
  })

  it('is never worse with a shallower or younger queue', () => {
    const queue = redisQueue.schema.parse(settings)
    const weight = (depth: number, age: number) =>
      judgeQueue(queue, { depth, oldestAt: NOW - age }, NOW).filter((f) => f.severity === 'fault').length
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.nat(120_000),
        fc.nat(50),
        fc.nat(120_000),
        (depth, age, lessDepth, lessAge) => {
          expect(weight(Math.min(depth, lessDepth), Math.min(age, lessAge))).toBeLessThanOrEqual(
            weight(depth, age),
          )
        },
      ),
    )
  })
})

describe('readers of stream replies', () => {
  it('take whatever Redis may reply', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 4 }),
      ),
    })).any
    fc.assert(
      fc.property(value, (any) => {
        const reply = { ok: true, value: any } as RedisReply
        expect(Array.isArray(storedMessages(reply))).toBe(true)
        expect(pendingSummary(reply).count).toBeTypeOf('number')
        expect(streamTime(reply) ?? 1).toBeGreaterThan(0)
      }),
    )
  })
})
