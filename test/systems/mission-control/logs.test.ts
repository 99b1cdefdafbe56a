import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { containerLines } from '../../../src/logs/container.ts'
import type { Log } from '../../../src/logs/log.ts'
import type { LogRecord } from '../../../src/logs/record.ts'
import { withSpans } from '../../../src/logs/span.ts'
import { requestIn } from '../../../src/systems/mission-control/access.ts'
import { requestsSince, signsIn } from '../../../src/systems/mission-control/lifecycle.ts'
import { eventOf } from '../../../src/systems/mission-control/log-fields.ts'
import { missionControlFormat } from '../../../src/systems/mission-control/log-format.ts'
import { matchText } from '../../../src/systems/mission-control/match-text.ts'

const format = missionControlFormat('utc')
const one = (text: string): LogRecord => format.records(text)[0] as LogRecord
const AT = Date.UTC(2026, 10, 20, 23, 21, 51, 254)

const TEXT =
  '2026-11-20 23:21:51,254 INFO app.services.openclaw.lifecycle_reconcile lifecycle.reconcile.retriggered app=mission-control version=0.1.0 agent_id=2c7d7b29 generation=1'
const JSON_FORM =
  '{"timestamp":"2026-11-20T23:21:51.254888+00:00","level":"INFO","logger":"app.services.openclaw.lifecycle_reconcile","message":"lifecycle.reconcile.retriggered","app":"mission-control","version":"0.1.0","module":"m","function":"f","line":91,"agent_id":"2c7d7b29","generation":1}'
const TRACEBACK = [
  '2026-11-20 23:22:00,000 ERROR app.services.queue_worker queue.worker.failed',
  'Traceback (most recent call last):',
  ...Array.from({ length: 30 }, (_, index) => `  File "/app/x.py", line ${index}, in f`),
  'fastapi.exceptions.HTTPException: 502: Gateway update failed: pairing required app=mission-control version=0.1.0 task_type=agent_lifecycle_reconcile attempt=0 error=502: Gateway update failed: pairing required',
].join('\n')

describe('a record of Mission Control', () => {
  it.each([
    ['text', TEXT],
    ['json', JSON_FORM],
    ['text behind the prefix of compose', `webhook-worker-1  | ${TEXT}`],
  ])('is the same event in the %s form', (_, text) => {
    const record = one(text)
    expect(record.at).toBe(AT)
    expect(record.level).toBe('info')
    expect(eventOf(record)).toEqual({
      name: 'lifecycle.reconcile.retriggered',
      fields: { agent_id: '2c7d7b29', generation: '1' },
    })
  })

  it('reads the times of the text form in the zone of the process', () => {
    const local = missionControlFormat('local').records(TEXT)[0]?.at
    expect(local).toBe(new Date(2026, 10, 20, 23, 21, 51, 254).getTime())
  })

  it('keeps the first of a name that stands twice, and values with spaces', () => {
    const text =
      '2026-11-20 23:29:34,626 WARNING app.services.queue gateway.rpc.call.gateway_error method=agents.create app=mission-control version=0.1.0 error=Error 111 connecting to 127.0.0.1:6379. Connection refused. request_id=ab method=PATCH path=/api/v1/agents/x'
    expect(eventOf(one(text))?.fields).toMatchObject({
      error: 'Error 111 connecting to 127.0.0.1:6379. Connection refused.',
      method: 'PATCH',
      path: '/api/v1/agents/x',
    })
  })

  it('finds the fields on the last line of a traceback, and makes one record of it', () => {
    const records = format.records(`${TEXT}\n${TRACEBACK}\n${TEXT}`)
    expect(records).toHaveLength(3)
    expect(eventOf(records[1] as LogRecord)).toMatchObject({
      name: 'queue.worker.failed',
      fields: {
        task_type: 'agent_lifecycle_reconcile',
        error: '502: Gateway update failed: pairing required',
      },
    })
  })

  it('keeps the beginning of a token and the raw text of a task out', () => {
    const text = `${TEXT} token_prefix=planted raw_payload={"secret": "planted"}`
    expect(JSON.stringify(format.records(text))).not.toContain('planted')
  })

  it('reads any text without an error, and loses no line of it that is a record', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(TEXT, JSON_FORM), fc.string()), { maxLength: 20 }),
        (lines) => {
          const known = lines.filter((line) => line === TEXT || line === JSON_FORM).length
          const records = format.records(lines.join('\n'))
          expect(
            records.filter((record) => record.name?.includes('lifecycle')).length,
          ).toBeGreaterThanOrEqual(known)
          for (const record of records) eventOf(record)
        },
      ),
    )
  })
})

describe('the access log', () => {
  it.each([
    [
      'INFO:     127.0.0.1:44042 - "POST /api/v1/agent/heartbeat HTTP/1.1" 401 Unauthorized',
      { status: 401, heartbeat: true },
    ],
    [
      'INFO:     127.0.0.1:44042 - "GET /api/v1/agent/boards/x?y=1 HTTP/1.1" 200 OK',
      { status: 200, heartbeat: false },
    ],
    [
      'INFO:     127.0.0.1:44042 - "POST /api/v1/api/v1/agent/heartbeat HTTP/1.1" 404 Not Found',
      { status: 404, heartbeat: true },
    ],
  ])('%s', (line, expected) => {
    expect(requestIn(one(line))).toMatchObject(expected)
  })

  it.each(['INFO:     127.0.0.1:1 - "PATCH /api/v1/agents/x HTTP/1.1" 200 OK', TEXT])(
    '%s is no request of an agent',
    (line) => {
      expect(requestIn(one(line))).toBeNull()
    },
  )

  it('counts the answers since a wake, by the times of the lines around', () => {
    const access = (status: number) =>
      `INFO:     1.2.3.4:1 - "POST /api/v1/agent/heartbeat HTTP/1.1" ${status} X`
    const later = TEXT.replace('23:21:51', '23:25:00')
    const records = format.records(
      [TEXT, access(200), TEXT.replace('23:21:51', '23:22:00'), access(401), later].join('\n'),
    )
    const spans = withSpans(records, () => null, { mtimeMs: AT + 600_000, runFrom: null, runStartedAt: null })
    const log: Log = {
      id: 'api',
      source: 'api.log',
      records: spans,
      countedFrom: 0,
      runFrom: null,
      whole: true,
    }
    const signs = signsIn([log])
    expect(requestsSince(signs, AT + 60_000)).toEqual({ known: true, any: 1, heartbeats: { 401: 1 } })
    expect(requestsSince(signs, AT - 1).known).toBe(false)
    expect([...signs.steps.keys()]).toEqual(['2c7d7b29'])
  })
})

it('puts both streams of a container in order, by the time before each line', () => {
  const lines = containerLines(
    '2026-11-20T23:21:52.1Z second\n2026-11-20T23:21:53.1Z third\n\n2026-11-20T23:21:51.1Z first',
  )
  expect(lines.map(({ text }) => text)).toEqual(['first', 'second', 'third'])
})

it.each([
  [TRACEBACK, 'error-log.device-unpaired'],
  ['rq.queue.schedule_failed', 'error-log.enqueue-failed'],
  [
    '2026-11-20 23:21:51,254 WARNING app.core.agent_auth agent auth invalid token path=/x app=mission-control version=0.1.0',
    'error-log.agent-token-refused',
  ],
])('knows a pasted piece of log', (text, code) => {
  expect(matchText(text)).toContain(code)
})
