import { appendFile, mkdir, utimes, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Outcome } from '../../../src/core/check.ts'
import { HOUR } from '../../../src/core/window.ts'
import { files } from '../../../src/host/machine/files.ts'
import { logs } from '../../../src/host/machine/logs.ts'
import { probeEvent } from '../../../src/systems/joelclaw/e2e-event.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import { privateDirectory } from '../../host/directory.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { answered, healthBody, joelclawWith } from '../../support/joelclaw.ts'
import { PiScript } from '../../support/pi-session.ts'

const at = privateDirectory()
const MINUTE = 60_000
let home = ''
let count = 0
let status: Record<string, unknown> = {}
let log = ''

beforeEach(async () => {
  home = at(`gateway-${count++}`)
  await mkdir(home)
  status = { uptimeMs: 8 * HOUR, isStreaming: false, supersession: { activeRequest: null } }
  log = ''
})
afterEach(() => vi.useRealTimers())

/** A transcript that ends `ago` ms before now. */
const pi = (ago: number) => new PiScript(home, NOW - ago)

/** Runs the layer on the real files and a daemon that answers as a stand-in. */
async function layer(hours = 1, until = NOW) {
  vi.useRealTimers()
  const { settings } = joelclawWith()
  const paths = {
    ...settings.paths,
    transcripts: home,
    log: `${home}/gateway.log`,
    err: `${home}/gateway.err`,
  }
  await writeFile(paths.log, log)
  const layer = joelclaw.layers({ ...settings, paths })['session-transcript']
  const host = fakeHost({ files, logs, http: { request: async () => answered(healthBody({}, status)) } })
  const checks = 'checks' in layer ? layer.checks : []
  const window = { since: until - hours * HOUR, until, lines: 100 }
  const outcomes: Outcome[] = []
  for (const check of checks) {
    const outcome = await runCheck(check, host, { window })
    for (const finding of outcome.findings) expect(check.codes).toContain(finding.code)
    outcomes.push(outcome)
  }
  const findings = outcomes.flatMap((outcome) => outcome.findings)
  const told = findings.map(({ code, severity }) => `${severity} ${code.replace('session-transcript.', '')}`)
  return { told, findings, details: outcomes.flatMap((outcome) => outcome.detail ?? []) }
}

const BUSY = { isStreaming: true, supersession: { activeRequest: { enqueuedAt: NOW - 15 * MINUTE } } }

describe('a healthy session', () => {
  it('that is idle is ok, also for nine hours', async () => {
    pi(9 * HOUR)
      .user('hi')
      .after(4_000)
      .answer('hello')
    const { told, details } = await layer()
    expect(told).toEqual([])
    expect(details.join(', ')).toContain('last turn ended 8 h ago')
  })

  it('may wait for its model for a while', async () => {
    pi(HOUR / 2)
      .user('hi')
      .answer('hello')
      .after(HOUR / 2 - MINUTE)
      .user('and?')
    status = { ...status, ...BUSY }
    expect((await layer()).told).toEqual([])
  })

  it('may have overcome an overloaded provider', async () => {
    pi(10 * MINUTE)
      .user('hi')
      .after(1_000)
      .error('529 overloaded')
      .after(2_000)
      .error('529 overloaded')
      .after(4_000)
      .answer('hello')
    expect((await layer()).told).toEqual(['note recovered'])
  })

  it('may be in the middle of a retry', async () => {
    pi(3_000).user('hi').answer('hello').user('more').error('529 overloaded')
    expect((await layer()).told).toEqual([])
  })

  it('may have had a turn superseded', async () => {
    pi(10 * MINUTE)
      .user('hi')
      .after(1_000)
      .aborted()
      .after(1_000)
      .user('no, this')
      .after(1_000)
      .answer('this')
    expect((await layer()).told).toEqual(['note turn-aborted'])
  })

  it('may have a probe of ours without an answer', async () => {
    const event = probeEvent('0000', NOW - 15 * MINUTE)
    const prompt = `## 🔔 Gateway — 2026-03-09T13:15:00 PST\n\n1 event(s):\n- **[13:15:00] ${event.type}** (${event.source})\n  ${JSON.stringify(event.payload)}\n\nTake action on anything that needs it.`
    pi(HOUR / 2)
      .user('hi')
      .answer('hello')
      .after(15 * MINUTE)
      .user(prompt)
    expect((await layer()).told).toEqual([])
  })

  it('may quote errors in its words', async () => {
    pi(10 * MINUTE)
      .user('what does 401 invalid x-api-key with "stopReason":"error" mean?')
      .answer('It means …')
    expect((await layer()).told).toEqual([])
  })
})

