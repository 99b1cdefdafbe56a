import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'

export interface DemoRedis {
  readonly port: number
  readonly stop: () => Promise<void>
}

/** A redis-server of our own on a free loopback port; null where the program is missing or does not come up. */
export async function startDemoRedis(directory: string): Promise<DemoRedis | null> {
  const port = await freePort()
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    directory,
  ]
  const server = spawn('redis-server', args, { stdio: 'ignore' })
  const gone = new Promise<void>((resolve) => {
    server.once('error', () => resolve()).once('exit', () => resolve())
  })
  let up = true
  void gone.then(() => {
    up = false
  })
  for (let tries = 0; tries < 100 && up; tries += 1) {
    if (await accepts(port)) {
      const stop = async () => {
        server.kill('SIGKILL')
        await gone
      }
      return { port, stop }
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  server.kill('SIGKILL')
  return null
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
