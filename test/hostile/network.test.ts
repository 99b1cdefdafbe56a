import type { IncomingMessage, ServerResponse } from 'node:http'
import type net from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { customGateway, type Serving, serve, serveHealthy, statusAt } from '../support/gateways.ts'
import { diagnoseHostile, startUpMs, within } from '../support/hostile.ts'
import { makeSandbox } from '../support/sandbox.ts'
import { startTcp } from '../support/tcp.ts'
import { until } from '../support/until.ts'

const sandbox = makeSandbox()
let healthy: Serving
let startUp = 0
let undo: (() => Promise<void>)[] = []

beforeAll(async () => {
  healthy = await serveHealthy()
  startUp = await startUpMs()
})
afterEach(async () => {
  for (const stop of undo) await stop()
  undo = []
})
afterAll(async () => {
  await healthy.stop()
  sandbox.remove()
})

const DEADLINE = 1_000
/** Sockets that are open at the hostile server. */
let open = 0

/** A TCP server that does this with each connection; its port. */
async function tcp(onSocket: (socket: net.Socket) => void): Promise<number> {
  const server = await startTcp((socket) => {
    open += 1
    socket.once('close', () => {
      open -= 1
    })
    onSocket(socket)
  })
  undo.push(() => server.stop())
  return server.port
}

