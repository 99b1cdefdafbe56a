import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from './until.ts'

export interface RunningRedis {
  readonly port: number
  readonly pid: number
  stop(): Promise<void>
  /** Lets our process end while it runs. */
  unref(): void
  /** Ends it at once, for the last moment of our process. */
  endNow(): void
}

/** A real redis-server on a loopback port (a free one unless given), without persistence; `options` are added to its
 *  arguments. */
export async function startRedis(
  options: readonly string[] = [],
  at: number | null = null,
): Promise<RunningRedis> {
  const directory = await mkdtemp(join(tmpdir(), 'firstfault-redis-'))
  for (let attempt = 1; ; attempt++) {
    const port = at ?? (await freePort())
    const args = [
      '--port',
      `${port}`,
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      directory,
    ]
    const child = spawn('redis-server', [...args, ...options], { stdio: 'ignore' })
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve())
      child.once('error', () => resolve())
    })
    const stop = async () => {
      if (child.pid !== undefined) child.kill('SIGCONT')
      child.kill('SIGKILL')
      await ended
      await rm(directory, { recursive: true, force: true })
    }
    try {
      await until(() => answers(port), { ms: 4000, unless: () => child.exitCode !== null })
      const endNow = () => {
        child.kill('SIGKILL')
        rmSync(directory, { recursive: true, force: true })
      }
      return { port, pid: child.pid ?? 0, stop, unref: () => child.unref(), endNow }
    } catch (error) {
      await stop()
      // Somebody else took the port between the two steps.
      if (attempt === 3) throw error
    }
  }
}

/** A loopback port that nobody uses just now. */
export async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no TCP address')
  return address.port
}

/** Whether something on the port answers PING the way Redis does, also when it wants a password first. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: '127.0.0.1', port })
    socket.once('connect', () => socket.write('PING\r\n'))
    socket.once('data', (data) => {
      resolve(/^(\+PONG|-NOAUTH)/.test(data.toString()))
      socket.destroy()
    })
    socket.once('error', () => resolve(false))
    socket.once('close', () => resolve(false))
  })
}
