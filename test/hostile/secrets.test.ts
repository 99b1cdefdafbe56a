import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { placed, shaped } from '../redact/secrets.ts'
import { type CliResult, runCli } from '../support/cli.ts'
import { customGateway, type Serving, serve, statusAt } from '../support/gateways.ts'
import { makeSandbox } from '../support/sandbox.ts'
import { type Listening, startTcp } from '../support/tcp.ts'

/** Secrets of every kind that are long enough not to stand in a text by chance. */
const SECRETS = [...shaped, ...placed].filter(({ secret }) => secret.length > 14)
const LINES = SECRETS.map(({ text }) => text)

const sandbox = makeSandbox()
const recording = `${sandbox.root}/walk.jsonl`
let status: Serving
let redis: Listening
let config = ''

beforeAll(async () => {
  status = await serve((request, response) => {
    const index = Number(request.url?.slice(1)) || 0
    const body = JSON.stringify({ ok: false, error: LINES[index], detail: { [`field ${index}`]: LINES } })
    response
      .writeHead(500, { 'content-type': 'application/json', 'set-cookie': `s=${SECRETS[0]?.secret}` })
      .end(body)
  })
  redis = await startTcp((socket) =>
    socket.on('data', () => socket.write(`-ERR ${oneLine(LINES[0])}\r\n`.repeat(9))),
  )
  config = planted()
})
afterAll(async () => {
  await status.stop()
  await redis.stop()
  sandbox.remove()
})

const oneLine = (text = '') => text.replaceAll('\n', '\\n')

/** A gateway whose log, status, Redis, service manager, titles and rules all hold secrets. */
function planted(): string {
  const now = new Date().toISOString()
  const path = sandbox.put(
    'gateway.log',
    LINES.map((line, index) => `${now} error ${index} ${line}\n`).join(''),
  )
  const json = sandbox.put(
    'gateway.jsonl',
    LINES.map(
      (line, index) => `${JSON.stringify({ time: now, level: 'error', msg: `error ${index} ${line}` })}\n`,
    ).join(''),
  )
  const rules = LINES.map((line, index) => ({
    code: `error-log.planted-${index}`,
    summary: `rule ${index} found {words} ${index % 2 ? oneLine(line) : ''}`.slice(0, 300),
    match: `error ${index} (?P<words>.*)`,
  }))
  const systemctl = sandbox.put(
    'bin/systemctl',
    `#!/bin/sh\ncat <<'END'\nLoadState=loaded\nActiveState=failed\nResult=${oneLine(LINES[3])}\n${LINES.join('\n')}\nEND\ncat <<'END' >&2\n${LINES.join('\n')}\nEND\nexit 4\n`,
    0o755,
  )
  return sandbox.config({
    gateways: {
      mine: customGateway({
        process: [{ check: 'service-unit', manager: 'systemd-user', unit: 'mine.service', systemctl }],
        'cli-status': [
          ...LINES.map((_, index) => statusAt(`${status.url}/${index}`, { name: `status-${index}` })),
          statusAt(`http://127.0.0.1:1/?token=${SECRETS[0]?.secret}`, { name: 'query' }),
        ],
        'error-log': [
          { check: 'log-rules', name: 'text', path, rules },
          { check: 'log-rules', name: 'json', path: json, format: 'json-lines', rules },
        ],
        redis: [
          { check: 'redis-server', host: '127.0.0.1', port: redis.port, username: SECRETS[1]?.secret },
          {
            check: 'redis-queue',
            name: 'q',
            host: '127.0.0.1',
            port: redis.port,
            key: `k ${SECRETS[2]?.secret}`,
            type: 'list',
          },
        ],
      }),
    },
    accept: [{ code: 'error-log.planted-1', reason: `because ${LINES[0]}`, until: '2999-01-01' }],
    catalogue: { 'error-log.planted-2': { title: 't', meaning: 'm', cause: LINES[2], remedy: LINES[4] } },
  })
}

/** The environment of an operator who keeps every secret in it. */
const environment = Object.fromEntries(
  SECRETS.map(({ secret }, index) => [`API_TOKEN_${index}`, oneLine(secret)]),
)

function expectNone(texts: Readonly<Record<string, string>>): void {
  for (const [where, text] of Object.entries(texts)) {
    const leaked = SECRETS.filter(({ secret }) => forms(secret).some((form) => text.includes(form)))
    expect(leaked.map(({ kind, secret }) => `${where}: ${kind} ${secret.slice(0, 12)}`)).toEqual([])
  }
}

/** A secret as it is and as JSON writes it. */
const forms = (secret: string) => [secret, JSON.stringify(secret).slice(1, -1), oneLine(secret)]

