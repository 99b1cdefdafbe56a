import { describe, expect, it, vi } from 'vitest'
import { HOUR, MINUTE } from '../../../src/core/window.ts'
import { probeEvent } from '../../../src/systems/joelclaw/e2e-event.ts'
import { NOW } from '../../support/fake-host.ts'
import { BUSY, testSession } from './test-session.ts'

const session = testSession()

describe('a healthy session', () => {
  it('that is idle is ok, also for nine hours', async () => {
    session
      .pi(9 * HOUR)
      .user('hi')
      .after(4_000)
      .answer('hello')
    const { told, details } = await session.layer()
    expect(told).toEqual([])
    expect(details.join(', ')).toContain('last turn ended 8 h ago')
  })

  it('may wait for its model for a while', async () => {
    session
      .pi(HOUR / 2)
      .user('hi')
      .answer('hello')
      .after(HOUR / 2 - MINUTE)
      .user('and?')
    session.status = { ...session.status, ...BUSY }
    expect((await session.layer()).told).toEqual([])
  })

  it('may have overcome an overloaded provider', async () => {
    session
      .pi(10 * MINUTE)
      .user('hi')
      .after(1_000)
      .error('529 overloaded')
      .after(2_000)
      .error('529 overloaded')
      .after(4_000)
      .answer('hello')
    expect((await session.layer()).told).toEqual(['note recovered'])
  })

  it('may be in the middle of a retry', async () => {
    session.pi(3_000).user('hi').answer('hello').user('more').error('529 overloaded')
    expect((await session.layer()).told).toEqual([])
  })

  it('may have had a turn superseded', async () => {
    session
      .pi(10 * MINUTE)
      .user('hi')
      .after(1_000)
      .aborted()
      .after(1_000)
      .user('no, this')
      .after(1_000)
      .answer('this')
    expect((await session.layer()).told).toEqual(['note turn-aborted'])
  })

  it('may have a probe of ours without an answer', async () => {
    const event = probeEvent('0000', NOW - 15 * MINUTE)
    const prompt = `## 🔔 Gateway — 2026-03-09T13:15:00 PST\n\n1 event(s):\n- **[13:15:00] ${event.type}** (${event.source})\n  ${JSON.stringify(event.payload)}\n\nTake action on anything that needs it.`
    session
      .pi(HOUR / 2)
      .user('hi')
      .answer('hello')
      .after(15 * MINUTE)
      .user(prompt)
    expect((await session.layer()).told).toEqual([])
  })

  it('may quote errors in its words', async () => {
    session
      .pi(10 * MINUTE)
      .user('what does 401 invalid x-api-key with "stopReason":"error" mean?')
      .answer('It means …')
    expect((await session.layer()).told).toEqual([])
  })
})

describe('a message without an answer', () => {
  it('is a warning when it takes long, and a fault when it is stuck', async () => {
    session
      .pi(HOUR)
      .user('hi')
      .answer('hello')
      .after(HOUR - 5 * MINUTE)
      .user('and?')
    session.status = { ...session.status, ...BUSY }
    expect((await session.layer()).told).toEqual(['warning unanswered'])
    expect((await session.layer(1, NOW + 6 * MINUTE)).told).toEqual(['fault unanswered'])
  })

  it('is a fault as soon as no turn runs any more', async () => {
    session
      .pi(HOUR)
      .user('hi')
      .answer('hello')
      .after(HOUR - 5 * MINUTE)
      .user('and?')
    expect((await session.layer()).told).toEqual(['fault unanswered'])
  })

  it('is a fault where a restart cut it off, and a note where that is long ago', async () => {
    session
      .pi(20 * MINUTE)
      .user('hi')
      .answer('hello')
      .after(MINUTE)
      .user('and?')
    session.status = { ...session.status, uptimeMs: 5 * MINUTE }
    expect((await session.layer()).told).toEqual(['fault unanswered'])
    expect((await session.layer(0.1)).told).toEqual(['note unanswered'])
  })

  it('in a past window is judged as of its end, whatever the daemon says now', async () => {
    session
      .pi(10 * HOUR)
      .user('hi')
      .answer('hello')
      .after(MINUTE)
      .user('and?')
      .after(5 * HOUR)
      .answer('at last')
    session.status = { ...session.status, uptimeMs: MINUTE }
    expect((await session.layer(1, NOW - 9.5 * HOUR)).told).toEqual(['fault unanswered'])
  })

  it('names the tool that hangs, and for how long', async () => {
    session
      .pi(HOUR)
      .user('hi')
      .answer('hello')
      .after(45 * MINUTE)
      .user('build')
      .calls(['t1', 'bash', { command: 'make' }], ['t2', 'read'])
      .result('t2', 'read')
    session.status = { ...session.status, ...BUSY }
    const { told, findings } = await session.layer()
    expect(told).toEqual(['fault tool-hanging'])
    expect(findings[0]).toMatchObject({
      summary: 'the tool bash has been running for 15 min',
      evidence: [{ text: 'bash {"command":"make"}' }],
    })
  })

  it('may wait for the model after a tool', async () => {
    session
      .pi(HOUR)
      .user('hi')
      .answer('hello')
      .after(45 * MINUTE)
      .user('build')
      .calls(['t1', 'bash'])
      .result('t1', 'bash')
    session.status = { ...session.status, ...BUSY }
    expect((await session.layer()).findings).toMatchObject([
      { severity: 'fault', summary: 'the turn has waited for the model for 15 min, after bash' },
    ])
  })
})

