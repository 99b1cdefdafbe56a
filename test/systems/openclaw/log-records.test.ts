import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fieldIn, isGatewaysOwn, openclawFormat } from '../../../src/systems/openclaw/log-records.ts'
import { joinSights } from '../../../src/systems/openclaw/turns.ts'
import { turnsInLog } from '../../../src/systems/openclaw/turns-in-log.ts'

const fixture = (name: string) =>
  openclawFormat.records(
    readFileSync(new URL(`../../../fixtures/openclaw/${name}.jsonl`, import.meta.url), 'utf8'),
  )
const line = (name: string, message: string, more: object = {}) =>
  openclawFormat.records(
    `${JSON.stringify({ 0: message, _meta: { name, logLevelName: 'ERROR' }, time: '2026-11-20T23:17:10.921+00:00', message, ...more })}\n`,
  )[0]

test.each([
  ['openclaw', '[openclaw] Reason: Requested agent harness "claude-cli" is not registered.', {}, false],
  ['openclaw', 'Gateway target: ws://127.0.0.1:18789', {}, false],
  ['openclaw', 'pong from mock model', { traceId: '08f5' }, false],
  ['openclaw', 'Gateway failed to start: so says your log.', { traceId: '08f5' }, false],
  ['openclaw', 'Gateway failed to start: Invalid config at ~/.openclaw/openclaw.json:', {}, true],
  ['openclaw', 'Gateway start blocked: existing config is missing gateway.mode.', {}, true],
  [
    'openclaw',
    'Config observe anomaly: ~/.openclaw/openclaw.json (size-drop-vs-last-good:12453->400)',
    {},
    true,
  ],
  ['{"subsystem":"gateway"}', 'starting...', {}, true],
] as const)('%s "%s" %o: the gateway itself: %s', (name, message, more, own) => {
  const record = line(name, message, more)
  expect(record && isGatewaysOwn(record)).toBe(own)
})

test.each([
  ['answered', 'ok', null, null],
  ['refused-401', 'failed', 'auth', 'mock-401'],
  ['cooldown', 'failed', 'key-cooldown', 'mock-401'],
  ['billing-402', 'failed', 'billing', 'mock-402'],
  ['unknown-model-404', 'failed', 'model-unknown', 'mock-404'],
  ['garbage', 'retrying', 'unreadable-answer', 'mock-garbage'],
  ['empty', 'failed', 'empty-answer', 'mock-empty'],
  ['retrying', 'retrying', 'unreachable', 'mock-portal'],
])('the turn of %s is %s (%s) at %s', (name, state, reason, provider) => {
  const [turn, ...more] = joinSights(turnsInLog(fixture(name).filter(isGatewaysOwn), 'log'))
  expect(more).toEqual([])
  expect(turn).toMatchObject({ state, reason, provider })
})

test('a text that poses as a field is none', () => {
  const record = line('{"subsystem":"gateway"}', 'x "provider":"evil" y', { 1: { provider: 'mock' } })
  expect(record && fieldIn(record, 'provider')).toBe('mock')
})
