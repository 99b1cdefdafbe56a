import { execFile } from 'node:child_process'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import type { HttpRequest } from '../../src/host/http.ts'
import { http } from '../../src/host/machine/http.ts'
import { closedPort, startHangup, startTcp } from '../support/tcp.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()))
})

const signal = new AbortController().signal
const get = (url: string, more: Partial<HttpRequest> = {}) =>
  http.request({ url, deadlineMs: 2000, ...more }, signal)

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function tcp(start: ReturnType<typeof startTcp>): Promise<string> {
  const server = await start
  stops.push(server.stop)
  return `127.0.0.1:${server.port}`
}

describe('an answer', () => {
  it('has status, bare content type and headers without credentials', async () => {
    const url = await serve((_, response) => {
      response.writeHead(503, {
        'Content-Type': 'Application/JSON; charset=utf-8',
        'Set-Cookie': 'session=1',
        'X-Seen': 'yes',
      })
      response.end('{"ok":false}')
    })
    const answer = await get(url)
    expect(answer).toMatchObject({
      ok: true,
      status: 503,
      contentType: 'application/json',
      body: '{"ok":false}',
    })
    expect(answer).toMatchObject({ truncated: false, headers: { 'x-seen': 'yes' } })
    expect(answer.ok && Object.keys(answer.headers)).not.toContain('set-cookie')
  })

  it('is a redirect when the server redirects: the secret goes nowhere else', async () => {
    let visited = 0
    const elsewhere = await serve((_, response) => {
      visited++
      response.end()
    })
    let seen: string | undefined
    const url = await serve((request, response) => {
      seen = request.headers.authorization
      response.writeHead(307, { location: `${elsewhere}/next` }).end(`you sent ${seen}`)
    })
    process.env.FF_TEST_HTTP_TOKEN = 'token-1234567'
    const secretHeaders = { authorization: { secret: { env: 'FF_TEST_HTTP_TOKEN' }, prefix: 'Bearer ' } }
    const answer = await get(url, { secretHeaders })
    delete process.env.FF_TEST_HTTP_TOKEN
    expect(answer).toMatchObject({ ok: true, status: 307, body: 'you sent Bearer [secret]' })
    expect(seen).toBe('Bearer token-1234567')
    expect(visited).toBe(0)
    expect(await get(url, { secretHeaders })).toMatchObject({ ok: false, problem: 'no-secret' })
  })

  it('carries the body that was sent, and HEAD has none', async () => {
    const url = await serve((request, response) => {
      response.setHeader('x-method', request.method ?? '')
      request.pipe(response)
    })
    expect(await get(url, { method: 'POST', body: 'ü' })).toMatchObject({
      body: 'ü',
      headers: { 'x-method': 'POST' },
    })
    expect(await get(url, { method: 'HEAD' })).toMatchObject({ ok: true, status: 200, body: '' })
  })

  it('is cut at maxBytes between characters, and the rest of an endless body is not read', async () => {
    let sent = 0
    const url = await serve((_, response) => {
      const chunk = Buffer.from('é'.repeat(32_768))
      const more = () => {
        do sent += chunk.length
        while (response.write(chunk))
      }
      response.on('drain', more)
      more()
    })
    const answer = await get(url, { maxBytes: 101 })
    expect(answer).toMatchObject({ ok: true, truncated: true, body: 'é'.repeat(50) })
    expect(sent).toBeLessThan(50_000_000)
  })

  it('never comes through a proxy from this machine itself', async () => {
    const url = await serve((_, response) => response.end('direct'))
    process.env.HTTP_PROXY = `http://127.0.0.1:${await closedPort()}`
    try {
      expect(await get(url, { useProxy: true })).toMatchObject({ ok: true, body: 'direct' })
      expect(await get('http://nonexistent.invalid', { useProxy: true })).toMatchObject({
        problem: 'refused',
      })
    } finally {
      delete process.env.HTTP_PROXY
    }
  })
})

describe('a problem', () => {
  it('is silent at the deadline for a mute peer, a dripping one and one that stops in its body', async () => {
    const mute = await tcp(startTcp())
    const drip = await serve((_, response) => {
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(timer))
    })
    const half = await serve((_, response) => response.writeHead(200, { 'content-length': 10 }).write('half'))
    const begun = performance.now()
    const answers = await Promise.all(
      [`http://${mute}`, drip, half].map((url) => get(url, { deadlineMs: 300 })),
    )
    expect(answers).toMatchObject(Array(3).fill({ ok: false, problem: 'silent' }))
    expect(performance.now() - begun).toBeLessThan(1000)
  })

  it('is silent when the TLS handshake is never answered', async () => {
    const mute = await tcp(startTcp())
    const answer = await get(`https://${mute}`, { deadlineMs: 150 })
    expect(answer).toMatchObject({
      ok: false,
      problem: 'silent',
      message: expect.stringContaining('TLS handshake'),
    })
  })

  it.each([
    ['refused', async () => `http://127.0.0.1:${await closedPort()}`],
    ['refused', async () => `http://localhost:${await closedPort()}`],
    ['dns', async () => 'http://nonexistent.invalid'],
    ['reset', async () => `http://${await tcp(startHangup())}`],
    ['tls', async () => `https://${(await serve((_, response) => response.end())).slice('http://'.length)}`],
    [
      'protocol',
      async () => `http://${await tcp(startTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')))}`,
    ],
    ['protocol', async () => 'http://127.0.0.1:99999'],
    ['protocol', async () => 'file:///etc/hosts'],
    ['protocol', async () => 'no url'],
  ])('is %s', async (problem, url) => {
    expect(await get(await url())).toMatchObject({ ok: false, problem, message: expect.stringMatching(/./) })
  })

  it('is not made of a caller that gives up', async () => {
    const mute = await tcp(startTcp())
    const given = new AbortController()
    const asked = http.request({ url: `http://${mute}`, deadlineMs: 5000 }, given.signal)
    setTimeout(() => given.abort(new Error('enough')), 20)
    await expect(asked).rejects.toThrow('enough')
  })
})

it('holds no process after its deadline', async () => {
  const mute = await tcp(startTcp())
  const port = new URL('../../src/host/machine/http.ts', import.meta.url).href
  const script = `const { http } = await import(${JSON.stringify(port)})
    const answer = await http.request({ url: 'https://${mute}', deadlineMs: 100 }, new AbortController().signal)
    console.log(answer.problem)`
  const run = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    timeout: 4000,
  })
  expect(run.stdout.trim()).toBe('silent')
})
