import { afterEach, describe, expect, it } from 'vitest'
import { kinds } from '../../../checks/redis/index.ts'
import { judgeTransport } from '../../../checks/redis/transport.ts'
import { machine } from '../../../src/host/machine/index.ts'
import { fakeHost, runCheck } from '../../support/fake-host.ts'
import { startRedis } from '../../support/redis.ts'
import { closedPort, startHangup, startHttpTalker, startTcp } from '../../support/tcp.ts'

const running: { stop(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop()
})

function started<Part extends { stop(): Promise<void> }>(part: Part): Part {
  running.push(part)
  return part
}

/** Runs the generic server check on a real port. */
async function look(port: number, more: Record<string, unknown> = {}) {
  const kind = kinds['redis-server']
  const check = kind.make(
    kind.schema.parse({ host: '127.0.0.1', port, deadlineMs: 700, slowMs: 5_000, ...more }),
  )
  const outcome = await runCheck(check, machine())
  return { ...outcome, codes: outcome.findings.map((finding) => `${finding.severity} ${finding.code}`) }
}

describe('redis-server on real ports', () => {
  it('is fine with a working Redis and names its version', async () => {
    const { port } = started(await startRedis())
    const outcome = await look(port)
    expect(outcome.codes).toEqual([])
    expect(outcome.detail).toMatch(/^Redis \d+\.\d+\.\d+, primary, \d+ ms$/)
  })

  it('says that nobody listens', async () => {
    expect((await look(await closedPort())).codes).toEqual(['fault redis.refused'])
  })

  it('says that it takes connections and stays silent, and who listens', async () => {
    const { port } = started(await startTcp())
    const outcome = await look(port)
    expect(outcome.codes).toEqual(['fault redis.silent'])
    expect(outcome.findings[0]?.summary).toContain(`pid ${process.pid}`)
  })

  it('says that it closes connections', async () => {
    const { port } = started(await startHangup())
    expect((await look(port)).codes).toEqual(['fault redis.closes'])
  })

  it('says that something else talks', async () => {
    const { port } = started(await startHttpTalker())
    expect((await look(port)).codes).toEqual(['fault redis.not-redis'])
  })

  it('says that a password is wanted', async () => {
    const { port } = started(await startRedis(['--requirepass', 'planted']))
    expect((await look(port)).codes).toEqual(['fault redis.auth-refused'])
  })

  it('is unchecked when our own password has no value', async () => {
    const { port } = started(await startRedis(['--requirepass', 'planted']))
    const outcome = await look(port, { password: { env: 'FIRSTFAULT_TEST_UNSET' } })
    expect(outcome.codes).toEqual([])
    expect(outcome.unchecked).toHaveLength(1)
  })

  it('says that it is a replica', async () => {
    const { port } = started(await startRedis(['--replicaof', '127.0.0.1', '1']))
    expect((await look(port)).codes).toContain('fault redis.replica')
  })

  it('says that a full memory without eviction refuses writes', async () => {
    const { port } = started(await startRedis(['--maxmemory', '100kb', '--maxmemory-policy', 'noeviction']))
    expect((await look(port)).codes).toContain('fault redis.memory-full')
  })

  it('warns of eviction near the limit', async () => {
    const { port } = started(await startRedis(['--maxmemory', '100kb', '--maxmemory-policy', 'allkeys-lru']))
    expect((await look(port)).codes).toContain('warning redis.eviction-near')
  })
})

describe('judgeTransport', () => {
  const place = { host: 'localhost', port: 6379 }

  it.each([
    ['dns', 'redis.name-unknown'],
    ['loading', 'redis.loading'],
    ['connect-timeout', 'redis.unreachable'],
  ] as const)('%s is %s', (problem, code) => {
    expect(judgeTransport({ ok: false, problem, message: 'm' }, place, [], 'warning')).toMatchObject({
      code,
      severity: 'warning',
    })
  })

  it('names the listening program without its arguments', () => {
    const process = {
      pid: 7,
      ppid: 1,
      uid: 501,
      command: '/usr/bin/ssh -o token=planted',
      startedAt: null,
      state: 'S',
    }
    const finding = judgeTransport(
      { ok: false, problem: 'silent', message: 'm' },
      place,
      [{ address: '127.0.0.1', port: 6379, process }],
      'fault',
    )
    expect(finding?.summary).toContain('pid 7 (ssh)')
    expect(JSON.stringify(finding)).not.toContain('planted')
  })

  it('does not look for listeners of another machine', async () => {
    const kind = kinds['redis-server']
    const check = kind.make(kind.schema.parse({ host: 'redis.example', deadlineMs: 100 }))
    const ask = async () => ({ ok: false, problem: 'silent', message: 'm' }) as const
    const outcome = await runCheck(check, fakeHost({ redis: { ask } }))
    expect(outcome.findings.map((finding) => finding.code)).toEqual(['redis.silent'])
  })
})
