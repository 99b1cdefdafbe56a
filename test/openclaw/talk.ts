import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import type { Sandbox } from './sandbox.ts'

export type Answer = {
  readonly ok: boolean
  readonly payload?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
}

/** One call of the gateway's own protocol, as a trusted client on this machine makes it; the token is enough. Gives
 *  the last answer to the call: a turn is first accepted and then answered. */
export async function call(sandbox: Sandbox, method: string, params: object, ms = 60_000): Promise<Answer> {
  const socket = new WebSocket(`ws://127.0.0.1:${sandbox.port}`)
  const send = (id: string, name: string, value: object) =>
    socket.send(JSON.stringify({ type: 'req', id, method: name, params: value }))
  const client = { id: 'gateway-client', version: '1', platform: 'linux', mode: 'backend' }
  const connect = {
    minProtocol: 4,
    maxProtocol: 4,
    client,
    role: 'operator',
    scopes: ['operator.read', 'operator.write'],
    auth: { token: sandbox.token },
  }
  return new Promise<Answer>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${method}: no answer within ${ms} ms`)), ms)
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as Answer & { event?: string; id?: string }
      if (message.event === 'connect.challenge') send('1', 'connect', connect)
      else if (message.id === '1' && message.ok) send('2', method, params)
      else if (message.id === '1' || (message.id === '2' && message.payload?.status !== 'accepted'))
        resolve(message)
      if (message.id === '2' && message.payload?.status !== 'accepted') clearTimeout(late)
    })
    socket.on('error', reject)
  }).finally(() => socket.close())
}

/** One turn of the agent `main` on a session of its own; the answer's `payload.status` is `ok` when it went well. */
export function turn(sandbox: Sandbox, session: string, ms?: number): Promise<Answer> {
  return call(
    sandbox,
    'agent',
    { message: 'ping', sessionKey: `agent:main:${session}`, idempotencyKey: randomUUID() },
    ms,
  )
}

/** Ends the running turn of that session, as an operator would. */
export async function cancel(sandbox: Sandbox, session: string): Promise<void> {
  const { payload } = await call(sandbox, 'tasks.list', { limit: 20 })
  const tasks = (payload?.tasks ?? []) as { id: string; status: string; sessionKey: string }[]
  const running = tasks.find(
    (task) => task.sessionKey === `agent:main:${session}` && task.status === 'running',
  )
  if (running) await call(sandbox, 'tasks.cancel', { taskId: running.id })
}
