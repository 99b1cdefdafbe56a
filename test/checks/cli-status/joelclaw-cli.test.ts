import { describe, expect, it } from 'vitest'
import { joelclawCli } from '../../../checks/cli-status/joelclaw-cli.ts'
import type { ExecAnswer, ExecProblem } from '../../../src/host/exec.ts'
import { fakeHost, type PartialHost, runCheck } from '../../support/fake-host.ts'
import { answered, healthBody, joelclawWith, redisReplies } from '../../support/joelclaw.ts'

const { settings, probes } = joelclawWith({ useCli: true })
const envelope = (result: object | null, more: object = {}) =>
  JSON.stringify({ ok: true, command: 'joelclaw gateway status', result, ...more })
const agreeing = { available: true, healthy: true, mode: 'normal', daemon: { reachable: true, pid: 812 } }
const printed = (stdout: string, exitCode = 0): ExecAnswer => ({ ok: true, exitCode, stdout, stderr: '' })

function host(answer: ExecAnswer | ExecProblem, members: readonly string[] = ['gateway'], alive = true) {
  const given: PartialHost = {
    files: { read: async () => ({ ok: false, problem: 'absent', message: '' }) },
    http: { request: async () => answered(healthBody()) },
    redis: {
      ask: async () => ({ ok: true, replies: redisReplies(settings, { sessions: members }), durationMs: 1 }),
    },
    processes: {
      get: async ({ pid }) =>
        alive
          ? { ok: true, process: { pid, ppid: 1, uid: 501, command: 'pi', startedAt: null, state: 'S' } }
          : { ok: false, problem: 'absent', message: '' },
    },
    exec: { run: async () => answer },
  }
  return fakeHost(given)
}

/** A machine on which any command is one too many. */
const never = (members: readonly string[], alive: boolean) => {
  const base = host(printed(''), members, alive)
  return new Proxy(base, {
    get: (ports, name) => (name === 'exec' ? fakeHost().exec : Reflect.get(ports, name)),
  })
}

describe('the status command', () => {
  it.each<[string, ExecAnswer | ExecProblem, string[]]>([
    ['agrees', printed(envelope(agreeing)), []],
    [
      'says ok: false with exit code 0',
      printed(envelope(null, { ok: false, error: { message: 'no', code: 'X' } })),
      ['cli-status.cli-failed'],
    ],
    [
      'breaks with text',
      printed('[23:24:03.118] ERROR (#17):\n  Error: Redis connection failed', 1),
      ['cli-status.cli-failed'],
    ],
    ['hangs', { ok: false, problem: 'timeout', message: '' }, ['cli-status.cli-failed']],
    [
      'names another pid',
      printed(envelope({ ...agreeing, daemon: { reachable: true, pid: 9 } })),
      ['cli-status.cli-contradicts'],
    ],
    [
      'cannot reach the daemon',
      printed(envelope({ ...agreeing, daemon: { reachable: false } })),
      ['cli-status.cli-contradicts'],
    ],
  ])('%s', async (_, answer, expected) => {
    const { findings } = await runCheck(joelclawCli(settings, probes), host(answer), { e2e: 'drain' })
    expect(findings.map(({ code }) => code)).toEqual(expected)
  })

  it('is unchecked when it is missing', async () => {
    const missing = { ok: false, problem: 'missing', message: 'not found' } as const
    const outcome = await runCheck(joelclawCli(settings, probes), host(missing), { e2e: 'drain' })
    expect(outcome.unchecked).toHaveLength(1)
  })

  it('is not run where it would delete, in a walk that changes nothing, or unasked', async () => {
    const dead = await runCheck(joelclawCli(settings, probes), never(['gateway', 'pid-77'], false), {
      e2e: 'drain',
    })
    expect(dead.skipped).toContain('pid-77')
    const readOnly = await runCheck(joelclawCli(settings, probes), never(['gateway'], true), { e2e: 'none' })
    expect(readOnly.skipped).toBeTruthy()
    const off = joelclawWith()
    expect(
      (await runCheck(joelclawCli(off.settings, off.probes), fakeHost(), { e2e: 'drain' })).skipped,
    ).toContain('useCli')
  })

  it('is run while every satellite lives', async () => {
    const outcome = await runCheck(
      joelclawCli(settings, probes),
      host(printed(envelope(agreeing)), ['gateway', 'pid-77']),
      { e2e: 'drain' },
    )
    expect(outcome.detail).toBe('the status command agrees')
  })
})
