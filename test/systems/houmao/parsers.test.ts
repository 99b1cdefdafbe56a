import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDiagnostics } from '../../../checks/error-log/houmao-diagnostics.ts'
import { parseDocument } from '../../../src/systems/houmao/document.ts'
import { parseEvents } from '../../../src/systems/houmao/events.ts'
import { gatewayLogFormat, lastRunOf } from '../../../src/systems/houmao/gateway-log.ts'
import { instanceSchema } from '../../../src/systems/houmao/instance.ts'
import { isCaptured, sparesLoopback } from '../../../src/systems/houmao/proxy.ts'
import { parsePanes, parseVariable, refusal } from '../../../src/systems/houmao/tmux.ts'

const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }))

describe('panes', () => {
  const pane = fc.record({
    windowId: fc.nat(999).map((n) => `@${n}`),
    windowIndex: fc.nat(50),
    paneId: fc.nat(999).map((n) => `%${n}`),
    paneIndex: fc.nat(9),
    dead: fc.boolean(),
    pid: fc.integer({ min: 1, max: 4_194_304 }),
  })
  it('are read back as tmux wrote them, and nothing else is taken for a pane', () => {
    fc.assert(
      fc.property(fc.array(pane), anyText, (panes, noise) => {
        const rows = panes.map(
          (one) =>
            `${one.windowId}|${one.windowIndex}|${one.paneId}|${one.paneIndex}|${one.dead ? 1 : 0}|${one.pid}|1795225397`,
        )
        const forged = noise.replaceAll('@', '').replaceAll('\n', ' ')
        expect(parsePanes([...rows, forged].join('\n')).panes).toEqual(panes)
      }),
    )
  })
  it.each([
    ['no server running on /tmp/tmux-0/default', 'no-server'],
    ['error connecting to /tmp/tmux-0/foo (No such file or directory)', 'no-server'],
    ["can't find session: HOUMAO", 'no-session'],
    ['no such session: =X', 'no-session'],
    ['', 'unasked'],
    ['unknown option -- Q', 'unasked'],
  ])('%s is %s', (words, kind) => {
    expect(refusal(words).kind).toBe(kind)
  })
})

it.each([
  ['NAME=/a b/c\n', '/a b/c'],
  ['NAME=\n', null],
  ['NAME=   \n', null],
  ['-NAME\n', null],
  ['OTHER=x\n', null],
  ['', null],
])('the variable in %j is %j', (stdout, value) => {
  expect(parseVariable('NAME', stdout)).toBe(value)
})

describe('gateway.log', () => {
  const at = '2026-11-20T23:22:50+00:00'
  const line = fc.constantFrom(
    `${at} gateway started host=127.0.0.1 port=38405 attach_identity=local-interactive-1`,
    `${at} accepted public gateway request request_id=gwreq-1 kind=submit_prompt`,
    `${at} gateway stopping`,
  )
  it('reads a doubled line once, whoever doubled it', () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const once = lines.filter((text, index) => text !== lines[index - 1])
        const doubled = lines.flatMap((text) => [text, text]).join('\n')
        expect(gatewayLogFormat.records(doubled).map((record) => record.head)).toEqual(once)
      }),
    )
  })
  it('never throws, and keeps every word that is no repetition', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const records = gatewayLogFormat.records(text)
        expect(records.every((record) => record.text.trim() !== '')).toBe(true)
        lastRunOf(records)
      }),
    )
  })
  it('keeps a traceback in one record, and uvicorn apart from it', () => {
    const text = `${at} gateway started host=127.0.0.1 port=1 attach_identity=x
Exception in thread gateway-worker (_worker_loop):
Traceback (most recent call last):
  File "a.py", line 1, in f
RuntimeError: gone
ERROR:    [Errno 98] error while attempting to bind on address ('127.0.0.1', 38405): address already in use
`
    const records = gatewayLogFormat.records(text)
    expect(records.map((record) => record.text.split('\n').length)).toEqual([1, 4, 1])
    expect(lastRunOf(records)).toMatchObject({ kind: 'no-port', port: 38405 })
  })
  it.each([
    ['', 'none'],
    [`${at} gateway started host=h port=1 attach_identity=x\n${at} gateway stopping\n`, 'stopped'],
    [`${at} gateway stopping\n${at} gateway started host=h port=1 attach_identity=x\n`, 'started'],
    ['ERROR:    [Errno 98] address already in use\n', 'no-port'],
    [
      `ERROR:    [Errno 98] address already in use\n${at} gateway started host=h port=1 attach_identity=x`,
      'started',
    ],
  ])('%j: the last run is %s', (text, kind) => {
    expect(lastRunOf(gatewayLogFormat.records(text)).kind).toBe(kind)
  })
})

