import { describe, expect, it } from 'vitest'
import { joelclawErrors } from '../../../checks/error-log/joelclaw-errors.ts'
import type { Outcome } from '../../../src/core/check.ts'
import { HOUR } from '../../../src/core/window.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { joelclawWith } from '../../support/joelclaw.ts'
import { type LogSetting, logFixture, loggedHost } from '../../support/joelclaw-logs.ts'

const UP = { status: { pid: 812, uptimeMs: 30 * 60_000 } }
const AUTH = `command-queue: prompt failed {
  source: "telegram:7718912466",
  consecutiveFailures: 1,
  error: error: Authentication failed for "anthropic". Credentials may have expired
,
}
`
const BOOT = '[gateway] extension: gateway (path: /x)\n'
const DEAD =
  '[gateway:watchdog] session appears dead — too many consecutive prompt failures {\n  consecutiveFailures: 3,\n}\n'
const RESPONSE = '[gateway] response ready {\n  source: "telegram:7718912466",\n  length: 5,\n}\n'
const start = (pid: number) => `[gateway] session {\n}\n[gateway] daemon started {\n  pid: ${pid},\n}\n`
const persisted = (at: number) =>
  `[gateway:store] persisted inbound message {\n  streamId: "${at}-0",\n  source: "telegram:7718912466",\n}\n`

/** Every check of the layer; findings as "severity code". */
async function layer(
  setting: LogSetting,
  lines = 100,
): Promise<{ outcomes: readonly Outcome[]; found: readonly string[] }> {
  const { settings, probes } = joelclawWith()
  const host = fakeHost(loggedHost(setting))
  const context = { window: { since: NOW - HOUR, until: NOW, lines } }
  const outcomes = await Promise.all(
    joelclawErrors(settings, probes).map((check) => runCheck(check, host, context)),
  )
  return {
    outcomes,
    found: outcomes.flatMap((one) => one.findings.map((two) => `${two.severity} ${two.code}`)),
  }
}