describe('a message without an answer', () => {
  it('is a warning when it takes long, and a fault when it is stuck', async () => {
    pi(HOUR)
      .user('hi')
      .answer('hello')
      .after(HOUR - 5 * MINUTE)
      .user('and?')
    status = { ...status, ...BUSY }
    expect((await layer()).told).toEqual(['warning unanswered'])
    expect((await layer(1, NOW + 6 * MINUTE)).told).toEqual(['fault unanswered'])
  })

  it('is a fault as soon as no turn runs any more', async () => {
    pi(HOUR)
      .user('hi')
      .answer('hello')
      .after(HOUR - 5 * MINUTE)
      .user('and?')
    expect((await layer()).told).toEqual(['fault unanswered'])
  })

  it('is a fault where a restart cut it off, and a note where that is long ago', async () => {
    pi(20 * MINUTE)
      .user('hi')
      .answer('hello')
      .after(MINUTE)
      .user('and?')
    status = { ...status, uptimeMs: 5 * MINUTE }
    expect((await layer()).told).toEqual(['fault unanswered'])
    expect((await layer(0.1)).told).toEqual(['note unanswered'])
  })

  it('in a past window is judged as of its end, whatever the daemon says now', async () => {
    pi(10 * HOUR)
      .user('hi')
      .answer('hello')
      .after(MINUTE)
      .user('and?')
      .after(5 * HOUR)
      .answer('at last')
    status = { ...status, uptimeMs: MINUTE }
    expect((await layer(1, NOW - 9.5 * HOUR)).told).toEqual(['fault unanswered'])
  })

  it('names the tool that hangs, and for how long', async () => {
    pi(HOUR)
      .user('hi')
      .answer('hello')
      .after(45 * MINUTE)
      .user('build')
      .calls(['t1', 'bash', { command: 'make' }], ['t2', 'read'])
      .result('t2', 'read')
    status = { ...status, ...BUSY }
    const { told, findings } = await layer()
    expect(told).toEqual(['fault tool-hanging'])
    expect(findings[0]).toMatchObject({
      summary: 'the tool bash has been running for 15 min',
      evidence: [{ text: 'bash {"command":"make"}' }],
    })
  })

  it('may wait for the model after a tool', async () => {
    pi(HOUR)
      .user('hi')
      .answer('hello')
      .after(45 * MINUTE)
      .user('build')
      .calls(['t1', 'bash'])
      .result('t1', 'bash')
    status = { ...status, ...BUSY }
    expect((await layer()).findings).toMatchObject([
      { severity: 'fault', summary: 'the turn has waited for the model for 15 min, after bash' },
    ])
  })
})

const REJECTED =
  '400 {"type":"error","error":{"type":"invalid_request_error","message":"messages.7: tool_use without tool_result"},"request_id":"req_01'

describe('a model that answers with errors', () => {
  it('is a fault while the newest turn failed', async () => {
    pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
      .after(MINUTE)
      .user('and?')
      .error('401 {"type":"error","error":{"type":"authentication_error"}}')
    const { told, findings } = await layer()
    expect(told).toEqual(['fault last-failed'])
    expect(findings[0]?.params).toMatchObject({ kind: 'sign-in', count: 1 })
  })

  it('is history when a later turn was answered', async () => {
    pi(10 * MINUTE)
      .user('hi')
      .error('529 overloaded')
      .after(MINUTE)
      .user('again')
      .answer('hello')
    expect((await layer()).told).toEqual(['note earlier-failed'])
  })

  it.each([
    [
      'the process was started since',
      () => {
        status = { ...status, uptimeMs: MINUTE }
      },
      0,
    ],
    ['the model was changed since', () => {}, 1],
  ])('is a warning where %s', async (_, change, swaps) => {
    const script = pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
      .after(MINUTE)
      .user('and?')
      .error('401 no')
    if (swaps) script.after(1_000).manager.appendModelChange('openai-codex', 'gpt-5.4')
    change()
    expect((await layer()).told).toEqual(['warning last-failed'])
  })

  it('poisons a history that every turn is rejected for', async () => {
    const script = pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
    for (const id of [1, 2, 3]) script.after(MINUTE).user(`try ${id}`).error(`${REJECTED}${id}"}`)
    const { told, findings } = await layer()
    expect(told).toEqual(['fault history-poisoned'])
    expect(findings[0]?.count).toBe(3)
  })

  it('tells of a conversation that is too long', async () => {
    pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
      .user('more')
      .error('400 prompt is too long: 210000 tokens > 200000 maximum')
    expect((await layer()).told).toEqual(['fault context-overflow'])
  })
})

