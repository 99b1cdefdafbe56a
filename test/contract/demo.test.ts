import { readdirSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'
import { runCli } from '../support/cli.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'

let sandbox: Sandbox
afterEach(() => sandbox.remove())

test('the demonstration shows a healthy, a mute and a dead gateway, and leaves nothing behind', async () => {
  sandbox = makeSandbox()
  const run = await runCli(['demo'], { env: sandbox.env, boundMs: 30_000 })
  expect(run.stderr).toBe('')
  expect(run.exitCode).toBe(0)
  expect(run.stdout).toMatch(/all is well[\s\S]*\(exit 0\)[\s\S]*error-log\.auth-failed[\s\S]*\(exit 1\)/)
  expect(run.stdout).toMatch(/the daemon is killed[\s\S]*process\.not-running[\s\S]*\(exit 1\)/)
  expect(readdirSync(sandbox.temp)).toEqual([])
})

test('without redis-server it says so and skips that layer', async () => {
  sandbox = makeSandbox()
  const run = await runCli(['demo'], { env: { ...sandbox.env, PATH: '/nonexistent' }, boundMs: 30_000 })
  expect(run.exitCode).toBe(0)
  expect(run.stdout).toContain('redis-server is not installed here, so the Redis layer is skipped')
  expect(run.stdout).not.toContain('Redis 7')
})
