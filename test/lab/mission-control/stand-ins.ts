import http from 'node:http'
import type { AddressInfo } from 'node:net'
import net from 'node:net'
import { WebSocketServer } from 'ws'

export interface StandIn {
  readonly port: number
  stop(): Promise<void>
}

export type ApiMode = 'works' | 'database-lost' | 'clerk'

/** Stands in for the API: static health pages, and the list of agents for the operator's token. Every other request
 *  would be a probe that is forbidden: it is kept in `others`. */
export async function startApi(
  mode: ApiMode,
  token: string,
): Promise<StandIn & { readonly others: string[] }> {
  const others: string[] = []
  const server = http.createServer((request, response) => {
    const answer = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(body))
    }
    const [path] = (request.url ?? '').split('?')
    if (['/health', '/healthz', '/readyz'].includes(path ?? '')) return answer(200, { ok: true })
    if (request.method !== 'GET' || path !== '/api/v1/agents') {
      others.push(`${request.method} ${request.url}`)
      return answer(404, { detail: 'Not Found' })
    }
    const request_id = '793f0123456789abcdef0123456789ab'
    if (mode === 'clerk' || request.headers.authorization !== `Bearer ${token}`)
      return answer(401, { detail: 'Unauthorized', request_id })
    if (mode === 'database-lost') return answer(500, { detail: 'Internal Server Error', request_id })
    answer(200, { items: [], total: 0, limit: 1, offset: 0 })
  })
  return { ...(await listen(server)), others }
}

export type GatewayMode = 'greets' | 'silent' | 'web-page'

/** Stands in for an OpenClaw gateway, as far as it greets. */
export async function startGateway(mode: GatewayMode): Promise<StandIn> {
  if (mode === 'silent') return listen(net.createServer(() => {}))
  const server = http.createServer((_, response) => response.end('<html></html>'))
  if (mode === 'greets') {
    const sockets = new WebSocketServer({ server })
    const challenge = { type: 'event', event: 'connect.challenge', payload: { nonce: 'n' } }
    sockets.on('connection', (socket) => socket.send(JSON.stringify(challenge)))
  }
  return listen(server)
}

async function listen(server: net.Server): Promise<StandIn> {
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port: (server.address() as AddressInfo).port, stop }
}