const streams = ({ stdout, stderr }: CliResult) => ({ stdout, stderr })

test('there are more than twenty kinds', () => {
  expect(new Set(SECRETS.map(({ kind }) => kind)).size).toBeGreaterThan(20)
})

describe('secrets in everything that is looked at', () => {
  test.each(['text', 'short', 'json'])('do not reach the document as %s, nor stderr', async (format) => {
    const args = ['diagnose', '--keep-going', '--config', config, '--format', format]
    const run = await runCli(args, { env: { ...sandbox.env, ...environment } })
    expect(run.exitCode).toBe(1)
    if (format !== 'short') expect(run.stdout).toContain('redacted:')
    expectNone(streams(run))
  })

  test('do not reach the verbose trace, the recording, or what is made of it', async () => {
    const run = await runCli(
      ['diagnose', '--keep-going', '--config', config, '--verbose', '--record', recording, '--lines', '0'],
      { env: { ...sandbox.env, ...environment } },
    )
    expect(run.exitCode).toBe(1)
    const recorded = readFileSync(recording, 'utf8')
    expect(recorded.length).toBeGreaterThan(10_000)
    expectNone({ ...streams(run), recorded })
    const replayed = await runCli(
      ['diagnose', '--keep-going', '--json', '--replay', recording, '--verbose'],
      {
        env: sandbox.env,
      },
    )
    expectNone(streams(replayed))
    rmSync(recording)
  })

  test('do not reach layers', async () => {
    for (const format of ['text', 'json'])
      expectNone(
        streams(await runCli(['layers', '--config', config, '--format', format], { env: sandbox.env })),
      )
  })
})

describe('secrets on the command line', () => {
  const secret = SECRETS[0]?.secret ?? ''
  const text = LINES.map(oneLine).join(' ')

  test.each([
    [['diagnose', secret]],
    [['diagnose', '--only', secret]],
    [['diagnose', '--since', secret]],
    [['diagnose', '--hours', secret]],
    [['diagnose', '--format', secret]],
    [['diagnose', `--${secret}`]],
    [['diagnose', '--nope', secret]],
    [[secret]],
    [['diagnose', '--config', `/none/${secret}.json`]],
    [['diagnose', '--replay', `/none/${secret}`]],
    [['diagnose', '--out', `/none/${secret}`, '--symptom', secret]],
    [['explain', text]],
    [['layers', secret]],
  ])('are not said back: %j', async (args) => {
    const known = args.includes('--config') || args[0] === 'explain' ? [] : ['--config', config]
    const own = args.length > 1 ? [...args, ...known] : args
    for (const form of [[], ['--json']])
      expectNone(streams(await runCli([...own, ...form], { env: sandbox.env })))
  })

  test('are not said back as the symptom', async () => {
    const args = ['diagnose', '--config', config, '--keep-going', '--symptom', text]
    for (const format of ['json', 'text'])
      expectNone(streams(await runCli([...args, '--format', format], { env: sandbox.env })))
  })
})

describe('secrets in a configuration that is refused', () => {
  test.each([
    ['as a name', (secret: string) => ({ [secret]: 1 })],
    ['as a gateway', (secret: string) => ({ gateways: { [secret]: { system: 'hal' } } })],
    ['as a value', (secret: string) => ({ gateways: { mine: { system: secret } } })],
    [
      'as a kind of check',
      (secret: string) => ({ gateways: { mine: customGateway({ process: [{ check: secret }] }) } }),
    ],
    [
      'as a setting',
      (secret: string) => ({
        gateways: { mine: { system: 'joelclaw', settings: { port: secret, [secret]: secret } } },
      }),
    ],
    [
      'as a pattern',
      (secret: string) => ({
        gateways: {
          mine: customGateway({
            'error-log': [
              {
                check: 'log-rules',
                path: '/none',
                rules: [{ code: 'error-log.x', summary: 's', match: `(${secret}` }],
              },
            ],
          }),
        },
      }),
    ],
  ])('%s', async (_, content) => {
    const path = sandbox.config(content(SECRETS[0]?.secret ?? ''), 'refused.json')
    for (const format of ['json', 'text'])
      expectNone(
        streams(await runCli(['diagnose', '--config', path, '--format', format], { env: sandbox.env })),
      )
  })

  test('as text that does not parse', async () => {
    for (const name of ['broken.json', 'broken.yaml']) {
      const path = sandbox.put(name, `{ "token": [ "${SECRETS[0]?.secret}"\n: ${LINES[1]}`)
      expectNone(streams(await runCli(['diagnose', '--config', path, '--json'], { env: sandbox.env })))
    }
  })
})
