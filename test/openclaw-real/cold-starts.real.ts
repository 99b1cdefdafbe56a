import { expect, test } from 'vitest'
import { bench } from '../openclaw/bench.ts'
import { codesOf, verdictOf } from '../openclaw/diagnose.ts'
import { CLAUDE } from './cases/healthy.ts'

// A new start between the cases: what was wrong before it, and what is wrong from the start on.
const gateway = bench()

test('a refused key is history after a new start with a good one', async () => {
  const { use, say, stop, start, walk, sandbox } = gateway()
  await use('401')
  expect((await say('refused')).payload?.status).not.toBe('ok')
  expect(verdictOf(await walk())).toBe('failed error-log error-log.auth-failed')
  await stop()
  sandbox.reset()
  await start()
  expect((await say('well')).payload?.status).toBe('ok')
  expect(verdictOf(await walk())).toBe('healthy')
}, 240_000)

test("started with the plugin of the agent's harness disabled", async () => {
  const { say, stop, start, walk, sandbox } = gateway()
  await stop()
  sandbox.configure({ agents: { defaults: CLAUDE }, plugins: { entries: { anthropic: { enabled: false } } } })
  await start()
  expect(verdictOf(await walk())).toBe('failed cli-status cli-status.harness-unowned')
  expect(JSON.stringify(await say('lost'))).toContain('is not registered')
  const seen = await walk('--keep-going')
  expect(verdictOf(seen)).toBe('failed cli-status cli-status.harness-unowned')
  expect(codesOf(seen, 'error-log')).toContain('error-log.harness-missing')
}, 240_000)

test('started with a harness that nobody owns', async () => {
  const { say, stop, start, walk, sandbox } = gateway()
  await stop()
  sandbox.reset()
  const ghost = { 'anthropic/claude-opus-5': { agentRuntime: { id: 'ghost-harness' } } }
  sandbox.configure({ agents: { defaults: { ...CLAUDE, models: ghost } } })
  await start()
  expect(verdictOf(await walk())).toBe('failed cli-status cli-status.harness-unowned')
  expect(JSON.stringify(await say('ghost'))).toContain('is unavailable')
  expect(codesOf(await walk('--keep-going'), 'error-log')).toContain('error-log.harness-missing')
}, 240_000)

test('killed and started again: one end without a word is history', async () => {
  const { stop, start, walk, say, sandbox } = gateway()
  await stop()
  sandbox.reset()
  await start()
  expect((await say('well')).payload?.status).toBe('ok')
  await stop('SIGKILL')
  await start()
  expect(verdictOf(await walk())).toBe('healthy')
}, 300_000)

test('killed three times within five minutes: its channels stay down', async () => {
  const { stop, start, walk } = gateway()
  for (let times = 0; times < 3; times++) {
    await start()
    await stop('SIGKILL')
  }
  await start()
  expect(codesOf(await walk('--keep-going'), 'process')).toContain('process.crash-burst')
}, 400_000)
