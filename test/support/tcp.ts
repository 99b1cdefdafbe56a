import net from 'node:net'

export interface Listening {
  readonly port: number
  readonly host: string
  stop(): Promise<void>
}

/** Stands in for a peer that speaks no protocol: a TCP server on a free loopback port. Without `onSocket` it takes
 *  every connection and says nothing. */
export async function startTcp(onSocket: (socket: net.Socket) => void = () => {}): Promise<Listening> {
  const open = new Set<net.Socket>()
  const server = net.createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => open.delete(socket))
    onSocket(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return {
    port: address.port,
    host: '127.0.0.1',
    stop: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Speaks HTTP whatever it is asked. */
export const startHttpTalker = () =>
  startTcp((socket) =>
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')),
  )

/** Takes every connection and drops it at once. */
export const startHangup = () => startTcp((socket) => socket.end())

/** A port of this machine on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await startTcp()
  await server.stop()
  return server.port
}
