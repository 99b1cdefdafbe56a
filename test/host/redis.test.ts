import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { redis } from '../../src/host/machine/redis.ts'
import type { RedisTarget } from '../../src/host/redis.ts'
import { type RunningRedis, startRedis } from '../support/redis.ts'
import { closedPort, type Listening, startHangup, startHttpTalker, startTcp } from '../support/tcp.ts'

const signal = new AbortController().signal
const ask = (target: Partial<RedisTarget>, commands: string[][] = [['PING']], deadlineMs = 2000) =>
  redis.ask({ target: { host: '127.0.0.1', port: 1, ...target }, commands, deadlineMs }, signal)

describe('a Redis that answers', () => {
  let server: RunningRedis
  const target = () => ({ host: '127.0.0.1', port: server.port })
  const write = { list: 'q:events', event: '{"id":"e1"}', channel: 'q:notify', notice: '1', deadlineMs: 2000 }
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server.stop())

  it('gives the replies in order, and the error of one command beside the values of the others', async () => {
    await redis.pushEvent({ target: target(), ...write, list: 'l', event: 'x'.repeat(70_000) }, signal)
    const answer = await ask(target(), [
      ['PING'],
      ['LLEN', 'l'],
      ['HGET', 'l', 'f'],
      ['LRANGE', 'l', '0', '-1'],
    ])
    expect(answer).toMatchObject({
      ok: true,
      replies: [
        { ok: true, value: 'PONG' },
        { ok: true, value: 1 },
        { ok: false, error: expect.stringMatching(/^WRONGTYPE/) },
        { ok: true, value: ['x'.repeat(65_536)] },
      ],
    })
    await redis.takeBack({ target: target(), ...write, list: 'l', event: 'x'.repeat(70_000) }, signal)
  })

  it('pushes one event into an empty list only, and takes it back once', async () => {
    const request = { target: target(), ...write }
    expect(await redis.pushEvent(request, signal)).toEqual({ ok: true, pushed: true })
    expect(await redis.pushEvent(request, signal)).toEqual({ ok: true, pushed: false })
    expect(await ask(target(), [['LRANGE', write.list, '0', '-1']])).toMatchObject({
      replies: [{ ok: true, value: [write.event] }],
    })
    expect(await redis.takeBack(request, signal)).toEqual({ ok: true, removed: 1 })
    expect(await redis.takeBack(request, signal)).toEqual({ ok: true, removed: 0 })
  })

  it('says rejected when Redis has no room for the event', async () => {
    const full = await startRedis(['--maxmemory', '1', '--maxmemory-policy', 'noeviction'])
    try {
      const answer = await redis.pushEvent(
        { target: { host: '127.0.0.1', port: full.port }, ...write },
        signal,
      )
      expect(answer).toMatchObject({
        ok: false,
        problem: 'rejected',
        message: expect.stringContaining('OOM'),
      })
    } finally {
      await full.stop()
    }
  })

  it('is silent when it is stopped in its tracks', async () => {
    process.kill(server.pid, 'SIGSTOP')
    try {
      expect(await ask(target(), [['PING']], 200)).toMatchObject({ ok: false, problem: 'silent' })
    } finally {
      process.kill(server.pid, 'SIGCONT')
    }
  })

  it.each([
    [['FLUSHALL']],
    [['CONFIG', 'SET', 'maxmemory', '1']],
    [['CONFIG', 'GET', 'requirepass']],
    [['CONFIG', 'GET', '*']],
  ])('throws for %j, which changes something or gives a secret', async (command) => {
    await expect(ask(target(), [command])).rejects.toThrow(
      new RegExp(`not a read-only Redis command: ${command[0]}`),
    )
  })

  it('throws the reason of a caller that gave up', async () => {
    const given = new AbortController()
    given.abort(new Error('enough'))
    const request = { target: target(), commands: [['PING']], deadlineMs: 1000 }
    await expect(redis.ask(request, given.signal)).rejects.toThrow('enough')
  })
})

