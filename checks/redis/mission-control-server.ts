import { type Check, defineCheck, found, skipped, unchecked } from '../../src/core/check.ts'
import type { MissionControlProbes } from '../../src/systems/mission-control/probes.ts'
import type { MissionControlSettings } from '../../src/systems/mission-control/settings.ts'
import { latencyOf } from './latency.ts'
import { describe } from './server.ts'
import { judgeState, STATE_CODES } from './state.ts'
import { judgeTransport, TRANSPORT_CODES, whoListens } from './transport.ts'

const SLOW_MS = 250

/** The Redis that the API queues in answers, takes writes, and has room. */
export function missionControlServer(settings: MissionControlSettings, probes: MissionControlProbes): Check {
  return defineCheck({
    id: 'redis/server',
    title: 'Redis answers, takes writes and has room',
    codes: [...TRANSPORT_CODES, ...STATE_CODES],
    looks: ['INFO, ROLE and CONFIG GET of the Redis behind RQ_REDIS_URL'],
    run: async (context) => {
      const stores = await context.ask(probes.stores)
      const store = stores.api ?? stores.worker
      if (!store) return skipped('nobody here can tell the Redis of the queue')
      const { target } = store
      if (!store.ok) {
        const listeners = await whoListens(context.host, store.problem, target, context.signal)
        const finding = judgeTransport(store.problem, target, listeners, 'fault')
        return finding ? found([finding]) : unchecked(store.problem.message)
      }
      const { redisMs: deadlineMs } = settings.thresholds
      const ms = await latencyOf(context, target, { ms: store.durationMs, slowMs: SLOW_MS, deadlineMs })
      return found(judgeState(store.state, target, { ms, slowMs: SLOW_MS }), describe(store.state, ms))
    },
  })
}
