import { expect, test } from 'vitest'
import type { Finding } from '../../src/core/finding.ts'
import { LAYERS, type LayerId } from '../../src/core/layer.ts'
import { read } from '../../src/monitor/reading.ts'
import { joelclawDefaults } from '../../src/systems/joelclaw/settings.ts'
import { joelclawWatch } from '../../src/systems/joelclaw/watch.ts'
import { fakeHost } from '../support/fake-host.ts'
import { finding, report } from './reports.ts'

const WATCH = joelclawWatch(joelclawDefaults(fakeHost()))

const mends = (layer: LayerId, code: string, beside: readonly Finding[] = []) =>
  read(report({ [layer]: [...beside, finding(code)] }), WATCH).troubles[0]?.mends

test.each([
  ['process', 'process.not-running', true],
  ['process', 'process.service-disabled', false],
  ['process', 'process.crash-loop', false],
  ['cli-status', 'cli-status.session-stuck', true],
  ['cli-status', 'cli-status.start-blocked', false],
  ['substrate', 'substrate.vm-stopped', false],
  ['model-api', 'model-api.unreachable', false],
  ['redis', 'redis.refused', false],
] as const)('in %s, whether a restart mends %s: %s', (layer, code, expected) => {
  expect(mends(layer, code)).toBe(expected)
})

test('a dead session is not restarted while Redis or the model is the cause', () => {
  const beside = (code: string) => [finding(code, { severity: 'warning' })]
  expect(mends('cli-status', 'cli-status.session-dead')).toBe(true)
  expect(mends('cli-status', 'cli-status.session-dead', beside('cli-status.redis-degraded'))).toBe(false)
  const scenario = {
    id: 'provider-auth-expired',
    title: '',
    cause: '',
    confidence: 'confirmed' as const,
    findings: ['cli-status.session-dead', 'model-api.credentials-expired'],
    evidence: [],
    remedy: { text: '', commands: [] },
    verify: [],
    actions: [],
  }
  const dead = report({ 'cli-status': [finding('cli-status.session-dead')] }, { scenarios: [scenario] })
  expect(read(dead, WATCH).troubles[0]).toMatchObject({ critical: true, mends: false })
})

const warning = (code: string, params: Finding['params']) => finding(code, { severity: 'warning', params })
const note = (code: string, params: Finding['params']) => finding(code, { severity: 'note', params })

test('channels are read from the status and from telemetry; muted ones are left out with their reason', () => {
  const walk = report({
    'cli-status': [
      warning('cli-status.channel-stopped', { channel: 'discord' }),
      note('cli-status.channel-muted', { channel: 'imessage', reason: 'no phone here' }),
    ],
    otel: [
      warning('otel.channel-degraded', { channel: 'discord' }),
      note('otel.channel-muted', { channel: 'imessage', reason: 'no phone here' }),
      warning('otel.channel-degraded', { channel: 'slack' }),
      warning('otel.severe-actions', { component: 'command-queue' }),
    ],
  })
  const { troubles, leftOut } = read(walk, WATCH, { slack: 'known, ticket 7' })
  expect(troubles.map(({ key, layer, mends: mend }) => ({ key, layer, mend }))).toEqual([
    { key: 'channel:discord', layer: 'cli-status', mend: false },
  ])
  expect(leftOut).toEqual([
    { channel: 'slack', reason: 'known, ticket 7' },
    { channel: 'imessage', reason: 'no phone here' },
  ])
})

test('accepted findings of channels are left out with their reason, others are not named', () => {
  const accepted = (code: string, params: Finding['params'], reason: string) => ({
    layer: 'cli-status' as const,
    finding: warning(code, params),
    reason,
    until: null,
  })
  const suppressed = [
    accepted('cli-status.channel-stopped', { channel: 'discord' }, 'the bot comes back in May'),
    accepted('cli-status.channel-degraded', { channel: 'slack' }, 'known'),
    accepted('process.pid-stale', { pid: 7 }, 'no channel'),
  ]
  const { troubles, leftOut } = read(report({}, { suppressed }), WATCH, { slack: 'muted' })
  expect(troubles).toEqual([])
  expect(leftOut).toEqual([
    { channel: 'slack', reason: 'muted' },
    { channel: 'discord', reason: 'the bot comes back in May' },
  ])
})

test('a walk that hears nothing of a channel is no proof that it works', () => {
  const silent = report({ otel: [note('otel.channel-unknown', { channel: 'slack' })] })
  expect(read(silent, WATCH)).toMatchObject({
    untold: [{ layer: 'otel', keys: 'channel:slack' }],
    troubles: [],
  })
  const noStore = report({ otel: [warning('otel.backend-unreachable', { url: 'u' })] })
  expect(read(noStore, WATCH).untold).toEqual([{ layer: 'otel', keys: 'channel:' }])
  expect(read(report({}), WATCH).untold).toEqual([])
})

test('only layers that were looked at can clear a trouble', () => {
  const { cleared, verdict } = read(report({ 'cli-status': [finding('cli-status.refused')] }), WATCH)
  expect({ cleared, verdict }).toEqual({ cleared: ['substrate', 'process'], verdict: 'failed' })
  expect(read(report({}), WATCH).cleared).toEqual(LAYERS)
  expect(read(report({}, { interrupted: true }), WATCH).usable).toBe(false)
})
