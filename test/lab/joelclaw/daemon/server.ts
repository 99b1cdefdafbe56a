import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { healthDocument } from './health.ts'
import type { Daemon } from './state.ts'

/** The daemon's port: /health answers 503 with the same document when the gateway is not available. Resolves with
 *  the server once it listens. */
export async function serve(
  port: number,
  daemon: () => Daemon,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => {
    const { knobs } = daemon()
    if (knobs.healthMode === 'silent') return
    if (knobs.healthMode === 'html')
      return respond(200, 'text/html', '<!doctype html><title>It works</title>')
    if (knobs.healthMode === 'text') return respond(200, 'text/plain', 'ok')
    if (request.url === '/health') {
      const document = healthDocument(daemon())
      return respond(document.available ? 200 : 503, 'application/json', JSON.stringify(document))
    }
    if (request.url === '/health/slack') {
      const body = { ok: true, channel: 'slack', started: true, checkedAt: new Date().toISOString() }
      return respond(200, 'application/json', JSON.stringify(body))
    }
    respond(426, 'text/plain', 'Upgrade Required')

    function respond(status: number, type: string, body: string): void {
      response.writeHead(status, { 'content-type': type, connection: 'close' }).end(body)
    }
  })
  await new Promise<void>((resolve, reject) =>
    server.once('error', reject).listen(port, '127.0.0.1', resolve),
  )
  return { server, port: (server.address() as AddressInfo).port }
}