const REJECTED =
  '400 {"type":"error","error":{"type":"invalid_request_error","message":"messages.7: tool_use without tool_result"},"request_id":"req_01'

describe('a model that answers with errors', () => {
  it('is a fault while the newest turn failed', async () => {
    session
      .pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
      .after(MINUTE)
      .user('and?')
      .error('401 {"type":"error","error":{"type":"authentication_error"}}')
    const { told, findings } = await session.layer()
    expect(told).toEqual(['fault last-failed'])
    expect(findings[0]?.params).toMatchObject({ kind: 'sign-in', count: 1 })
  })

  it('is history when a later turn was answered', async () => {
    session
      .pi(10 * MINUTE)
      .user('hi')
      .error('529 overloaded')
      .after(MINUTE)
      .user('again')
      .answer('hello')
    expect((await session.layer()).told).toEqual(['note earlier-failed'])
  })

  it.each([
    [
      'the process was started since',
      () => {
        session.status = { ...session.status, uptimeMs: MINUTE }
      },
      0,
    ],
    ['the model was changed since', () => {}, 1],
  ])('is a warning where %s', async (_, change, swaps) => {
    const script = session
      .pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
      .after(MINUTE)
      .user('and?')
      .error('401 no')
    if (swaps) script.after(1_000).manager.appendModelChange('openai-codex', 'gpt-5.4')
    change()
    expect((await session.layer()).told).toEqual(['warning last-failed'])
  })

  it('poisons a history that every turn is rejected for', async () => {
    const script = session
      .pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
    for (const id of [1, 2, 3]) script.after(MINUTE).user(`try ${id}`).error(`${REJECTED}${id}"}`)
    const { told, findings } = await session.layer()
    expect(told).toEqual(['fault history-poisoned'])
    expect(findings[0]?.count).toBe(3)
  })

  it('tells of a conversation that is too long', async () => {
    session
      .pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
      .user('more')
      .error('400 prompt is too long: 210000 tokens > 200000 maximum')
    expect((await session.layer()).told).toEqual(['fault context-overflow'])
  })
})

describe('other endings', () => {
  it('an empty answer is a warning', async () => {
    session
      .pi(10 * MINUTE)
      .user('hi')
      .answer('')
    expect((await session.layer()).told).toEqual(['warning answer-empty'])
  })

  it('an aborted turn that nothing followed is a warning', async () => {
    session
      .pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
      .user('more')
      .aborted()
    expect((await session.layer()).told).toEqual(['warning turn-aborted'])
  })

  it('failed tools and slow turns are notes', async () => {
    session
      .pi(30 * MINUTE)
      .user('hi')
      .after(1_000)
      .calls(['t', 'bash'])
      .after(5 * MINUTE)
      .result('t', 'bash', 'no such file', true)
      .after(1_000)
      .answer('done')
    expect((await session.layer()).told).toEqual(['note tool-errors', 'note turn-slow', 'note gap'])
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
    const script = session
      .pi(30 * MINUTE)
      .user('hi')
      .answer('hello', { usage })
    expect((await session.layer()).told).toEqual(['warning context-high'])
    vi.useFakeTimers({ toFake: ['Date'], now: NOW - 20 * MINUTE })
    script.manager.appendCompaction('summary', script.manager.getLeafId() ?? '', 160_000)
    expect((await session.layer()).told).toEqual(['note compactions'])
  })
})