describe('the execution file', () => {
  const detached = {
    execution_mode: 'detached_process',
    host: '127.0.0.1',
    managed_agent_instance_epoch: 1,
    pid: 26488,
    port: 38405,
  }
  const handle = { tmux_window_id: '@1', tmux_window_index: '1', tmux_pane_id: '%1' }
  const auxiliary = { ...detached, ...handle, execution_mode: 'tmux_auxiliary_window' }
  const files: readonly (readonly [string, object, boolean])[] = [
    ['a detached one', detached, true],
    ['one in a window', auxiliary, true],
    ['window 0', { ...auxiliary, tmux_window_index: '0' }, false],
    ['a handle of a detached one', { ...detached, ...handle }, false],
    ['a window without a pane', { ...auxiliary, tmux_pane_id: null }, false],
    ['an unknown key', { ...detached, extra: 1 }, false],
    ['another schema', { ...detached, schema_version: 2 }, false],
    ['a pid as text', { ...detached, pid: '26488' }, false],
    ['another address', { ...detached, host: '0.0.0.1' }, false],
  ]
  it.each(files)('%s', (_, value, ok) => {
    expect(parseDocument(JSON.stringify(value), instanceSchema).ok).toBe(ok)
  })
  it('never throws, and does not repeat what it read', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.json()), (text) => {
        const parsed = parseDocument(text, instanceSchema)
        expect(parsed.ok || parsed.why.length <= 200).toBe(true)
      }),
    )
  })
})

describe('events.jsonl', () => {
  it('leaves open what was accepted and has no end', () => {
    const lines = [
      {
        accepted_at_utc: '2026-11-20T23:23:10+00:00',
        kind: 'accepted',
        request_id: 'a',
        request_kind: 'submit_prompt',
      },
      {
        accepted_at_utc: '2026-11-20T23:23:11+00:00',
        kind: 'accepted',
        request_id: 'b',
        request_kind: 'interrupt',
      },
      { kind: 'completed', request_id: 'a', result_json: {} },
    ].map((one) => JSON.stringify(one))
    const events = parseEvents(`{"cut\n${lines.join('\n')}\n`)
    expect(events).toMatchObject({ accepted: 2, ended: 1, damaged: 1, open: [{ id: 'b' }] })
  })
  it('never throws', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(anyText, fc.json())), (lines) => {
        const { damaged, accepted, ended } = parseEvents(lines.join('\n'))
        expect(damaged + accepted + ended).toBeGreaterThanOrEqual(0)
        parseDiagnostics(lines.join('\n'))
      }),
    )
  })
})

describe('NO_PROXY', () => {
  it.each([
    ['', false],
    ['localhost', false],
    ['127.0.0.1', true],
    ['localhost, 127.0.0.1', true],
    ['*', true],
    ['27.0.0.1', false],
    ['0.0.1', true],
    ['example.com,,', false],
  ])('%j spares 127.0.0.1: %s', (list, spares) => {
    expect(sparesLoopback(list)).toBe(spares)
  })
  it.each([
    [true, ['http_proxy'], false, true],
    [false, ['http_proxy'], false, false],
    [true, [], false, false],
    [true, ['all_proxy'], true, false],
  ])('respected %s, set %j, spared %s: captured %s', (respected, set, spared, captured) => {
    expect(isCaptured({ respected, set, spared })).toBe(captured)
  })
})
