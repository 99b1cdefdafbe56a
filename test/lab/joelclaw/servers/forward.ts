import net from 'node:net'

/** What stands on the host's port: a forward to the pod, nothing, or a forward that leads nowhere. */
export type ForwardMood = 'forwards' | 'refuses' | 'silent' | 'hangs-up' | 'http'

export interface Forward {
  readonly port: number
  become(mood: ForwardMood): Promise<void>
  stop(): Promise<void>
}

/** Stands in for the host's port forward to a pod, on one port that it can give up and take again. */
export async function startForward(target: number): Promise<Forward> {
  const open = new Set<net.Socket>()
  let mood: ForwardMood = 'forwards'
  const keep = (socket: net.Socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => open.delete(socket))
  }
  const server = net.createServer((socket) => {
    keep(socket)
    if (mood === 'hangs-up') return void socket.destroy()
    if (mood === 'http')
      return void socket.once('data', () =>
        socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n'),
      )
    if (mood === 'silent') return void socket.resume()
    const pod = net.connect({ host: '127.0.0.1', port: target })
    keep(pod)
    socket.once('close', () => pod.destroy())
    pod.once('close', () => socket.destroy())
    socket.pipe(pod).pipe(socket)
  })
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  await listen(0)
  const { port } = server.address() as net.AddressInfo
  const cut = () => {
    for (const socket of open) socket.destroy()
  }
  const stop = async () => {
    cut()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  const become = async (next: ForwardMood) => {
    mood = next
    cut()
    if (next === 'refuses') await stop()
    else if (!server.listening) await listen(port)
  }
  return { port, become, stop }
}
