import { describe, expect, test } from 'vitest'
import { bench } from '../openclaw/bench.ts'
import { verdictOf } from '../openclaw/diagnose.ts'
import { openclaw } from '../openclaw/gateway.ts'
import { CLAUDE } from './cases/healthy.ts'

// What OpenClaw's own commands say of the states that the README sets beside ours.
const gateway = bench()

interface Said {
  readonly exitCode: number | null
  /** The answers of several commands, as far as the cases look into them. */
  readonly json: {
    readonly ok?: boolean
    readonly plugins?: { readonly errors: readonly unknown[] }
    readonly gateway?: { readonly reachable?: boolean }
    readonly findings?: readonly { readonly checkId: string }[]
  }
}

async function ask(...words: readonly string[]): Promise<Said> {
  const { entry, sandbox } = gateway()
  const { exitCode, stdout } = await openclaw(entry, sandbox, [...words, '--json'])
  return { exitCode, json: JSON.parse(stdout.slice(stdout.indexOf('{'))) }
}

const idsIn = ({ json }: Said): readonly string[] =>
  [...new Set(json.findings?.map(({ checkId }) => checkId))].toSorted()

let whenHealthy: readonly string[] = []

async function expectGreen(): Promise<void> {
  const [health, status] = [await ask('health'), await ask('status')]
  expect([health.exitCode, health.json.ok, health.json.plugins?.errors]).toEqual([0, true, []])
  expect([status.exitCode, status.json.gateway?.reachable]).toEqual([0, true])
}

describe('its own commands', () => {
  test('are green of a healthy gateway', async () => {
    expect((await gateway().say('well')).payload?.status).toBe('ok')
    await expectGreen()
    whenHealthy = idsIn(await ask('doctor'))
  }, 240_000)

  test('are as green while the provider refuses the key', async () => {
    const { use, say, walk, recover } = gateway()
    await use('401')
    expect((await say('refused')).payload?.status).not.toBe('ok')
    await expectGreen()
    expect(idsIn(await ask('doctor'))).toEqual(whenHealthy)
    expect(verdictOf(await walk())).toBe('failed error-log error-log.auth-failed')
    await recover()
  }, 240_000)

  test("are as green while the plugin of the agent's harness is disabled", async () => {
    const { edit, walk, recover } = gateway()
    await edit({ agents: { defaults: CLAUDE }, plugins: { entries: { anthropic: { enabled: false } } } })
    await expectGreen()
    expect(verdictOf(await walk())).toBe('failed cli-status cli-status.harness-unowned')
    await recover()
  }, 240_000)

  test('say of a stopped one: status exits with 0, doctor finds what it found before', async () => {
    const { stop, walk } = gateway()
    await stop()
    const health = await ask('health', '--timeout', '3000')
    const status = await ask('status', '--timeout', '3000')
    expect(health.exitCode).toBe(1)
    expect([status.exitCode, status.json.gateway?.reachable]).toEqual([0, false])
    expect(idsIn(await ask('doctor'))).toEqual(whenHealthy)
    expect(verdictOf(await walk())).toBe('failed process process.not-running')
  }, 240_000)
})
