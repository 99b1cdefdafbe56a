import { type Check, defineCheck, found, unchecked } from '../../src/core/check.ts'
import { type JoelclawProbes, redisTarget } from '../../src/systems/joelclaw/probes.ts'
import type { JoelclawSettings } from '../../src/systems/joelclaw/settings.ts'
import { severityWithoutRedis } from '../../src/systems/joelclaw/without-redis.ts'
import { serverState, whyUntold } from './info.ts'
import { latencyOf } from './latency.ts'
import { describe } from './server.ts'
import { judgeState, STATE_CODES } from './state.ts'
import { judgeTransport, TRANSPORT_CODES, whoListens } from './transport.ts'

/** The gateway's Redis answers, takes writes, and has room. */
export function joelclawServer(settings: JoelclawSettings, probes: JoelclawProbes): Check {
  const place = { host: settings.redis.host, port: settings.redis.port }
  return defineCheck({
    id: 'redis/server',
    title: 'Redis answers, takes writes and has room',
    codes: [...TRANSPORT_CODES, ...STATE_CODES],
    looks: [`redis://${place.host}:${place.port}`],
    run: async (context) => {
      const answer = await context.ask(probes.redis)
      if (!answer.ok) {
        const severity = await severityWithoutRedis(settings, probes, context)
        const listeners = await whoListens(context.host, answer, place, context.signal)
        const finding = judgeTransport(answer, place, listeners, severity)
        return finding ? found([finding]) : unchecked(answer.message)
      }
      const state = serverState(answer.replies)
      const untold = whyUntold(state, answer.replies)
      if (untold) return unchecked(untold)
      const { redisSlowMs: slowMs, redisMs: deadlineMs } = settings.thresholds
      const ms = await latencyOf(context, redisTarget(settings), {
        ms: answer.durationMs,
        slowMs,
        deadlineMs,
      })
      return found(judgeState(state, place, { ms, slowMs }), describe(state, ms))
    },
  })
}
