import { type Check, type Context, defineCheck, type Outcome, skipped } from '../../src/core/check.ts'
import type { RedisReply } from '../../src/host/redis.ts'
import type { JoelclawProbes } from '../../src/systems/joelclaw/probes.ts'

type Replies = Readonly<Record<string, RedisReply>>

type Spec = Pick<Check, 'id' | 'title' | 'codes' | 'looks'> & {
  readonly judge: (replies: Replies, context: Context) => Outcome | Promise<Outcome>
}

/** A check of what the gateway keeps in Redis. Without Redis it has nothing to look at: `redis/server` says why. */
export function defineReading(probes: JoelclawProbes, { judge, ...spec }: Spec): Check {
  return defineCheck({
    ...spec,
    run: async (context) => {
      const answer = await context.ask(probes.redis)
      return answer.ok ? judge(answer.replies, context) : skipped('Redis does not answer')
    },
  })
}
