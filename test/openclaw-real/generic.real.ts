import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { diagnose, verdictOf } from '../openclaw/diagnose.ts'
import { takePort } from '../openclaw/foreign.ts'
import { spawnGateway } from '../openclaw/gateway.ts'
import { bench } from '../openclaw/shared.ts'
import { until } from '../support/until.ts'

// The gateway as an operator would describe it who has nothing but generic checks.
const shared = bench()
let config = ''

beforeAll(() => {
  const { sandbox } = shared()
  config = join(sandbox.home, 'firstfault.json')
  const { port, log } = sandbox
  const command = ['openclaw-gateway']
  const ready = { check: 'http-health', url: `http://127.0.0.1:${port}/readyz`, body: { ready: true } }
  const rules = [
    {
      code: 'error-log.config-invalid',
      severity: 'fault',
      summary: 'the gateway refused to start: {why}',
      match: '^Gateway failed to start: Invalid config(?P<why>[^\\n]*)',
    },
    {
      code: 'error-log.config-ignored',
      severity: 'warning',
      summary: 'an edit of the configuration was ignored',
      match: 'config reload skipped',
    },
  ]
  const fields = { time: 'time', level: '_meta.logLevelName', message: 'message', name: '_meta.name' }
  const errors = {
    check: 'log-rules',
    path: log,
    format: 'json-lines',
    fields,
    startedBy: '^starting\\.\\.\\.$',
    rules,
  }
  const layers = {
    process: { checks: [{ check: 'port-owner', port, command }] },
    'cli-status': { checks: [ready] },
    'error-log': { checks: [errors] },
  }
  writeFileSync(config, JSON.stringify({ gateways: { mine: { system: 'custom', layers } } }))
})

const walk = (...args: string[]) => diagnose(shared().sandbox.env, 'mine', '--config', config, ...args)

test('healthy', async () => {
  const seen = await walk()
  expect(verdictOf(seen)).toBe('healthy')
  expect(seen.exitCode).toBe(0)
})

test('an invalid edit under a running gateway', async () => {
  const { sandbox } = shared()
  const good = readFileSync(sandbox.config, 'utf8')
  writeFileSync(sandbox.config, good.slice(0, -20))
  try {
    await until(() => readFileSync(sandbox.log, 'utf8').includes('config reload skipped'), { ms: 20_000 })
    const seen = await walk()
    expect(verdictOf(seen)).toBe('degraded')
    expect(seen.report.layers.flatMap((layer) => layer.findings.map((one) => one.code))).toEqual([
      'error-log.config-ignored',
    ])
  } finally {
    writeFileSync(sandbox.config, good)
  }
})

test('stopped', async () => {
  await shared().stop()
  expect(verdictOf(await walk())).toBe('failed process process.not-running')
})

test('another server on the port', async () => {
  const release = await takePort(shared().sandbox.port)
  try {
    expect(verdictOf(await walk())).toBe('failed process process.port-foreign')
  } finally {
    await release()
  }
})

test('a configuration that it does not start with', async () => {
  const { sandbox, entry } = shared()
  sandbox.configure({ gateway: { prot: 1 } })
  const gateway = spawnGateway(entry, sandbox)
  try {
    await until(() => gateway.ended(), { ms: 30_000 })
    const seen = await walk('--only', 'error-log')
    expect(verdictOf(seen)).toBe('failed error-log error-log.config-invalid')
  } finally {
    await gateway.stop('SIGKILL')
  }
})
