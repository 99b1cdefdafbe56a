import { expect, test } from 'vitest'
import { statusOf } from '../../../src/systems/openclaw/http.ts'
import { layoutOf, profileOf } from '../../../src/systems/openclaw/layout.ts'
import { holds, parseLock } from '../../../src/systems/openclaw/lock.ts'
import { isLog, namedLog } from '../../../src/systems/openclaw/log-files.ts'

test.each([
  ['.openclaw', null],
  ['.openclaw-work', 'work'],
  ['.openclaw-dev', 'dev'],
  ['.openclawish', undefined],
  ['.config', undefined],
])('the profile of %s is %s', (name, profile) => expect(profileOf(name)).toBe(profile))

test('profiles are gateways of their own', () => {
  expect(layoutOf('/h', null)).toMatchObject({
    port: 18_789,
    labels: ['ai.openclaw.gateway'],
    units: ['openclaw-gateway.service', 'openclaw.service'],
  })
  expect(layoutOf('/h', 'dev')).toMatchObject({
    stateDir: '/h/.openclaw-dev',
    port: 19_001,
    labels: ['ai.openclaw.dev', 'ai.openclaw.gateway.dev'],
    units: ['openclaw-gateway-dev.service'],
  })
})

test.each([
  ['openclaw-2026-11-20.log', 'openclaw', true, true],
  ['openclaw-2026-11-20.1.log', 'openclaw', true, true],
  ['openclaw-work-2026-11-20.log', 'openclaw', true, false],
  ['openclaw-work-2026-11-20.log', 'openclaw-work', true, true],
  ['gateway.log', 'gateway', false, true],
  ['gateway.2.log', 'gateway', false, true],
  ['gateway.log.bak', 'gateway', false, false],
])('%s is a log of %s (daily: %s): %s', (file, name, daily, is) => expect(isLog(file, name, daily)).toBe(is))

test('a configured log file', () =>
  expect(namedLog('~/logs/g.log', '/home/joel')).toEqual({
    directory: '/home/joel/logs',
    name: 'g',
    daily: false,
  }))

const process = {
  pid: 812,
  ppid: 1,
  uid: 0,
  command: 'openclaw-gateway',
  state: 'S',
  startedAt: Date.parse('2026-11-20T23:17:10Z'),
}

test.each([
  ['2026-11-20T23:17:11.137Z', true],
  ['2026-11-20T20:00:00.000Z', false],
])('a lock of %s is held by a process of 23:17:10: %s', (createdAt, held) => {
  const lock = parseLock(`${JSON.stringify({ pid: 812, port: 18_789, createdAt })}   \n`)
  expect(lock && holds(lock, process)).toBe(held)
})

test.each(['', '{}', '{"pid":-1}', '{"pid":"812"}', 'null', '{"pid":812'])('no lock: %s', (text) =>
  expect(parseLock(text)).toBeNull(),
)

const answer = (status: number, contentType: string, body: string) => ({
  ok: true as const,
  status,
  contentType,
  headers: {},
  body,
  truncated: false,
  durationMs: 2,
})
const page = answer(200, 'text/html', '<title>OpenClaw Control</title>')
const json = (status: number, body: object) => answer(status, 'application/json', JSON.stringify(body))

test.each([
  [
    'ready',
    json(200, { ready: true, failing: [] }),
    json(200, { status: 'started', version: '2026.9.6' }),
    { kind: 'gateway', ready: true, phase: 'started', version: '2026.9.6' },
  ],
  [
    'draining',
    json(503, { ready: false, failing: ['draining'] }),
    json(503, { status: 'draining' }),
    { kind: 'gateway', ready: false, phase: 'draining', failing: ['draining'] },
  ],
  ['its control page', page, page, { kind: 'foreign', page: true }],
  ['somebody else', answer(200, 'text/html', '<title>nginx</title>'), null, { kind: 'foreign', page: false }],
  ['JSON of somebody else', json(200, { ok: true }), null, { kind: 'foreign' }],
])('%s', (_, ready, startup, status) => expect(statusOf('u', ready, startup)).toMatchObject(status))
