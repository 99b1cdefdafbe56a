import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { configSchema } from '../../src/config/schema.ts'
import { openGateway } from '../../src/gateway/open.ts'
import { machine } from '../../src/host/machine/index.ts'
import { watched } from '../../src/monitor/watched.ts'
import { makeSandbox, type Sandbox } from '../support/sandbox.ts'

let sandbox: Sandbox

beforeEach(() => {
  sandbox = makeSandbox()
})
afterEach(() => sandbox.remove())

/** Whether no restart is made without this Redis, for a joelclaw gateway whose own is at 127.0.0.1:6379. */
async function decides(redis: { host: string; port: number }, fleet: boolean): Promise<boolean | undefined> {
  const host = machine()
  const config = configSchema.parse({})
  const settings = { home: sandbox.root, redis: { host: '127.0.0.1', port: 6379 } }
  const gateway = await openGateway(
    { name: 'joelclaw', system: 'joelclaw', because: 'test', settings },
    config,
    host,
  )
  const options = { enableRestart: true, base: join(sandbox.root, 'state'), redis, fleet }
  const walk = { intervalMs: 0, hours: 1, lines: 120, timeoutMs: 1_000 }
  const tools = {
    host,
    config,
    tool: { name: 'firstfault', version: '0' },
    interrupt: new AbortController().signal,
  }
  return (await watched(gateway, { ...options, ...walk }, tools)).places.shared?.decides
}

test.each([
  ['localhost', 6379, false, false],
  ['127.0.0.1', 6379, false, false],
  // A fleet's workers are anywhere; another Redis is not the gateway's; another machine's is seen from there too.
  ['127.0.0.1', 6379, true, true],
  ['127.0.0.1', 6380, false, true],
  ['10.0.0.5', 6379, false, true],
])('a shared Redis at %s:%i, fleet %s: restarts need its word: %s', async (host, port, fleet, expected) => {
  expect(await decides({ host, port }, fleet)).toBe(expected)
})
