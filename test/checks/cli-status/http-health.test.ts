import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { httpHealth } from '../../../checks/cli-status/http-health.ts'
import { matchBody } from '../../../checks/cli-status/json-body.ts'
import { http } from '../../../src/host/machine/http.ts'
import { fakeHost, runCheck } from '../../support/fake-host.ts'
import { startHangup, startTcp } from '../../support/tcp.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of open.splice(0)) await stop()
})

async function served(status: number, headers: Record<string, string>, body: string): Promise<string> {
  const server: Server = createServer((_, response) => response.writeHead(status, headers).end(body))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  open.push(() => new Promise((resolve) => server.close(resolve)))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

async function check(url: string, settings: Record<string, unknown> = {}) {
  const parsed = httpHealth.schema.parse({ url, body: { ok: true }, ...settings })
  return runCheck(httpHealth.make(parsed), fakeHost({ http }))
}

const codes = async (outcome: ReturnType<typeof check>) => (await outcome).findings.map(({ code }) => code)

describe('an HTTP status address', () => {
  it.each<[string, number, Record<string, string>, string, string[]]>([
    ['is well', 200, JSON_TYPE, '{"ok":true}', []],
    ['says no', 200, JSON_TYPE, '{"ok":false}', ['cli-status.unhealthy']],
    ['says no with 503', 503, JSON_TYPE, '{"ok":false}', ['cli-status.unhealthy']],
    ['fails', 500, { 'content-type': 'text/html' }, '<h1>oops</h1>', ['cli-status.unhealthy']],
    ['is a page with 200', 200, { 'content-type': 'text/html' }, '<html>', ['cli-status.foreign']],
    ['is a page that calls itself JSON', 200, JSON_TYPE, '<html>', ['cli-status.foreign']],
    ['is other JSON', 200, JSON_TYPE, '{"status":"up"}', ['cli-status.foreign']],
    ['has a field of another type', 200, JSON_TYPE, '{"ok":"true"}', ['cli-status.foreign']],
    ['is not found', 404, JSON_TYPE, '{"error":"no"}', ['cli-status.foreign']],
    ['redirects', 302, { location: '/login' }, '', ['cli-status.foreign']],
  ])('%s', async (_, status, headers, body, expected) => {
    expect(await codes(check(await served(status, headers, body)))).toEqual(expected)
  })

  it('is draining', async () => {
    const url = await served(503, JSON_TYPE, '{"ok":false,"state":{"draining":true}}')
    const draining = { field: '/state/draining', is: true }
    expect(await codes(check(url, { draining }))).toEqual(['cli-status.draining'])
  })

  it('is slow, which only warns', async () => {
    const server = createServer((_, response) =>
      setTimeout(() => response.writeHead(200, JSON_TYPE).end('{"ok":true}'), 30),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.push(() => new Promise((resolve) => server.close(resolve)))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const { findings } = await check(url, { slowMs: 10, deadlineMs: 5_000 })
    expect(findings).toMatchObject([{ code: 'cli-status.slow', severity: 'warning' }])
  })

  it('refuses, hangs or hangs up', async () => {
    const gone = await startTcp()
    await gone.stop()
    expect(await codes(check(`http://127.0.0.1:${gone.port}/`))).toEqual(['cli-status.refused'])
    const mute = await startTcp()
    open.push(mute.stop)
    expect(await codes(check(`http://127.0.0.1:${mute.port}/`, { deadlineMs: 200 }))).toEqual([
      'cli-status.silent',
    ])
    const hangup = await startHangup()
    open.push(hangup.stop)
    expect(await codes(check(`http://127.0.0.1:${hangup.port}/`))).toEqual(['cli-status.silent'])
  })

  it('wants credentials, which we lack', async () => {
    const outcome = await check(await served(401, JSON_TYPE, '{}'))
    expect(outcome.findings).toEqual([])
    expect(outcome.unchecked).toHaveLength(1)
  })

  it('is configured by data alone', () => {
    const parse = (settings: object) => httpHealth.schema.safeParse(settings).success
    expect(parse({ url: 'http://127.0.0.1:1/health' })).toBe(true)
    expect(parse({ url: 'ftp://x/' })).toBe(false)
    expect(parse({ url: 'http://user:pw@x/' })).toBe(false)
    expect(parse({ url: 'http://x/', unknown: 1 })).toBe(false)
    expect(parse({ url: 'http://x/', name: '../x' })).toBe(false)
  })
})

describe('a body against expected fields', () => {
  it('finds escaped pointers and own fields only', () => {
    expect(matchBody('{"a/b":{"~c":1}}', { '/a~1b/~0c': 1 })).toEqual({ match: 'equal' })
    expect(matchBody('{}', { '/constructor/name': 'Object' }).match).toBe('foreign')
    expect(matchBody('{"a":null}', { '/a/b': 1 }).match).toBe('foreign')
  })

  it('never throws, and any JSON equals itself', () => {
    const scalar = fc.oneof(fc.string(), fc.boolean(), fc.integer())
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), scalar, (body, field, value) => {
        matchBody(body, { [field]: value })
        const name = field.startsWith('/') ? `x${field}` : field
        expect(matchBody(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`, { [name]: value }).match).toBe(
          'equal',
        )
      }),
    )
  })
})
