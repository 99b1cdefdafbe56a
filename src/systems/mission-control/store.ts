import { parseInfo, type ServerState, STATE_COMMANDS, serverState } from '../../../checks/redis/info.ts'
import type { Context } from '../../core/check.ts'
import type { RedisProblem, RedisTarget } from '../../host/redis.ts'

/** A Redis as one side sees it. */
export type Store =
  | {
      readonly ok: true
      readonly target: RedisTarget
      readonly state: ServerState
      /** Identifies the server process, whatever its address is called. */
      readonly runId: string | null
      readonly durationMs: number
    }
  | { readonly ok: false; readonly target: RedisTarget; readonly problem: RedisProblem }

export async function askStore(
  { host, signal }: Context,
  target: RedisTarget,
  deadlineMs: number,
): Promise<Store> {
  const names = Object.keys(STATE_COMMANDS)
  const answer = await host.redis.ask({ target, commands: Object.values(STATE_COMMANDS), deadlineMs }, signal)
  if (!answer.ok) return { ok: false, target, problem: answer }
  const replies = Object.fromEntries(names.map((name, index) => [name, answer.replies[index]]))
  const info = replies.info
  return {
    ok: true,
    target,
    state: serverState(replies),
    runId: parseInfo(info?.ok ? info.value : null).get('run_id') ?? null,
    durationMs: answer.durationMs,
  }
}
