import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { parseLsof, parseNetstat } from '../../src/host/machine/listeners-darwin.ts'
import { parseSockets } from '../../src/host/machine/listeners-linux.ts'
import { ports } from '../../src/host/machine/ports.ts'

const never = new AbortController().signal
const servers: Server[] = []
const open = new Set<Socket>()

afterEach(() => {
  for (const socket of open) socket.destroy()
  open.clear()
  for (const server of servers.splice(0)) server.close()
})

async function serve(taken: (socket: Socket) => void = () => {}, host = '127.0.0.1'): Promise<number> {
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => {})
    taken(socket)
  })
  servers.push(server)
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** A port where nobody listens: one that was just given up. */
async function closedPort(): Promise<number> {
  const port = await serve()
  const server = servers.pop()
  server?.close()
  if (server) await once(server, 'close')
  return port
}

const connect = (port: number, listenMs = 100, host = '127.0.0.1') =>
  ports.connect({ host, port, deadlineMs: 2000, listenMs }, never)

describe('ports.listeners', () => {
  it('names this process as the owner of its port', async () => {
    const port = await serve()
    const found = await ports.listeners({ port }, never)
    expect(found).toMatchObject({
      ok: true,
      listeners: [{ address: '127.0.0.1', port, process: { pid: process.pid } }],
    })
  })

  it('is empty where nobody listens', async () => {
    expect(await ports.listeners({ port: await closedPort() }, never)).toEqual({ ok: true, listeners: [] })
  })
})

describe('ports.connect', () => {
  it('waits, speaks or closes as the other side does', async () => {
    expect(await connect(await serve())).toEqual({ ok: true, side: 'waits', first: '' })
    const speaking = await serve((socket) => socket.write('220 hello\r\n'))
    expect(await connect(speaking, 2000)).toEqual({ ok: true, side: 'speaks', first: '220 hello\r\n' })
    const closing = await serve((socket) => socket.end())
    expect(await connect(closing, 2000)).toEqual({ ok: true, side: 'closes', first: '' })
    const resetting = await serve((socket) => socket.resetAndDestroy())
    expect(await connect(resetting, 2000)).toEqual({ ok: true, side: 'closes', first: '' })
  })

  it('is refused where nobody listens, also by a name with several addresses', async () => {
    const port = await closedPort()
    expect(await connect(port)).toMatchObject({ ok: false, problem: 'refused' })
    expect(await connect(port, 100, 'localhost')).toMatchObject({ ok: false, problem: 'refused' })
  })

  it('keeps only the first bytes of a flood', async () => {
    const port = await serve((socket) => socket.write('x'.repeat(100_000)))
    const answer = await connect(port, 2000)
    expect(answer.ok && answer.first.length).toBeLessThanOrEqual(1024)
  })

  it('ends when the signal aborts', async () => {
    const port = await serve()
    const request = { host: '127.0.0.1', port, deadlineMs: 60_000, listenMs: 60_000 }
    expect(await ports.connect(request, AbortSignal.timeout(50))).toMatchObject({
      ok: false,
      problem: 'timeout',
    })
    expect(await ports.connect(request, AbortSignal.abort())).toMatchObject({ ok: false, problem: 'timeout' })
  })

  it('of an impossible port is a problem and does not throw', async () => {
    expect(await connect(70_000)).toMatchObject({ ok: false, problem: 'unreachable' })
  })
})

describe('parseSockets', () => {
  it('reads listening rows of /proc/net/tcp and tcp6', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 0100007F:18EB 00000000:0000 0A 00000000:00000000 00:00000000 00000000   501        0 4711 1 0 100 0 0 10 0',
      '   1: 0100007F:18EB 0100007F:D431 01 00000000:00000000 00:00000000 00000000   501        0 4712 1 0 20 4 30 10 -1',
      '   2: 00000000000000000000000001000000:0050 00000000000000000000000000000000:0000 0A 0:0 00:0 0 0 0 4713 1',
    ].join('\n')
    expect(parseSockets(table)).toEqual([
      { address: '127.0.0.1', port: 6379, inode: '4711' },
      { address: '::1', port: 80, inode: '4713' },
    ])
  })
})

describe('parseLsof', () => {
  it('reads one listener per address with its owner', () => {
    const process = { pid: 812, ppid: 1, uid: 501, command: 'redis-server', startedAt: null, state: '?' }
    const sample =
      'p812\nR1\ncredis-server\nu501\nf6\nn127.0.0.1:6379\nf7\nn[::1]:6379\np9\nR1\ncnode\nu0\nf3\nn*:3000\n'
    expect(parseLsof(sample)).toEqual([
      { address: '127.0.0.1', port: 6379, process },
      { address: '::1', port: 6379, process },
      { address: '*', port: 3000, process: { ...process, pid: 9, uid: 0, command: 'node' } },
    ])
    expect(parseLsof('')).toEqual([])
  })
})

describe('parseNetstat', () => {
  it('reads listening rows of macOS', () => {
    const sample = [
      'Active Internet connections (including servers)',
      'Proto Recv-Q Send-Q  Local Address          Foreign Address        (state)',
      'tcp4       0      0  127.0.0.1.6379         *.*                    LISTEN',
      'tcp46      0      0  *.3000                 *.*                    LISTEN',
      'tcp6       0      0  ::1.6379               *.*                    LISTEN',
      'tcp4       0      0  127.0.0.1.6379         127.0.0.1.50000        ESTABLISHED',
    ].join('\n')
    expect(parseNetstat(sample)).toEqual([
      { address: '127.0.0.1', port: 6379, process: null },
      { address: '*', port: 3000, process: null },
      { address: '::1', port: 6379, process: null },
    ])
  })
})
