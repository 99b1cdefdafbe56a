import { afterAll, beforeAll, expect, test } from 'vitest'
import { bench } from '../openclaw/bench.ts'
import { codesOf, type Diagnosis, diagnose, verdictOf } from '../openclaw/diagnose.ts'
import { type Gateway, startGateway } from '../openclaw/gateway.ts'
import { makeSandbox, type Sandbox } from '../openclaw/sandbox.ts'
import { turn } from '../openclaw/talk.ts'

// Two gateways of one user, each with a profile of its own: what is wrong with one is not wrong with the other.
const gateway = bench()
let second: Sandbox
let other: Gateway

beforeAll(async () => {
  const { models, sandbox, entry } = gateway()
  second = await makeSandbox(models.port, { home: sandbox.home, profile: 'second' })
  other = await startGateway(entry, second)
}, 150_000)
afterAll(() => other?.stop())

const walkOf = (name: string, ...args: readonly string[]): Promise<Diagnosis> =>
  diagnose(second.env, name, ...args)

test('both are found and healthy', async () => {
  expect((await turn(second, 'well')).payload?.status).toBe('ok')
  expect(verdictOf(await walkOf('openclaw'))).toBe('healthy')
  expect(verdictOf(await walkOf('openclaw:second'))).toBe('healthy')
})

test('a key that one of them has no more', async () => {
  second.configure({ agents: { defaults: { model: { primary: 'mock-401/mock-1' } } } })
  await other.stop()
  other = await startGateway(gateway().entry, second)
  expect((await turn(second, 'refused')).payload?.status).not.toBe('ok')
  expect(verdictOf(await walkOf('openclaw:second'))).toBe('failed error-log error-log.auth-failed')
  expect(verdictOf(await walkOf('openclaw'))).toBe('healthy')
}, 150_000)

test('one of them frozen', async () => {
  process.kill(other.pid, 'SIGSTOP')
  try {
    expect(verdictOf(await walkOf('openclaw:second'))).toBe('failed process process.frozen')
    expect(verdictOf(await walkOf('openclaw'))).toBe('healthy')
  } finally {
    process.kill(other.pid, 'SIGCONT')
  }
})

test('one of them stopped', async () => {
  await other.stop()
  expect(verdictOf(await walkOf('openclaw:second'))).toBe('failed process process.not-running')
  expect(verdictOf(await walkOf('openclaw'))).toBe('healthy')
})

test('one of them on the port of the other', async () => {
  const { entry, sandbox, stop } = gateway()
  await stop()
  second.reset()
  second.configure({ gateway: { port: sandbox.port } })
  other = await startGateway(entry, { ...second, port: sandbox.port })
  const seen = await walkOf('openclaw', '--keep-going')
  expect(codesOf(seen, 'process')).toContain('process.orphan-instance')
  expect(seen.exitCode).toBe(1)
}, 150_000)
