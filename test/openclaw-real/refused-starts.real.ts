import { closeSync, copyFileSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bench } from '../openclaw/bench.ts'
import { codesOf, verdictOf } from '../openclaw/diagnose.ts'
import { takePort } from '../openclaw/foreign.ts'
import { spawnGateway } from '../openclaw/gateway.ts'
import type { Sandbox } from '../openclaw/sandbox.ts'
import { until } from '../support/until.ts'
import { damageRow } from './cases/transcript.ts'

// Starts that the gateway refuses. It answered once before, so that there is a state to refuse.
const gateway = bench()

/** Tries to start it; gives the exit code with which it refused. */
async function refusal(): Promise<number | null> {
  await gateway().stop()
  const { entry, sandbox } = gateway()
  const tried = spawnGateway(entry, sandbox)
  try {
    await until(() => tried.ended(), { ms: 90_000 })
    return tried.exitCode()
  } finally {
    await tried.stop('SIGKILL')
  }
}

test('a second start beside the one that runs changes nothing', async () => {
  const { say, walk, entry, sandbox } = gateway()
  expect((await say('well')).payload?.status).toBe('ok')
  expect((await say('damaged')).payload?.status).toBe('ok')
  const second = spawnGateway(entry, sandbox)
  try {
    await until(() => second.ended(), { ms: 90_000 })
    expect(second.exitCode()).toBe(78)
    expect(verdictOf(await walk())).toBe('healthy')
  } finally {
    await second.stop('SIGKILL')
  }
}, 120_000)

describe('it does not start', () => {
  test.each<[string, (sandbox: Sandbox) => void]>([
    [
      'on a configuration that breaks off',
      ({ config }) => writeFileSync(config, readFileSync(config, 'utf8').slice(0, -30)),
    ],
    ['without gateway.mode', (sandbox) => sandbox.configure({ gateway: { mode: null } })],
  ])(
    '%s',
    async (_, spoil) => {
      const { sandbox, walk } = gateway()
      await gateway().stop()
      spoil(sandbox)
      try {
        expect(await refusal()).toBe(78)
        const seen = await walk()
        expect(codesOf(seen, 'process')).toContain('process.config-invalid')
        expect(seen.exitCode).toBe(1)
      } finally {
        sandbox.reset()
      }
    },
    120_000,
  )

  test('while another server has its port', async () => {
    const { sandbox, walk } = gateway()
    await gateway().stop()
    const release = await takePort(sandbox.port)
    try {
      expect(await refusal()).toBe(1)
      const seen = await walk('--keep-going')
      expect(codesOf(seen, 'process')).toContain('process.port-foreign')
      expect(seen.report.scenarios.map(({ id }) => id)).toContain('openclaw.port-taken')
    } finally {
      await release()
    }
  }, 120_000)

  test("on an agent's database with overwritten pages", async () => {
    const { sandbox, walk } = gateway()
    await gateway().stop()
    const path = join(sandbox.state, 'agents', 'main', 'agent', 'openclaw-agent.sqlite')
    copyFileSync(path, `${path}.good`)
    const file = openSync(path, 'r+')
    for (let page = 1; page < 40; page++) writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, page * 4096)
    closeSync(file)
    try {
      expect(await refusal()).toBe(78)
      const seen = await walk('--keep-going')
      expect(seen.exitCode).toBe(1)
      expect(codesOf(seen)).toContain('error-log.migration-refused')
    } finally {
      copyFileSync(`${path}.good`, path)
    }
  }, 120_000)

  test('and then does, with all of it put right', async () => {
    const { start, say, walk } = gateway()
    await start()
    expect((await say('damaged')).payload?.status).toBe('ok')
    expect(verdictOf(await walk())).toBe('healthy')
  }, 150_000)
})

test('it starts on a conversation with a damaged row, which answers no more', async () => {
  const { sandbox, walk, say, stop, start } = gateway()
  await stop()
  const mend = damageRow(sandbox, 'agent:main:damaged')
  try {
    await start()
    const seen = await walk()
    expect(verdictOf(seen)).toBe('failed session-transcript session-transcript.row-invalid')
    expect((await say('damaged')).payload?.status).not.toBe('ok')
    expect((await say('well')).payload?.status).toBe('ok')
  } finally {
    mend()
  }
}, 150_000)
