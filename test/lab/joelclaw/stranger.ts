import { spawn } from 'node:child_process'
import { once } from 'node:events'

const SCRIPT = `
const server = require('node:http').createServer((_, response) => response.end('hello'))
server.listen(0, '127.0.0.1', () => process.send(server.address().port))
process.on('disconnect', () => process.exit())
`

/** A program that has nothing to do with the gateway and listens on a free loopback port. */
export async function startStranger(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', SCRIPT], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
  const ended = once(child, 'exit')
  const [port] = (await once(child, 'message')) as [number]
  const stop = async () => {
    child.kill('SIGKILL')
    await ended
  }
  return { port, stop }
}
