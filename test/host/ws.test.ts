import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { ws } from '../../src/host/machine/ws.ts'
import type { WsRequest } from '../../src/host/ws.ts'
import { closedPort, startHangup, startHttpTalker, startTcp } from '../support/tcp.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})

const signal = new AbortController().signal
const exchange = (url: string, more: Partial<WsRequest> = {}) =>
  ws.exchange({ url, frames: [{ json: { id: '1' }, awaitId: '1' }], deadlineMs: 2000, ...more }, signal)

async function serve(onSocket: (socket: WebSocket) => void): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', onSocket)
  stops.push(async () => {
    for (const client of server.clients) client.terminate()
    await new Promise((resolve) => server.close(resolve))
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function tcp(start: ReturnType<typeof startTcp>): Promise<string> {
  const server = await start
  stops.push(server.stop)
  return `ws://127.0.0.1:${server.port}`
}

describe('an exchange', () => {
  it('sends each frame after the answer to the one before, with secrets filled in and never shown', async () => {
    const received: unknown[] = []
    const url = await serve((socket) => {
      socket.send(JSON.stringify({ event: 'challenge' }))
      socket.on('message', (data) => {
        const frame = JSON.parse(data.toString())
        received.push(frame)
        socket.send(JSON.stringify({ event: 'between', echo: frame }))
        socket.send(JSON.stringify({ id: frame.id, ok: true }))
      })
    })
    process.env.FF_TEST_WS_TOKEN = 'token-1234567'
    const answer = await exchange(url, {
      frames: [
        { json: { id: 'a', auth: [{ token: { $secret: 0 } }] }, awaitId: 'a' },
        { json: { id: 'b' }, awaitId: 'b' },
      ],
      secrets: [{ env: 'FF_TEST_WS_TOKEN' }],
    })
    delete process.env.FF_TEST_WS_TOKEN
    expect(received).toEqual([{ id: 'a', auth: [{ token: 'token-1234567' }] }, { id: 'b' }])
    expect(answer).toEqual({
      ok: true,
      closeCode: null,
      messages: [
        { event: 'challenge' },
        { event: 'between', echo: { id: 'a', auth: [{ token: '[secret]' }] } },
        { id: 'a', ok: true },
        { event: 'between', echo: { id: 'b' } },
        { id: 'b', ok: true },
      ],
    })
    expect(await exchange(url, { secrets: [{ env: 'FF_TEST_WS_TOKEN' }] })).toMatchObject({
      problem: 'no-secret',
    })
  })

  it('closes properly, so that the server does not take us for a lost client', async () => {
    let code: number | null = null
    const url = await serve((socket) => {
      socket.on('message', () => socket.send('{"id":"1"}'))
      socket.on('close', (closed) => {
        code = closed
      })
    })
    expect(await exchange(url)).toMatchObject({ ok: true })
    await expect.poll(() => code).toBe(1000)
  })

  it('ends with the close code and reason of a server that turns us away', async () => {
    const url = await serve((socket) => {
      socket.send('{"type":"error"}')
      socket.close(1008, 'pairing required')
    })
    expect(await exchange(url)).toEqual({
      ok: true,
      messages: [{ type: 'error' }],
      closeCode: 1008,
      closeReason: 'pairing required',
    })
  })

  it('throws for a frame that asks for a secret which was not given', async () => {
    const url = await serve(() => {})
    await expect(exchange(url, { frames: [{ json: { $secret: 3 } }] })).rejects.toThrow('secret 3')
  })
})

describe('a problem', () => {
  it.each([
    ['refused', async () => `ws://127.0.0.1:${await closedPort()}`],
    ['dns', async () => 'ws://nonexistent.invalid'],
    ['silent', async () => tcp(startTcp())],
    ['silent', async () => serve(() => {})],
    ['closed', async () => tcp(startHangup())],
    ['closed', async () => serve((socket) => socket.terminate())],
    ['protocol', async () => tcp(startHttpTalker())],
    ['protocol', async () => serve((socket) => socket.send('hello'))],
    ['protocol', async () => serve((socket) => socket.send(JSON.stringify('x'.repeat(600))))],
    [
      'protocol',
      async () => serve((socket) => [1, 2, 3].map(() => socket.send(JSON.stringify('x'.repeat(250))))),
    ],
    ['protocol', async () => 'http://[bad'],
    ['protocol', async () => 'ftp://127.0.0.1'],
  ])('is %s', async (problem, url) => {
    const begun = performance.now()
    const answer = await exchange(await url(), { deadlineMs: 300, maxBytes: 500 })
    expect(answer).toMatchObject({ ok: false, problem, message: expect.stringMatching(/./) })
    expect(performance.now() - begun).toBeLessThan(1500)
  })
})
