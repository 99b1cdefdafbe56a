import { mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { reviewDocument } from '../../src/render/review-schema.ts'
import { runCli, startCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'
import { customGateway, type Serving, serve } from '../support/gateways.ts'
import { healthBody } from '../support/joelclaw.ts'
import { PiScript } from '../support/pi-session.ts'
import { makeSandbox } from '../support/sandbox.ts'
import { until } from '../support/until.ts'

const sandbox = makeSandbox()
const sessions = `${sandbox.home}/.joelclaw/sessions/gateway`
const MINUTE = 60_000
let daemon: Serving
let sessionId: string | undefined
let config = ''

beforeAll(async () => {
  mkdirSync(sessions, { recursive: true })
  daemon = await serve((_, response) =>
    response.setHeader('content-type', 'application/json').end(healthBody({}, { sessionId })),
  )
  const err = sandbox.put(
    'gateway.err',
    '[gateway] message_end with error {\n  errorMsg: "401 invalid x-api-key",\n}\n',
  )
  const circle = `${sandbox.root}/circle`
  symlinkSync(circle, circle)
  const paths = { log: `${sandbox.root}/none.log`, err, wsPort: `${sandbox.root}/none.port` }
  config = sandbox.config({
    gateways: {
      joelclaw: { system: 'joelclaw', settings: { port: daemon.port, paths } },
      mute: {
        system: 'joelclaw',
        settings: { port: daemon.port, paths: { ...paths, transcripts: sandbox.home } },
      },
      absent: {
        system: 'joelclaw',
        settings: { port: 1, paths: { ...paths, transcripts: `${sandbox.root}/none` } },
      },
      closed: { system: 'joelclaw', settings: { port: 1, paths: { ...paths, transcripts: circle } } },
      mine: customGateway({}),
    },
  })
})

afterAll(async () => {
  await daemon.stop()
  sandbox.remove()
})

afterEach(() => {
  vi.useRealTimers()
  sessionId = undefined
})

/** A session of the last hour: an answer with tools and a retry, a secret, a failed turn, our probe, a hanging tool. */
function busyHour(): PiScript {
  const pi = new PiScript(sessions, Date.now() - 50 * MINUTE)
  pi.user(`---\nChannel: telegram\n---\ndeploy with ${SECRET}\u001b]0;title\u0007 please`).after(2_000)
  pi.calls(['t1', 'bash', { command: 'make' }], ['t2', 'read'])
    .after(900)
    .result('t1', 'bash', 'no target', true)
  pi.result('t2', 'read').after(1_000).error('529 overloaded').after(2_000).answer('Done.')
  pi.after(20 * MINUTE)
    .user('and?')
    .after(1_000)
    .error('401 invalid x-api-key')
  pi.after(MINUTE).user(
    '## 🔔 Gateway — x\n\n1 event(s):\n- **[1:2:3] test.gateway-e2e** (firstfault)\n  {"nonce":"firstfault-e2e-1"}\n',
  )
  pi.after(1_000)
    .answer('Acknowledged.')
    .after(MINUTE)
    .user('build')
    .calls(['t3', 'bash', { command: 'sleep 9999' }])
  vi.useRealTimers()
  return pi
}

const SECRET = 'sk-ant-api03-abcdefghijklmnopqrstuvwxyz'
const run = (...args: string[]) => runCli(['review', ...args, '--config', config], { env: sandbox.env })
const json = async (...args: string[]) => {
  const answer = await run(...args, '--json')
  expect(answer.exitCode).toBe(0)
  return reviewDocument.parse(JSON.parse(answer.stdout))
}

describe('a busy hour', () => {
  let pi: PiScript
  beforeAll(() => {
    pi = busyHour()
  })

  test('is a document of its schema that hides no failure', async () => {
    const review = await json('joelclaw')
    expect(review.session).toMatchObject({ id: pi.id, model: 'anthropic/claude-opus-4-6' })
    expect(review.session.sources[0]).toMatch(/^~\/\.joelclaw\//)
    expect(review.totals).toMatchObject({
      userMessages: 4,
      toolCalls: { bash: 2, read: 1 },
      toolErrors: 1,
      errors: 2,
      damagedLines: 0,
    })
    expect(
      review.exchanges.map(({ from, ending, error, probe, retries }) => ({
        from,
        ending,
        error,
        probe,
        retries,
      })),
    ).toEqual([
      { from: 'telegram', ending: 'answered', error: null, probe: false, retries: 1 },
      { from: null, ending: 'error', error: '401 invalid x-api-key', probe: false, retries: 0 },
      { from: 'events', ending: 'answered', error: null, probe: true, retries: 0 },
      { from: null, ending: 'open', error: null, probe: false, retries: 0 },
    ])
    expect(review.exchanges[0]).toMatchObject({
      durationMs: 5_900,
      answer: 'Done.',
      tools: [
        { name: 'bash', durationMs: 900, error: true },
        { name: 'read', error: false },
      ],
    })
    expect(review.open).toMatchObject([
      { kind: 'tool-call', name: 'bash', preview: '{"command":"sleep 9999"}' },
    ])
    expect(review.gaps.map((gap) => Math.round(gap.durationMs / MINUTE))).toContain(20)
    expect(review.events.map((event) => event.kind)).toEqual(['model-change', 'error', 'error'])
    expect(review.highlights).toMatchObject([
      { code: expect.stringMatching(/^error-log\./), text: expect.stringContaining('401') },
    ])
    expect(review.nextActions[0]?.command).toBe('firstfault diagnose joelclaw')
  })

  test('is a time line that ends with what is open', async () => {
    const { stdout } = await run('joelclaw')
    expect(stdout).toMatch(/telegram: deploy with \[redacted:anthropic-key\] please/)
    expect(stdout).toContain('FAILED: 401 invalid x-api-key')
    expect(stdout).toMatch(/bash 900 ms \(1 failed\), read 900 ms, 1 failed attempt: Done\./)
    expect(stdout).toContain('20 min 0 s without an entry')
    expect(stdout).toMatch(/Open now\n.*tool bash has not returned, 27 min/)
    expect(stdout.split('\n').length).toBeLessThan(40)
  })

  test.each(['text', 'json'])('shows no secret and no control character as %s', async (format) => {
    const { stdout } = await run('joelclaw', '--format', format)
    expect(stdout).not.toContain(SECRET.slice(0, 20))
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  })

  test.each(['text', 'json'])('leaves all message text out with --no-previews, as %s', async (format) => {
    const { stdout } = await run('joelclaw', '--no-previews', '--format', format)
    for (const words of ['deploy', 'Done', 'build', 'sleep', 'Acknowledged'])
      expect(stdout).not.toContain(words)
    expect(stdout).toContain('401 invalid x-api-key')
  })

  test('shows the newest exchanges with --max and says that there are more', async () => {
    const review = await json('joelclaw', '--max', '1')
    expect(review.exchanges.map((one) => one.ending)).toEqual(['open'])
    expect(review.notes.join()).toContain('3 earlier exchanges')
    expect(review.totals.userMessages).toBe(4)
  })

  test('is left out of a window before it, and what was open there is told as of its end', async () => {
    const review = await json('joelclaw', '--since', '46m', '--until', '40m')
    expect(review.exchanges.map((one) => one.ending)).toEqual([])
    expect(review.open).toEqual([])
  })

  test('names the newest older transcript while the live session has none', async () => {
    sessionId = 'b9c1'
    const review = await json('joelclaw')
    expect(review.session).toMatchObject({ id: 'b9c1', startedAt: null, sources: [expect.any(String)] })
    expect(review.notes.join()).toContain(`the newest older one, ${pi.id}`)
  })

  test('goes to the file of --out, and stdout stays empty', async () => {
    const out = `${sandbox.root}/review.json`
    expect(await run('joelclaw', '--json', '--out', out)).toMatchObject({ exitCode: 0, stdout: '' })
    reviewDocument.parse(JSON.parse(readFileSync(out, 'utf8')))
  })
})

describe('nothing to read', () => {
  test.each(['mute', 'absent'])('is said of %s', async (name) => {
    const review = await json(name)
    expect(review.session.sources).toEqual([])
    expect(review.notes.length).toBe(1)
    expect((await run(name)).stdout).toContain('No exchange in this time.')
  })

  test('because the place cannot be read is said, and is no verdict on the gateway', async () => {
    const answer = await run('closed', '--json')
    expect(answer.exitCode).toBe(3)
    expect(reviewDocument.parse(JSON.parse(answer.stdout)).notes[0]).toContain('cannot be read')
  })

  test('of another system is an error that says so', async () => {
    const answer = await run('mine', '--json')
    expect(answer.exitCode).toBe(2)
    expect(documentIn('error', answer.stdout).error.code).toBe('review-not-available')
  })
})

test.each([
  ['--hours', '0'],
  ['--hours', '-1'],
  ['--hours', 'NaN'],
  ['--hours', ''],
  ['--max', '0'],
  ['--max', '-3'],
  ['--max', '1.5'],
  ['--since', '1h', '--until', '2h'],
  ['--since', 'yesterday'],
  ['--follow', '--until', '1h'],
  ['--follow', '--replay', 'x'],
  ['--follow', '--out', 'x'],
])('%s %s is a usage error', async (...flags) => {
  const answer = await run('joelclaw', ...flags, '--json')
  expect(answer.exitCode).toBe(2)
  expect(documentIn('error', answer.stdout).error.code).toBe('usage')
})

describe('--follow', () => {
  test('tells new exchanges as they come, over a new session, and ends with Ctrl-C', async () => {
    const directory = `${sandbox.root}/followed`
    mkdirSync(directory)
    writeFileSync(`${directory}/not-a-session.jsonl`, 'x\n')
    const own = sandbox.config(
      {
        gateways: {
          joelclaw: {
            system: 'joelclaw',
            settings: {
              port: 1,
              paths: {
                transcripts: directory,
                wsPort: `${directory}/none`,
                log: `${directory}/none`,
                err: `${directory}/none`,
              },
            },
          },
        },
      },
      'followed.json',
    )
    const pi = new PiScript(directory, Date.now() - MINUTE).user('one').answer('1')
    utimesSync(pi.file, new Date(Date.now()), new Date(Date.now()))
    vi.useRealTimers()
    const followed = startCli(['review', '--follow', '--json', '--config', own], { env: sandbox.env })
    let seen = ''
    followed.child.stdout?.on('data', (chunk: string) => {
      seen += chunk
    })
    const lines = () =>
      seen
        .trim()
        .split('\n')
        .filter(Boolean)
        .map((line) => reviewDocument.parse(JSON.parse(line)))
    const told = () => lines().flatMap((line) => line.exchanges.map((one) => `${one.preview} ${one.ending}`))
    const wait = (wanted: string) =>
      until(() => told().includes(wanted), { ms: 10_000, unless: () => followed.child.exitCode !== null })
    try {
      await wait('one answered')
      pi.user('two')
      await wait('two open')
      pi.answer('2')
      await wait('two answered')
      const next = new PiScript(directory, Date.now())
      vi.useRealTimers()
      next.user('three').answer('3')
      await wait('three answered')
      followed.child.kill('SIGINT')
      expect(await followed.ended).toMatchObject({ exitCode: 130, signal: null, stderr: '' })
      expect(told()).toEqual(['one answered', 'two open', 'two answered', 'three answered'])
    } finally {
      followed.child.kill('SIGKILL')
    }
  })
})
