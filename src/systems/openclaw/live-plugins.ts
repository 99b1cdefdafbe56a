import type { Context } from '../../core/check.ts'
import type { SecretRef } from '../../host/host.ts'
import { at, textOf } from './lenient.ts'
import { answerTo, callFrame, connectFrame } from './rpc.ts'

/** What the running gateway says of a plugin (2026.9.6); `unloaded` alone is no trouble: many are loaded on demand. */
export interface LivePlugin {
  readonly state: 'active' | 'service-failed' | 'disabled' | 'unloaded'
  readonly error: string | null
}

const STATES = ['active', 'service-failed', 'disabled', 'unloaded'] as const

/** Asks for the state of every plugin. The gateway may look into its catalogue on the network for that: it is asked
 *  only where the health document leaves a question open. */
export async function askPlugins(
  { host, signal }: Context,
  port: number,
  auth: 'token' | 'password' | 'none' | 'other',
  secret: SecretRef | null,
  deadlineMs: number,
): Promise<ReadonlyMap<string, LivePlugin>> {
  const request = {
    url: `ws://127.0.0.1:${port}`,
    frames: [connectFrame(auth, secret, ['operator.read']), callFrame('2', 'plugins.list')],
    ...(secret ? { secrets: [secret] } : {}),
    deadlineMs,
    maxBytes: 8_000_000,
  }
  const answer = await host.ws.exchange(request, signal)
  return answer.ok ? pluginsIn(answer.messages) : new Map()
}

export function pluginsIn(messages: readonly unknown[]): ReadonlyMap<string, LivePlugin> {
  const plugins = at(answerTo(messages, '2'), 'payload', 'plugins')
  const known = (Array.isArray(plugins) ? plugins : [])
    .slice(0, 2_000)
    .flatMap((plugin): [string, LivePlugin][] => {
      const id = textOf(at(plugin, 'id'), 80)
      const state = STATES.find((one) => one === at(plugin, 'runtime', 'state'))
      return id && state ? [[id, { state, error: textOf(at(plugin, 'runtime', 'error'), 200) }]] : []
    })
  return new Map(known)
}
