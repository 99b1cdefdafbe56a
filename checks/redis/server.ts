import * as z from 'zod'
import { defineCheck, found, unchecked } from '../../src/core/check.ts'
import { defineKind } from '../kind.ts'
import { type ServerState, STATE_COMMANDS, serverState, whyUntold } from './info.ts'
import { latencyOf } from './latency.ts'
import { judgeState, STATE_CODES } from './state.ts'
import { redisTarget } from './target.ts'
import { judgeTransport, TRANSPORT_CODES, whoListens } from './transport.ts'

const schema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/)
    .default('server'),
  ...redisTarget.shape,
  slowMs: z.number().int().positive().default(250),
  deadlineMs: z.number().int().positive().default(3_000),
})

/** A Redis server answers, takes writes, and has room. */
export const redisServer = defineKind({
  schema,
  make: ({ name, slowMs, deadlineMs, ...target }) =>
    defineCheck({
      id: `redis/${name}`,
      title: 'Redis answers, takes writes and has room',
      codes: [...TRANSPORT_CODES, ...STATE_CODES],
      looks: [`redis://${target.host}:${target.port}`],
      run: async ({ host, signal }) => {
        const names = Object.keys(STATE_COMMANDS)
        const answer = await host.redis.ask(
          { target, commands: Object.values(STATE_COMMANDS), deadlineMs },
          signal,
        )
        if (!answer.ok) {
          const listeners = await whoListens(host, answer, target, signal)
          const finding = judgeTransport(answer, target, listeners, 'fault')
          return finding ? found([finding]) : unchecked(answer.message)
        }
        const replies = Object.fromEntries(names.map((command, index) => [command, answer.replies[index]]))
        const state = serverState(replies)
        const untold = whyUntold(state, replies)
        if (untold) return unchecked(untold)
        const ms = await latencyOf({ host, signal }, target, { ms: answer.durationMs, slowMs, deadlineMs })
        return found(judgeState(state, target, { ms, slowMs }), describe(state, ms))
      },
    }),
})

/** One line for people: "Redis 7.4.1, primary, 12 ms". */
export function describe(state: ServerState, ms: number): string {
  const version = state.version ? `Redis ${state.version}` : 'Redis'
  return `${version}, ${state.role === 'slave' ? 'replica' : 'primary'}, ${ms} ms`
}