async function http(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<number> {
  const server = await serve(answer)
  undo.push(() => server.stop())
  return server.port
}

/** Walks a gateway with this check beside a healthy status; gives the layer of the check. */
async function look(layer: 'substrate' | 'redis', check: object) {
  const layers = { 'cli-status': [statusAt(healthy.url)], [layer]: [check] }
  const config = sandbox.config({ gateways: { mine: customGateway(layers) } }, `${crypto.randomUUID()}.json`)
  const run = await diagnoseHostile(sandbox, config)
  expect(run.report.layers[2], 'another layer').toMatchObject({ status: 'ok' })
  expect(run.durationMs).toBeLessThan(within(2 * DEADLINE, startUp))
  await until(() => open === 0, { ms: 2_000 })
  return { ...run, layer: run.report.layers.find((one) => one.layer === layer) }
}

/** Keeps writing until the other side has enough. */
function pour(socket: net.Socket, chunk: Buffer | string): void {
  const more = () => {
    while (!socket.destroyed && socket.write(chunk));
  }
  socket.on('drain', more)
  more()
}

/** The same reply to each command; several commands may come at once. */
function replyEach(socket: net.Socket, reply: string): void {
  socket.on('data', (data) => socket.write(reply.repeat(data.toString().match(/^\*\d/gm)?.length ?? 0)))
}

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n'

/** What a peer may do with an HTTP request, and the code that names it as a status address. */
const PEERS: Readonly<Record<string, [code: string, does: (socket: net.Socket) => void]>> = {
  'accepts and says nothing': ['cli-status.silent', () => {}],
  'drips a byte at a time': [
    'cli-status.silent',
    (socket) => {
      socket.write(`${HEAD}Content-Length: 100000\r\n\r\n`)
      const timer = setInterval(() => socket.write('x'), 50)
      socket.once('close', () => clearInterval(timer))
    },
  ],
  'drips headers for ever': [
    'cli-status.silent',
    (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('X-A: b\r\n'), 50)
      socket.once('close', () => clearInterval(timer))
    },
  ],
  'sends without end': [
    'cli-status.foreign',
    (socket) => {
      socket.write(`${HEAD}Content-Length: 1073741824\r\n\r\n`)
      pour(socket, Buffer.alloc(65_536, 'x'))
    },
  ],
  'sends chunks without end': [
    'cli-status.foreign',
    (socket) => {
      socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`)
      pour(socket, `10000\r\n${'x'.repeat(65_536)}\r\n`)
    },
  ],
  'sends headers without end': [
    'cli-status.foreign',
    (socket) => pour(socket, `HTTP/1.1 200 OK\r\n${'X-A: b\r\n'.repeat(8_000)}`),
  ],
  'speaks another protocol': ['cli-status.foreign', (socket) => socket.write('-ERR wrong\r\n')],
  'answers with random bytes': [
    'cli-status.foreign',
    (socket) => socket.end(Buffer.from([0, 255, 27, 91, 50, 74, 10])),
  ],
  'hangs up': ['cli-status.silent', (socket) => socket.destroy()],
  'hangs up in the middle': [
    'cli-status.silent',
    (socket) => socket.end(`${HEAD}Content-Length: 100\r\n\r\n{"ok"`),
  ],
}

describe('an HTTP peer that', () => {
  test.each(Object.entries(PEERS))('%s', async (_, [code, does]) => {
    const port = await tcp((socket) => socket.once('data', () => does(socket)))
    const url = `http://127.0.0.1:${port}`
    const config = sandbox.config(
      {
        gateways: {
          mine: customGateway({
            substrate: [{ ...cluster(port), required: ['redis-0'] }],
            process: [{ check: 'plain-process', command: ['node'] }],
            'cli-status': [statusAt(`${url}/health`, { deadlineMs: DEADLINE })],
            'model-api': [
              {
                check: 'model-endpoint',
                provider: 'anthropic',
                family: 'anthropic',
                url,
                deadlineMs: DEADLINE,
              },
            ],
          }),
        },
      },
      `${crypto.randomUUID()}.json`,
    )
    const { report, durationMs } = await diagnoseHostile(sandbox, config)
    const statusOf = (id: string) => report.layers.find(({ layer }) => layer === id)
    expect(statusOf('substrate')).toMatchObject({ status: 'failed' })
    expect(statusOf('process')).toMatchObject({ status: 'ok' })
    expect(statusOf('cli-status')?.findings).toMatchObject([{ code, severity: 'fault' }])
    expect(statusOf('model-api')?.status).toMatch(/^(failed|unknown)$/)
    // The model is asked twice before it is called silent.
    expect(durationMs).toBeLessThan(within(2 * DEADLINE, startUp))
    await until(() => open === 0, { ms: 2_000 })
  })

  test.each<[what: string, answer: (response: ServerResponse) => void]>([
    ['redirects for ever', (response) => response.writeHead(302, { location: '/again' }).end()],
    [
      'answers HTML',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>ok</html>'),
    ],
    [
      'answers HTML that claims to be JSON',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end('<html>'),
    ],
    [
      'answers 10,000 levels',
      (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(`${'['.repeat(10_000)}${']'.repeat(10_000)}`),
    ],
    ['answers nothing', (response) => response.writeHead(200, { 'content-type': 'application/json' }).end()],
  ])('%s is no status, and is asked once', async (_, answer) => {
    let asked = 0
    const port = await http((_request, response) => {
      asked += 1
      answer(response)
    })
    const status = statusAt(`http://127.0.0.1:${port}/health`, { deadlineMs: DEADLINE, body: { ok: true } })
    const config = sandbox.config(
      { gateways: { mine: customGateway({ 'cli-status': [status] }) } },
      'status.json',
    )
    const { report } = await diagnoseHostile(sandbox, config)
    expect(report.firstFault).toMatchObject({ code: 'cli-status.foreign' })
    expect(asked).toBe(1)
  })
})

describe('a Redis that', () => {
  const REPLIES: Readonly<Record<string, [expected: RegExp, does: (socket: net.Socket) => void]>> = {
    'accepts and says nothing': [/^redis\.silent/, (socket) => socket.resume()],
    'is loading': [/^redis\.loading/, (socket) => replyEach(socket, '-LOADING Redis is loading\r\n')],
    'wants a password': [
      /^redis\.auth|^redis\.no-?auth/,
      (socket) => replyEach(socket, '-NOAUTH Authentication required.\r\n'),
    ],
    'sends us elsewhere': [/^$/, (socket) => replyEach(socket, '-MOVED 3999 127.0.0.1:6381\r\n')],
    'answers other types': [
      /^(redis\.|$)/,
      (socket) => socket.on('data', () => socket.write('*2\r\n:1\r\n$-1\r\n'.repeat(8))),
    ],
    'announces a string of 2 GB': [
      /^redis\./,
      (socket) => socket.on('data', () => socket.write('$2147483647\r\nxx')),
    ],
    'nests lists without end': [
      /^(redis\.|$)/,
      (socket) => socket.on('data', () => socket.write('*1\r\n'.repeat(20_000))),
    ],
    'answers with HTTP': [
      /^redis\./,
      (socket) => socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    ],
    'answers with random bytes': [
      /^redis\./,
      (socket) => socket.on('data', () => socket.write(Buffer.from([0, 255, 27, 91, 13, 10, 7]))),
    ],
    'pours replies without end': [/^(redis\.|$)/, (socket) => pour(socket, '+OK\r\n'.repeat(10_000))],
    'hangs up': [/^redis\./, (socket) => socket.destroy()],
  }

  test.each(Object.entries(REPLIES))('%s', async (_, [expected, does]) => {
    const port = await tcp(does)
    const { layer } = await look('redis', {
      check: 'redis-server',
      host: '127.0.0.1',
      port,
      deadlineMs: DEADLINE,
    })
    expect(layer?.findings[0]?.code ?? '').toMatch(expected)
    expect(layer?.status).not.toBe('skipped')
    if (layer?.findings.length === 0) expect(layer.status).toBe('unknown')
  })
})

test('a Kubernetes API that streams pods without end has failed', async () => {
  const port = await http((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    const pod = JSON.stringify({ metadata: { name: 'redis-0' }, status: {} })
    response.write('{"kind":"PodList","items":[')
    const more = () => {
      while (!response.destroyed && response.write(`${pod},`));
    }
    response.on('drain', more)
    more()
  })
  const { layer } = await look('substrate', cluster(port))
  expect(layer?.status).toMatch(/^(failed|unknown)$/)
})

/** The check of a cluster whose API is at this port. */
function cluster(port: number): object {
  const server = { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: server }],
    contexts: [{ name: 'mine', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user: {} }],
  }
  const kubeconfig = sandbox.put(`${crypto.randomUUID()}.kube`, JSON.stringify(config))
  return { check: 'kubernetes-pods', kubeconfig, context: 'mine', deadlineMs: DEADLINE }
}
