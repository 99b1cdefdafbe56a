import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** What a stand-in says to a request: an answer, or nothing at all. */
export type Said =
  | {
      readonly status: number
      readonly body: unknown
      readonly type?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | 'silence'
  | 'hang-up'

export interface Standing {
  readonly port: number
  readonly url: string
  stop(): Promise<void>
}

/** An HTTP stand-in on a free loopback port; bodies that are not text are sent as JSON. */
export async function stand(
  say: (request: IncomingMessage, body: string) => Said | Promise<Said>,
): Promise<Standing> {
  const sockets = new Set<Socket>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const said = await say(request, body)
    if (said === 'silence') return
    if (said === 'hang-up') return void request.socket.destroy()
    const text = typeof said.body === 'string'
    response.writeHead(said.status, {
      'content-type': said.type ?? (text ? 'text/plain' : 'application/json'),
      ...said.headers,
    })
    response.end(text ? said.body : JSON.stringify(said.body))
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const stop = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return { port, url: `http://127.0.0.1:${port}`, stop }
}
