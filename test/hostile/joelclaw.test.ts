import { execFileSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { LAYERS } from '../../src/core/layer.ts'
import { diagnoseHostile, startUpMs, within } from '../support/hostile.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'
import { type Listening, startTcp } from '../support/tcp.ts'

let sandbox: Sandbox
let peer: Listening | null = null
let startUp = 0

beforeAll(async () => {
  startUp = await startUpMs()
})
afterEach(async () => {
  await peer?.stop()
  peer = null
  sandbox.remove()
})
afterAll(() => sandbox.remove())

const PATHS = [
  'log',
  'err',
  'pid',
  'wsPort',
  'session',
  'transcripts',
  'tripwire',
  'workingDir',
  'agentDir',
  'gatewayPackage',
  'restartMarker',
  'lifecycleMarker',
  'healLog',
] as const

const THRESHOLDS = Object.fromEntries(
  ['httpMs', 'redisMs', 'kubeMs', 'modelMs', 'telemetryMs', 'e2eDrainMs', 'e2eAnswerMs'].map((name) => [
    name,
    1_000,
  ]),
)

/** A joelclaw gateway of which every file is `place(name)`, every command `command`, and every peer at `port`. */
function gateway(place: (name: string) => string, command: string, port: number): string {
  const url = `http://127.0.0.1:${port}`
  const cluster = { name: 'c', cluster: { server: url, 'insecure-skip-tls-verify': true } }
  const context = { name: 'mine', context: { cluster: 'c', user: 'u' } }
  const kubeconfig = sandbox.config(
    {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [cluster],
      contexts: [context],
      users: [{ name: 'u', user: {} }],
    },
    'kubeconfig.json',
  )
  const settings = {
    home: sandbox.home,
    service: { manager: 'launchd', launchctl: command, systemctl: command },
    daemon: ['no-such-daemon-7f3a91'],
    paths: Object.fromEntries(PATHS.map((name) => [name, place(name)])),
    port,
    redis: { host: '127.0.0.1', port },
    colima: { expected: true, command },
    kubernetes: { expected: true, kubeconfig, context: 'mine' },
    inngest: { host: '127.0.0.1', port },
    telemetry: { backend: 'typesense', typesense: { url, key: { env: 'NO_SUCH_KEY' } } },
    providers: { anthropic: url, openai: url, 'openai-codex': url },
    pi: command,
    cli: command,
    useCli: true,
    thresholds: THRESHOLDS,
  }
  return sandbox.config({ gateways: { joelclaw: { system: 'joelclaw', settings } } })
}

/** A walk of every layer; the whole of it, with its longest command, must be over in time. */
async function walk(config: string) {
  const { report, durationMs, exitCode } = await diagnoseHostile(sandbox, config, ['--e2e', 'none'])
  expect(report.layers.map(({ layer }) => layer)).toEqual([...LAYERS])
  expect(report.verdict).toBe('failed')
  expect(exitCode).toBe(1)
  expect(durationMs).toBeLessThan(within(10_000, startUp))
  for (const { unchecked } of report.layers)
    for (const { reason } of unchecked) expect(reason).not.toContain('the check itself failed')
  return report
}

const program = (body: string) => sandbox.put('bin/program', `#!/bin/sh\n${body}\n`, 0o755)

describe('a joelclaw gateway of which', () => {
  test('nothing is there', async () => {
    sandbox = makeSandbox()
    await walk(gateway((name) => `${sandbox.root}/absent/${name}`, `${sandbox.root}/absent/program`, 1))
  })

  test('every peer is mute and every command hangs', async () => {
    sandbox = makeSandbox()
    peer = await startTcp((socket) => socket.resume())
    const port = peer.port
    await walk(gateway((name) => sandbox.put(`files/${name}`, ''), program('sleep 60'), port))
  })

  test('every file, command and peer gives bytes without sense', async () => {
    sandbox = makeSandbox()
    const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * 73 + (index >> 5)) % 256))
    peer = await startTcp((socket) => socket.once('data', () => socket.end(bytes)))
    const port = peer.port
    const command = program('head -c 100000 /dev/urandom')
    await walk(gateway((name) => sandbox.put(`files/${name}`, bytes), command, port))
  })

  test('every file holds terminal sequences, brackets or a number too large', async () => {
    sandbox = makeSandbox()
    const contents = [
      '\u001b]0;x\u0007\u001b[2J{"a":"\u202e"}',
      '['.repeat(10_000),
      '9'.repeat(400),
      '{"pid":-1e308}',
    ]
    peer = await startTcp((socket) =>
      socket.once('data', () =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"status":1}'),
      ),
    )
    const port = peer.port
    const place = (name: string) => sandbox.put(`files/${name}`, contents[name.length % 4] ?? '')
    await walk(gateway(place, program(`printf '{"running": [[[[\\033[2J'`), port))
  })

  test('every file is a FIFO, a directory or a link', async () => {
    sandbox = makeSandbox()
    peer = await startTcp((socket) => socket.destroy())
    const port = peer.port
    const theirs = sandbox.put('theirs', 'secret words of somebody else\n')
    const place = (name: string) => {
      const path = `${sandbox.root}/odd-${name}`
      const kind = PATHS.indexOf(name as (typeof PATHS)[number]) % 3
      if (kind === 0) execFileSync('mkfifo', [path])
      else if (kind === 1) execFileSync('mkdir', [path])
      else symlinkSync(theirs, path)
      return path
    }
    const report = await walk(gateway(place, program('kill -SEGV $$'), port))
    expect(JSON.stringify(report)).not.toContain('secret words')
  })
})
