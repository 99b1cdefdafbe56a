import { appendFile, utimes } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import { HOUR, MINUTE } from '../../../src/core/window.ts'
import { joelclaw } from '../../../src/systems/joelclaw/index.ts'
import { fakeHost, NOW, runCheck } from '../../support/fake-host.ts'
import { answered, healthBody, joelclawWith } from '../../support/joelclaw.ts'
import { BUSY, testSession } from './test-session.ts'

const session = testSession()

/** A message that the daemon's log says was stored `ago` ms before now. */
const stored = (ago: number) =>
  `[gateway:store] persisted inbound message {\n  source: "telegram:1",\n  streamId: "${NOW - ago}-0",\n}\n`

describe('the file', () => {
  it('of a session that was asked nothing does not exist, which is a note', async () => {
    session
      .pi(9 * HOUR)
      .user('hi')
      .answer('hello')
    session.status = { ...session.status, sessionId: 'new', uptimeMs: HOUR }
    expect((await session.layer()).told).toEqual(['note no-answer-yet'])
  })

  it.each([
    [MINUTE, 'note'],
    [5 * MINUTE, 'warning'],
    [20 * MINUTE, 'fault'],
  ])('of a session that was asked %s ms ago and has none is a %s at worst', async (ago, severity) => {
    session
      .pi(9 * HOUR)
      .user('hi')
      .answer('hello')
    session.status = { ...session.status, sessionId: 'new', uptimeMs: HOUR }
    session.log = stored(ago)
    const { told, findings } = await session.layer()
    expect(told).toEqual([`${severity} no-answer-yet`])
    expect(findings[0]?.summary).toContain('1 message came')
  })

  it('counts the turn under way of a session that nothing else tells of', async () => {
    session.status = { ...session.status, ...BUSY, sessionId: 'new', uptimeMs: HOUR }
    expect((await session.layer()).told).toEqual(['fault no-answer-yet'])
  })

  it('of the live session is read although another was written later', async () => {
    const live = session
      .pi(HOUR / 2)
      .user('hi')
      .answer('hello')
    session.status = { ...session.status, sessionId: live.id }
    const other = session
      .pi(10 * MINUTE)
      .user('not ours')
      .calls(['t', 'bash'])
    vi.useRealTimers()
    await utimes(live.file, NOW / 1000 - 1800, NOW / 1000 - 1800)
    await utimes(other.file, NOW / 1000 - 600, NOW / 1000 - 600)
    expect((await session.layer()).told).toEqual(['note other-newer'])
  })

  it('tells of damaged lines', async () => {
    const script = session
      .pi(10 * MINUTE)
      .user('hi')
      .answer('hello')
    await appendFile(script.file, '{"type":"mess\n')
    expect((await session.layer()).told).toEqual(['note damaged'])
  })

  it('of nobody is a note without a daemon, and no reason to look further', async () => {
    expect((await session.layer()).told).toEqual(['note none'])
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