describe('other endings', () => {
  it('an empty answer is a warning', async () => {
    pi(10 * MINUTE)
      .user('hi')
      .answer('')
    expect((await layer()).told).toEqual(['warning answer-empty'])
  })

  it('an aborted turn that nothing followed is a warning', async () => {
    pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
      .user('more')
      .aborted()
    expect((await layer()).told).toEqual(['warning turn-aborted'])
  })

  it('failed tools and slow turns are notes', async () => {
    pi(30 * MINUTE)
      .user('hi')
      .after(1_000)
      .calls(['t', 'bash'])
      .after(5 * MINUTE)
      .result('t', 'bash', 'no such file', true)
      .after(1_000)
      .answer('done')
    expect((await layer()).told).toEqual(['note tool-errors', 'note turn-slow', 'note gap'])
  })

  it('a context that is nearly full is a warning, until it is compacted', async () => {
    const usage = {
      input: 0,
      output: 0,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 160_000,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    }
    const script = pi(30 * MINUTE)
      .user('hi')
      .answer('hello', { usage })
    expect((await layer()).told).toEqual(['warning context-high'])
    vi.useFakeTimers({ toFake: ['Date'], now: NOW - 20 * MINUTE })
    script.manager.appendCompaction('summary', script.manager.getLeafId() ?? '', 160_000)
    expect((await layer()).told).toEqual(['note compactions'])
  })
})

/** A message that the daemon's log says was stored `ago` ms before now. */
const stored = (ago: number) =>
  `[gateway:store] persisted inbound message {\n  source: "telegram:1",\n  streamId: "${NOW - ago}-0",\n}\n`

describe('the file', () => {
  it('of a session that was asked nothing does not exist, which is a note', async () => {
    pi(9 * HOUR)
      .user('hi')
      .answer('hello')
    status = { ...status, sessionId: 'new', uptimeMs: HOUR }
    expect((await layer()).told).toEqual(['note no-answer-yet'])
  })

  it.each([
    [MINUTE, 'note'],
    [5 * MINUTE, 'warning'],
    [20 * MINUTE, 'fault'],
  ])('of a session that was asked %s ms ago and has none is a %s at worst', async (ago, severity) => {
    pi(9 * HOUR)
      .user('hi')
      .answer('hello')
    status = { ...status, sessionId: 'new', uptimeMs: HOUR }
    log = stored(ago)
    const { told, findings } = await layer()
    expect(told).toEqual([`${severity} no-answer-yet`])
    expect(findings[0]?.summary).toContain('1 message came')
  })

  it('counts the turn under way of a session that nothing else tells of', async () => {
    status = { ...status, ...BUSY, sessionId: 'new', uptimeMs: HOUR }
    expect((await layer()).told).toEqual(['fault no-answer-yet'])
  })

  it('of the live session is read although another was written later', async () => {
    const live = pi(HOUR / 2)
      .user('hi')
      .answer('hello')
    status = { ...status, sessionId: live.id }
    const other = pi(10 * MINUTE)
      .user('not ours')
      .calls(['t', 'bash'])
    vi.useRealTimers()
    await utimes(live.file, NOW / 1000 - 1800, NOW / 1000 - 1800)
    await utimes(other.file, NOW / 1000 - 600, NOW / 1000 - 600)
    expect((await layer()).told).toEqual(['note other-newer'])
  })

  it('tells of damaged lines', async () => {
    const script = pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
    await appendFile(script.file, '{"type":"mess\n')
    expect((await layer()).told).toEqual(['note damaged'])
  })

  it('of nobody is a note without a daemon, and no reason to look further', async () => {
    expect((await layer()).told).toEqual(['note none'])
  })

  it('that may not be read leaves the layer unknown', async () => {
    const { settings } = joelclawWith()
    const [check] = (
      joelclaw.layers(settings)['session-transcript'] as { checks: readonly Parameters<typeof runCheck>[0][] }
    ).checks
    const denied = { ok: false as const, problem: 'denied' as const, message: 'permission denied' }
    const host = fakeHost({
      files: { list: async () => denied, read: async () => denied },
      http: { request: async () => answered(healthBody()) },
    })
    expect(check && (await runCheck(check, host)).unchecked[0]).toContain('permission denied')
  })
})
