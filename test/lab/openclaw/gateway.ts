/** Stands in for a running OpenClaw gateway: a process of its name that answers its probe addresses and, over a
 *  WebSocket, the calls that the walk makes. What it says comes as JSON in its first argument. */
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

/** What the stand-in says of itself. */
export interface Knobs {
  readonly port: number
  readonly token: string
  readonly failing: readonly string[]
  readonly phase: 'started' | 'starting' | 'draining'
  readonly plugins: readonly string[]
  readonly pluginErrors: readonly object[]
  /** The answer of plugins.list, by plugin; without any it does not know the call. */
  readonly states: Readonly<Record<string, object>>
  readonly runtime: string
  readonly channels: Readonly<Record<string, readonly object[]>>
  /** `deliveryQueues` of its health document. */
  readonly queues?: object
  /** `agentDatabases` of /readyz. */
  readonly refusals?: readonly object[]
}

if (process.argv[2]) serve(JSON.parse(process.argv[2]) as Knobs)

function serve(knobs: Knobs): void {
  process.title = 'openclaw-gateway'
  const { failing, phase } = knobs
  const server = createServer((request, response) => {
    const json = (status: number, body: object) =>
      response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify(body))
    const ready = failing.length === 0 && phase === 'started'
    const agentDatabases = knobs.refusals
    if (request.url === '/readyz')
      return json(ready ? 200 : 503, { ready, failing, agentDatabases, uptimeMs: 234_517 })
    if (request.url === '/startupz')
      return json(phase === 'started' ? 200 : 503, {
        ok: phase === 'started',
        status: phase,
        version: '2026.9.6',
      })
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>OpenClaw Control</title>')
  })
  new WebSocketServer({ server }).on('connection', (socket) => {
    const send = (message: object) => socket.send(JSON.stringify(message))
    send({ type: 'event', event: 'connect.challenge', payload: { nonce: 'n', ts: 1 } })
    socket.on('message', (data) => {
      const { id, method, params } = JSON.parse(String(data))
      const refused = method === 'connect' && params.auth?.token !== knobs.token
      if (!refused) return send({ type: 'res', id, ok: true, payload: answerTo(method, knobs) })
      const details = { code: 'AUTH_TOKEN_MISMATCH' }
      send({
        type: 'res',
        id,
        ok: false,
        error: { code: 'INVALID_REQUEST', message: 'unauthorized: gateway token mismatch', details },
      })
      socket.close(1008, 'unauthorized')
    })
  })
  server.listen(knobs.port, '127.0.0.1', () => process.stdout.write('listening\n'))
}

function answerTo(method: string, knobs: Knobs): object {
  const { plugins, pluginErrors, states, runtime, channels, queues } = knobs
  const loaded = { loaded: plugins, errors: pluginErrors, unavailable: [] }
  const health = { ok: true, plugins: loaded, deliveryQueues: queues }
  const methods = [
    'agents.list',
    'channels.status',
    ...(Object.keys(states).length > 0 ? ['plugins.list'] : []),
  ]
  if (method === 'connect')
    return {
      type: 'hello-ok',
      protocol: 4,
      server: { version: '2026.9.6' },
      features: { methods },
      snapshot: { health },
    }
  if (method === 'plugins.list')
    return { plugins: Object.entries(states).map(([id, state]) => ({ id, installed: true, runtime: state })) }
  if (method === 'agents.list')
    return { defaultId: 'main', agents: [{ id: 'main', agentRuntime: { id: runtime } }] }
  return { channels: {}, channelAccounts: channels, channelOrder: Object.keys(channels) }
}