describe('a Redis with a password', () => {
  let server: RunningRedis
  beforeAll(async () => {
    server = await startRedis(['--requirepass', 'correct-horse'])
    process.env.FF_TEST_REDIS_PASSWORD = 'correct-horse'
    process.env.FF_TEST_REDIS_WRONG = 'wrong-battery'
  })
  afterAll(async () => {
    delete process.env.FF_TEST_REDIS_PASSWORD
    delete process.env.FF_TEST_REDIS_WRONG
    await server.stop()
  })

  it('takes the right password, and says auth without one and with a wrong one', async () => {
    const withSecret = (env: string) => ask({ port: server.port, password: { env } })
    expect(await withSecret('FF_TEST_REDIS_PASSWORD')).toMatchObject({
      replies: [{ ok: true, value: 'PONG' }],
    })
    expect(await ask({ port: server.port })).toMatchObject({ ok: false, problem: 'auth' })
    const wrong = await withSecret('FF_TEST_REDIS_WRONG')
    expect(wrong).toMatchObject({ ok: false, problem: 'auth', message: expect.stringMatching(/WRONGPASS/) })
    expect(JSON.stringify(wrong)).not.toContain('wrong-battery')
    expect(await withSecret('FF_TEST_REDIS_UNSET')).toMatchObject({ ok: false, problem: 'no-secret' })
  })
})

describe('a peer that is no Redis', () => {
  let peer: Listening | null = null
  afterEach(async () => {
    await peer?.stop()
    peer = null
  })

  it('is refused where nobody listens, and dns where the name is not known', async () => {
    expect(await ask({ port: await closedPort() })).toMatchObject({ ok: false, problem: 'refused' })
    expect(await ask({ host: 'nonexistent.invalid' })).toMatchObject({ ok: false, problem: 'dns' })
  })

  it('is silent when it accepts and says nothing, with and without a password to send', async () => {
    peer = await startTcp()
    process.env.FF_TEST_REDIS_MUTE = 'correct-horse'
    const begun = performance.now()
    expect(await ask(peer, undefined, 150)).toMatchObject({ ok: false, problem: 'silent' })
    const withPassword = { ...peer, password: { env: 'FF_TEST_REDIS_MUTE' } }
    expect(await ask(withPassword, undefined, 150)).toMatchObject({ ok: false, problem: 'silent' })
    delete process.env.FF_TEST_REDIS_MUTE
    expect(performance.now() - begun).toBeLessThan(1500)
  })

  it('is protocol when it speaks HTTP', async () => {
    peer = await startHttpTalker()
    expect(await ask(peer)).toMatchObject({ ok: false, problem: 'protocol' })
  })

  it('says not pushed when somebody else wrote to the list in between', async () => {
    // Stands in for a Redis whose watched list changes between the look and the transaction.
    peer = await startTcp((socket) =>
      socket.on('data', (data) => {
        const sent = data.toString().toLowerCase()
        if (sent.includes('watch')) socket.write('+OK\r\n')
        if (sent.includes('llen')) socket.write(':0\r\n')
        if (sent.includes('multi')) socket.write('+OK\r\n+QUEUED\r\n+QUEUED\r\n*-1\r\n')
      }),
    )
    const event = { list: 'q', event: '{}', channel: 'c', notice: '1' }
    const answer = await redis.pushEvent({ target: peer, ...event, deadlineMs: 1000 }, signal)
    expect(answer).toEqual({ ok: true, pushed: false })
  })

  it('is closed when it hangs up', async () => {
    peer = await startHangup()
    expect(await ask(peer)).toMatchObject({ ok: false, problem: 'closed' })
  })

  it('is loading or turned away when it says so', async () => {
    peer = await startTcp((socket) =>
      socket.on('data', () => socket.write('-LOADING Redis is loading the dataset\r\n')),
    )
    expect(await ask(peer)).toMatchObject({ ok: false, problem: 'loading' })
    await peer.stop()
    peer = await startTcp((socket) => socket.end('-ERR max number of clients reached\r\n'))
    expect(await ask(peer)).toMatchObject({
      ok: false,
      problem: 'closed',
      message: expect.stringMatching(/max number/),
    })
  })
})

it('holds no process after its deadline, although the peer never ends the connection', async () => {
  const peer = await startTcp()
  const port = new URL('../../src/host/machine/redis.ts', import.meta.url).href
  const script = `const { redis } = await import(${JSON.stringify(port)})
    const target = { host: '127.0.0.1', port: ${peer.port} }
    const answer = await redis.ask({ target, commands: [['PING']], deadlineMs: 100 }, new AbortController().signal)
    console.log(answer.problem, performance.now())
    process.on('exit', () => console.log(performance.now()))`
  try {
    const run = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 4000,
    })
    const [problem, answered, ended] = run.stdout.trim().split(/\s/)
    expect(problem).toBe('silent')
    expect(Number(ended) - Number(answered)).toBeLessThan(1000)
  } finally {
    await peer.stop()
  }
})
