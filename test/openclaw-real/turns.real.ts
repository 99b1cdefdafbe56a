import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { type Diagnosis, diagnose, verdictOf } from '../openclaw/diagnose.ts'
import { openclaw } from '../openclaw/gateway.ts'
import type { Mood } from '../openclaw/models.ts'
import { bench } from '../openclaw/shared.ts'
import { call, cancel, turn } from '../openclaw/talk.ts'
import { until } from '../support/until.ts'

// One gateway that runs; what its models do changes. A turn that succeeds ends each fault.
const shared = bench()
const walk = (...args: string[]): Promise<Diagnosis> =>
  diagnose(shared().sandbox.env, '--system', 'openclaw', ...args)
const logged = (words: string) => readFileSync(shared().sandbox.log, 'utf8').includes(words)

/** Gives the agent the model of that mood and waits until the running gateway has taken it over. */
async function use(mood: Mood): Promise<void> {
  const { sandbox } = shared()
  const before = countOf('config hot reload applied')
  sandbox.configure({ agents: { defaults: { model: { primary: `mock-${mood}/mock-1` } } } })
  await until(() => countOf('config hot reload applied') > before, { ms: 15_000 })
}

const countOf = (words: string) => readFileSync(shared().sandbox.log, 'utf8').split(words).length

async function recover(): Promise<void> {
  await use('answers')
  const answer = await turn(shared().sandbox, 'well')
  expect(answer.payload?.status).toBe('ok')
}

test('healthy, before any message', async () => {
  const seen = await walk()
  expect(verdictOf(seen)).toBe('healthy')
  expect(seen.exitCode).toBe(0)
})

test('healthy, after answers, and one more turn of our own', async () => {
  expect((await turn(shared().sandbox, 'well')).payload?.status).toBe('ok')
  expect(verdictOf(await walk())).toBe('healthy')
  const seen = await walk('--e2e', 'answer')
  expect(verdictOf(seen)).toBe('healthy')
  expect(seen.report.layers.find(({ layer }) => layer === 'e2e-queue')?.status).toBe('ok')
})

test('healthy, although clients flood its log with errors of their own', async () => {
  const { entry, sandbox } = shared()
  for (const name of ['nobody', 'noone'])
    await openclaw(entry, sandbox, ['agent', '--agent', name, '-m', 'ping', '--json', '--timeout', '5'])
  await openclaw(entry, sandbox, ['gateway', 'status', '--timeout', '3000'])
  expect(verdictOf(await walk())).toBe('healthy')
}, 90_000)

describe('a model that fails at once', () => {
  afterEach(recover)

  test.each([
    ['401', 'error-log.auth-failed'],
    ['402', 'error-log.quota-exhausted'],
    ['403', 'error-log.auth-failed'],
    ['404', 'error-log.model-not-found'],
    ['garbage', 'error-log.answer-unreadable'],
    ['empty', 'error-log.answer-empty'],
  ] as const)('%s', async (mood, code) => {
    await use(mood)
    expect((await turn(shared().sandbox, mood)).payload?.status).not.toBe('ok')
    expect(verdictOf(await walk())).toBe(`failed error-log ${code}`)
  })

  test('a key that is held back after its refusal', async () => {
    await use('401')
    await turn(shared().sandbox, 'refused')
    await turn(shared().sandbox, 'refused')
    const seen = await walk('--keep-going')
    expect(verdictOf(seen)).toBe('failed error-log error-log.auth-failed')
    expect(seen.report.scenarios[0]?.id).toBe('openclaw.key-refused')
    const codes = seen.report.layers.flatMap((layer) => layer.findings.map((one) => one.code))
    expect(codes).toContain('model-api.key-cooldown')
    expect(codes).not.toContain('error-log.key-cooldown')
  })

  test('a model that hangs until the turn is given up', async () => {
    await use('hangs')
    const { sandbox } = shared()
    await call(sandbox, 'agent', {
      message: 'ping',
      sessionKey: 'agent:main:hangs',
      idempotencyKey: 'hangs-1',
      timeout: 4,
    })
    expect(verdictOf(await walk())).toBe('failed error-log error-log.model-timeout')
  })
})

describe('a turn that is still being tried', () => {
  test.each([
    ['429', 'error-log.rate-limited'],
    ['500', 'error-log.provider-error'],
    ['529', 'error-log.provider-overloaded'],
    ['portal', 'error-log.provider-unreachable'],
  ] as const)('%s', async (mood, code) => {
    await use(mood)
    const { sandbox } = shared()
    const running = turn(sandbox, `retry-${mood}`, 60_000).catch(() => null)
    await until(() => logged(`for mock-${mood}/mock-1`), { ms: 20_000 })
    try {
      const seen = await walk('--keep-going')
      expect(verdictOf(seen)).toBe(`failed error-log ${code}`)
      expect(seen.report.layers.find(({ layer }) => layer === 'stdout-flow')?.findings[0]?.code).toBe(
        'stdout-flow.retry-storm',
      )
    } finally {
      await cancel(sandbox, `retry-${mood}`)
      await running
      await recover()
    }
  })

  test('a turn without any sign', async () => {
    await use('hangs')
    const { sandbox } = shared()
    const config = join(sandbox.home, 'impatient.json')
    writeFileSync(
      config,
      JSON.stringify({
        gateways: { openclaw: { system: 'openclaw', settings: { thresholds: { turnStuckMs: 1_500 } } } },
      }),
    )
    const before = countOf('tool-search: cataloged')
    const running = turn(sandbox, 'silent', 60_000).catch(() => null)
    await until(() => countOf('tool-search: cataloged') > before, { ms: 20_000 })
    try {
      await until(
        async () =>
          verdictOf(await diagnose(sandbox.env, '--config', config)) ===
          'failed stdout-flow stdout-flow.turn-stalled',
        { ms: 10_000 },
      )
    } finally {
      await cancel(sandbox, 'silent')
      await running
      await recover()
    }
  })
})

test('healthy again after all of it', async () => {
  expect(verdictOf(await walk())).toBe('healthy')
})

test('a configuration with another token than the running gateway', async () => {
  const { sandbox } = shared()
  const other = join(sandbox.home, 'other.json')
  copyFileSync(sandbox.config, other)
  writeFileSync(other, readFileSync(other, 'utf8').replace(sandbox.token, 'some-other-token'))
  const config = join(sandbox.home, 'drift.json')
  writeFileSync(
    config,
    JSON.stringify({ gateways: { openclaw: { system: 'openclaw', settings: { config: other } } } }),
  )
  const seen = await diagnose(sandbox.env, '--config', config)
  expect(verdictOf(seen)).toBe('failed cli-status cli-status.token-mismatch')
  expect(JSON.stringify(seen.report)).not.toContain('some-other-token')
})

test('a configuration that was damaged under the running gateway', async () => {
  const { sandbox } = shared()
  const good = readFileSync(sandbox.config, 'utf8')
  writeFileSync(sandbox.config, good.slice(0, -30))
  try {
    const seen = await walk()
    expect(verdictOf(seen)).toBe('degraded')
    expect(seen.report.scenarios[0]?.id).toBe('openclaw.will-not-restart')
  } finally {
    writeFileSync(sandbox.config, good)
  }
})
