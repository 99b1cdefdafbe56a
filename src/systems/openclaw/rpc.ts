import type { Context } from '../../core/check.ts'
import type { SecretRef } from '../../host/host.ts'
import { type QueueHealth, queueHealthIn } from './delivery-health.ts'
import { at, numberOf, textOf, textsOf } from './lenient.ts'
import { failuresIn, type PluginFailure } from './plugin-failures.ts'

/** A channel account as `channels.status` describes it; times are epoch ms. */
export interface ChannelAccount {
  readonly channel: string
  readonly account: string
  readonly enabled: boolean
  readonly configured: boolean
  readonly running: boolean | null
  readonly connected: boolean | null
  readonly lastError: string | null
  readonly lastInboundAt: number | null
  /** `polling` or `webhook`, where the channel tells. */
  readonly mode: string | null
  readonly lastStartAt: number | null
  /** The last sign of its transport, also without a message. */
  readonly lastTransportAt: number | null
}

/** What the gateway says of itself over its WebSocket. */
export type RpcAnswer =
  | {
      readonly kind: 'said'
      readonly version: string | null
      readonly plugins: readonly string[]
      readonly failures: readonly PluginFailure[]
      /** Calls that this release knows; null where it does not tell. */
      readonly methods: readonly string[] | null
      /** The runtime of each agent's first model. */
      readonly runtimes: Readonly<Record<string, string>> | null
      readonly channels: readonly ChannelAccount[] | null
      readonly queues: QueueHealth | null
    }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'starting'; readonly message: string }
  | { readonly kind: 'none'; readonly why: string }

const CLIENT = { id: 'gateway-client', version: '1.0', platform: 'linux', mode: 'backend' }

/** The frame that opens a session with the shared secret alone; on loopback that pairs no device. */
export function connectFrame(
  auth: 'token' | 'password' | 'none' | 'other',
  secret: SecretRef | null,
  scopes: readonly string[],
) {
  const credentials = secret ? { auth: { [auth === 'password' ? 'password' : 'token']: { $secret: 0 } } } : {}
  const params = { minProtocol: 3, maxProtocol: 99, client: CLIENT, role: 'operator', scopes, ...credentials }
  return { json: { type: 'req', id: '1', method: 'connect', params }, awaitId: '1' }
}

/** One call after the connection stands. */
export function callFrame(id: string, method: string, params: Readonly<Record<string, unknown>> = {}) {
  return { json: { type: 'req', id, method, params }, awaitId: id }
}

/** Asks what may be read without a trace: the greeting brings the health document, then agents and channels. */
export async function askRpc(
  { host, signal }: Context,
  port: number,
  auth: 'token' | 'password' | 'none' | 'other',
  secret: SecretRef | null,
  deadlineMs: number,
): Promise<RpcAnswer> {
  const frames = [
    connectFrame(auth, secret, ['operator.read']),
    callFrame('2', 'agents.list'),
    callFrame('3', 'channels.status'),
  ]
  const request = {
    url: `ws://127.0.0.1:${port}`,
    frames,
    ...(secret ? { secrets: [secret] } : {}),
    deadlineMs,
    maxBytes: 8_000_000,
  }
  const answer = await host.ws.exchange(request, signal)
  if (!answer.ok) return { kind: 'none', why: answer.message }
  return readAnswers(answer.messages)
}

/** The answer to one call, by its id. */
export function answerTo(messages: readonly unknown[], id: string): unknown {
  return messages.find((message) => at(message, 'type') === 'res' && at(message, 'id') === id)
}

export function readAnswers(messages: readonly unknown[]): RpcAnswer {
  const hello = answerTo(messages, '1')
  if (at(hello, 'ok') !== true) {
    const message = textOf(at(hello, 'error', 'message'), 200) ?? 'no answer to the connection'
    const code =
      textOf(at(hello, 'error', 'details', 'code'), 60) ?? textOf(at(hello, 'error', 'code'), 60) ?? 'none'
    if (code === 'UNAVAILABLE') return { kind: 'starting', message }
    return hello ? { kind: 'refused', code, message } : { kind: 'none', why: message }
  }
  const health = at(hello, 'payload', 'snapshot', 'health')
  const agents = at(answerTo(messages, '2'), 'payload', 'agents')
  const channels = at(answerTo(messages, '3'), 'payload', 'channelAccounts')
  const methods = at(hello, 'payload', 'features', 'methods')
  return {
    kind: 'said',
    version: textOf(at(hello, 'payload', 'server', 'version'), 40),
    plugins: textsOf(at(health, 'plugins', 'loaded')),
    failures: failuresIn(health),
    methods: Array.isArray(methods) ? textsOf(methods).slice(0, 2_000) : null,
    queues: queueHealthIn(health),
    runtimes: Array.isArray(agents)
      ? Object.fromEntries(
          agents.map((one) => [
            textOf(at(one, 'id'), 80) ?? '',
            textOf(at(one, 'agentRuntime', 'id'), 80) ?? 'auto',
          ]),
        )
      : null,
    channels:
      channels && typeof channels === 'object'
        ? Object.entries(channels).flatMap(([channel, accounts]) =>
            Array.isArray(accounts) ? accounts.map((one) => accountOf(channel, one)) : [],
          )
        : null,
  }
}

function accountOf(channel: string, account: unknown): ChannelAccount {
  const flag = (name: string) =>
    typeof at(account, name) === 'boolean' ? (at(account, name) as boolean) : null
  return {
    channel: channel.slice(0, 40),
    account: textOf(at(account, 'accountId'), 80) ?? 'default',
    enabled: flag('enabled') !== false,
    configured: flag('configured') !== false,
    running: flag('running'),
    connected: flag('connected'),
    lastError: textOf(at(account, 'lastError'), 200),
    lastInboundAt: numberOf(at(account, 'lastInboundAt')),
    mode: textOf(at(account, 'mode'), 20),
    lastStartAt: numberOf(at(account, 'lastStartAt')),
    lastTransportAt: numberOf(at(account, 'lastTransportActivityAt')),
  }
}
