import { appendFileSync, existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { bench } from '../openclaw/bench.ts'
import { verdictOf } from '../openclaw/diagnose.ts'

// A log that grew beyond what the gateway keeps in one file (100 MB): it puts it aside at its next record, which may
// come while the clients still write.
const gateway = bench()
const BIG = 130_000_000
let older = ''

/** Records of a client, as it writes them into the gateway's log; together so many bytes. */
function flood(log: string, bytes: number): void {
  const now = new Date().toISOString()
  const words = '[openclaw] Reason: Requested agent harness "claude-cli" is not registered.'
  const line = JSON.stringify({
    0: words,
    _meta: { date: now, logLevelId: 5, logLevelName: 'ERROR', name: 'openclaw' },
    time: now,
    message: words,
  })
  const block = `${line}\n`.repeat(10_000)
  for (let written = 0; written < bytes; written += block.length) appendFileSync(log, block)
}

beforeAll(() => {
  older = join(gateway().sandbox.home, 'gateway.1.log')
})

test('130 MB of errors of clients: healthy, and no slower for it', async () => {
  const { sandbox, say, walk } = gateway()
  expect((await say('well')).payload?.status).toBe('ok')
  const before = await walk()
  flood(sandbox.log, BIG)
  const after = await walk()
  expect(verdictOf(after)).toBe('healthy')
  expect(after.tookMs).toBeLessThan(before.tookMs + 5_000)
})

test('put aside at the next record: healthy', async () => {
  const { sandbox, say, walk } = gateway()
  expect((await say('well')).payload?.status).toBe('ok')
  expect(existsSync(older)).toBe(true)
  expect(statSync(sandbox.log).size).toBeLessThan(BIG)
  expect(verdictOf(await walk())).toBe('healthy')
})

test('a refused key in the new file', async () => {
  const { sandbox, use, say, walk } = gateway()
  await use('401')
  expect((await say('refused')).payload?.status).not.toBe('ok')
  expect(readFileSync(sandbox.log, 'utf8')).toContain('status=401')
  expect(verdictOf(await walk())).toBe('failed error-log error-log.auth-failed')
})

test('the same refusal, buried under a further 130 MB of clients, and put aside', async () => {
  const { sandbox, walk, logged } = gateway()
  flood(sandbox.log, BIG)
  expect(verdictOf(await walk())).toBe('failed error-log error-log.auth-failed')
  const { say } = gateway()
  expect((await say('refused')).payload?.status).not.toBe('ok')
  expect(logged('status=401')).toBe(0)
  expect(verdictOf(await walk())).toBe('failed error-log error-log.auth-failed')
})

test('healthy again', async () => {
  await gateway().recover()
  expect(verdictOf(await gateway().walk())).toBe('healthy')
})