describe('the error log of joelclaw', () => {
  it('is a fault while the daemon counts failed prompts', async () => {
    const { found } = await layer({ ...UP, err: BOOT + AUTH, components: { consecutivePromptFailures: 1 } })
    expect(found).toEqual(['fault error-log.auth-failed'])
  })

  it('is a fault after the watchdog restarted the daemon, until there is an answer', async () => {
    const err = BOOT + AUTH.repeat(3) + DEAD + BOOT
    const dead = '[gateway] shutting down {\n  signal: "watchdog:dead-session",\n}\n'
    const out = start(811) + persisted(NOW - 40 * 60_000) + dead + start(812)
    const components = { consecutivePromptFailures: 0, session: 'ok' }
    const mute = await layer({ ...UP, err, out, components })
    expect(mute.found).toEqual(['fault error-log.auth-failed', 'warning error-log.session-dead'])
    const again = await layer({ ...UP, err, out: out + persisted(NOW - 20 * 60_000) + RESPONSE, components })
    expect(again.found).toEqual(['note error-log.auth-failed', 'note error-log.session-dead'])
  })

  it('is history before the last start', async () => {
    const stuck = '[gateway:watchdog] session appears stuck — attempting abort {\n  stuckForMs: 640000,\n}\n'
    const { found } = await layer({ ...UP, err: BOOT + stuck + BOOT, components: { session: 'ok' } })
    expect(found).toEqual(['note error-log.session-stuck'])
  })

  it('does not take the extensions of a rotated session for a start', async () => {
    const rotated = '[gateway:health] context ceiling — rotating session {\n}\n'
    const { found } = await layer({
      ...UP,
      err: BOOT + AUTH + rotated + BOOT,
      components: { consecutivePromptFailures: 2 },
    })
    expect(found).toContain('fault error-log.auth-failed')
  })

  it('says nothing of a file that was last written before the window', async () => {
    expect((await layer({ ...UP, err: AUTH, errMtime: NOW - 2 * HOUR })).found).toEqual([])
  })

  it('does not pretend to know a time', async () => {
    const { outcomes } = await layer({ err: AUTH, status: { pid: null, uptimeMs: null } })
    const [finding] = outcomes.flatMap((one) => one.findings)
    expect(finding).toMatchObject({ severity: 'warning', at: null, since: null })
    expect(finding?.summary).toBe("anthropic refuses the gateway's credentials (time unknown)")
  })

  it('judges last night by last night: neither the live status nor a later start or recovery counts', async () => {
    const { settings, probes } = joelclawWith()
    const night = NOW - 10 * HOUR
    const tick =
      '[gateway:watchdog] health check {\n  lastPromptAt: "' +
      new Date(night - HOUR / 2).toISOString() +
      '",\n}\n'
    const morning = tick.replace(/"20[^"]*"/, `"${new Date(NOW - HOUR).toISOString()}"`)
    const err = BOOT + tick + AUTH + tick + BOOT + morning
    const out = start(812) + persisted(NOW - 20 * 60_000) + RESPONSE
    const host = fakeHost(
      loggedHost({ ...UP, err, out, components: { consecutivePromptFailures: 0, session: 'ok' } }),
    )
    const context = { window: { since: night - HOUR, until: night, lines: 100 } }
    const outcomes = await Promise.all(
      joelclawErrors(settings, probes).map((check) => runCheck(check, host, context)),
    )
    const findings = outcomes.flatMap((one) => one.findings)
    expect(findings.find((one) => one.code === 'error-log.auth-failed')?.severity).toBe('warning')
  })

  it('takes a refused agent-mail for no trouble with Redis, and a lease that is off for none with Telegram', async () => {
    const { found } = await layer({ ...UP, err: logFixture('busy.err').split('[gateway:watchdog]')[0] ?? '' })
    expect(found).toEqual(['warning error-log.langfuse-missing'])
  })

  it('only warns of telemetry, and of Redis that the daemon reaches again', async () => {
    const components = { redis: 'ok', consecutivePromptFailures: 1 }
    const { found } = await layer({ ...UP, err: logFixture('busy.err'), components })
    expect(found).toEqual([
      'fault error-log.auth-failed',
      'note error-log.redis-disconnected',
      'note error-log.watchdog-unhealthy',
      'warning error-log.telemetry-failed',
      'warning error-log.langfuse-missing',
    ])
  })

  it("does not let the watchdog's repetitions push the cause out of the count", async () => {
    const tick = '[gateway:watchdog] health check {\n  redis: "DEGRADED",\n}\n'
    const { found } = await layer({
      ...UP,
      err: BOOT + AUTH + tick.repeat(300),
      components: { consecutivePromptFailures: 1 },
    })
    expect(found).toContain('fault error-log.auth-failed')
  })

  it('counts records, not lines', async () => {
    const other = '[gateway] odd {\n  a: 1,\n}\n'
    const components = { consecutivePromptFailures: 1 }
    expect((await layer({ ...UP, err: BOOT + AUTH + other.repeat(9), components }, 10)).found).toHaveLength(1)
    expect((await layer({ ...UP, err: BOOT + AUTH + other.repeat(10), components }, 10)).found).toEqual([])
  })

  it.each([
    ['absent', 'skipped'],
    ['denied', 'unchecked'],
    ['not-a-file', 'unchecked'],
    ['link', 'unchecked'],
  ] as const)('that is %s ends in %s once', async (problem, end) => {
    const { outcomes, found } = await layer({ err: { ok: false, problem, message: problem } })
    expect(found).toEqual([])
    const unread = outcomes.filter((one) => one.unchecked.length > 0)
    expect(unread).toHaveLength(end === 'unchecked' ? 1 : 0)
    expect(outcomes.filter((one) => one.skipped !== null)).toHaveLength(
      end === 'unchecked' ? outcomes.length - 1 : outcomes.length,
    )
  })

  it('emits only declared codes, each from one check', () => {
    const { settings, probes } = joelclawWith()
    const codes = joelclawErrors(settings, probes).flatMap((check) => check.codes)
    expect(new Set(codes).size).toBe(codes.length)
  })
})
