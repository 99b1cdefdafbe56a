import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { judgeTurns } from '../../../checks/error-log/openclaw-turns.ts'
import { cannedOf } from '../../../src/systems/openclaw/canned.ts'
import { consoleFormat } from '../../../src/systems/openclaw/console-log.ts'
import { isGatewaysOwn, openclawFormat } from '../../../src/systems/openclaw/log-records.ts'
import { joinSights, type Sight, type Turn } from '../../../src/systems/openclaw/turns.ts'
import { turnsInLog } from '../../../src/systems/openclaw/turns-in-log.ts'
import { record } from '../../lab/openclaw/log.ts'

const NOW = Date.parse('2026-11-21T05:00:00Z')
const NEW =
  '⚠️ Something went wrong while processing your request. Please try again, or use /new to start a fresh session.'
const OLD = 'Something went wrong while processing your request. Please try again.'

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/openclaw/${name}.jsonl`, import.meta.url), 'utf8')
const turnsOf = (text: string): readonly Turn[] =>
  joinSights(turnsInLog(openclawFormat.records(text).filter(isGatewaysOwn), 'gateway.log'))
const consoleTurns = (...lines: readonly string[]): readonly Turn[] =>
  joinSights(turnsInLog(consoleFormat(NOW).records(lines.join('\n')).filter(isGatewaysOwn), 'gateway.log'))
/** The text of an answer as the gateway prints it into its own log. */
const answer = (text: string) =>
  record('openclaw', 'INFO', text, NOW).replace('{"0"', '{"traceId":"08f553d4","0"')

describe('the turns of a channel in the log of 2026.9.6', () => {
  test('the records of one message are one turn, with its run, its session and the reason', () => {
    const turns = turnsOf(fixture('channel-refused-401'))
    expect(turns).toHaveLength(1)
    expect(turns[0]).toMatchObject({
      runId: '9a4f2731-3e0f-43ae-996b-12d47f19c3f6',
      session: 'agent:main:main',
      channel: 'telegram',
      state: 'failed',
      reason: 'auth',
      provider: 'mock-401',
    })
  })

  test('a harness that is missing is told by a console line alone, and the record without a reason joins it', () => {
    const turns = turnsOf(fixture('channel-harness'))
    expect(turns).toHaveLength(1)
    expect(turns[0]).toMatchObject({ state: 'failed', reason: 'harness-missing', channel: 'telegram' })
    expect(judgeTurns(turns, NOW, 900_000).map(({ code }) => code)).toEqual(['error-log.harness-missing'])
  })

  test("the ledger's row of such a turn, which gives no reason, is not another turn", () => {
    const sights = turnsInLog(
      openclawFormat.records(fixture('channel-harness')).filter(isGatewaysOwn),
      'gateway.log',
    )
    const at = Date.parse('2026-11-21T04:22:20.770Z')
    const row: Sight = {
      runId: '2fc2c407',
      agent: 'main',
      session: 'agent:main:main',
      state: 'failed',
      reason: 'other',
      text: '',
      at,
      evidence: { source: 'db', text: 'agent.run.finished failed', at: null, line: null },
    }
    const turns = joinSights([...sights, row])
    expect(turns).toHaveLength(1)
    expect(turns[0]).toMatchObject({ runId: '2fc2c407', reason: 'harness-missing' })
    expect(turns[0]?.text).toContain('"ghost-harness" is unavailable')
    expect(joinSights([...sights, { ...row, at: at + 60_000 }])).toHaveLength(2)
    expect(joinSights([...sights, { ...row, session: 'agent:ops:main' }])).toHaveLength(2)
  })

  test('attempts that are repeated are one turn that is being tried again', () => {
    const turns = turnsOf(fixture('retrying'))
    expect(turns).toHaveLength(1)
    expect(turns[0]).toMatchObject({ state: 'retrying', provider: 'mock-portal' })
  })

  test('an answered turn and one whose delivery failed leave no failed turn', () => {
    expect(turnsOf(fixture('channel-answered'))).toEqual([])
    expect(turnsOf(fixture('channel-blocked'))).toEqual([])
  })
})

describe('the turns of a channel in the log of 2026.5.4', () => {
  const error = 'MissingAgentHarnessError: Requested agent harness "claude-cli" is not registered.'
  const time = '2026-11-21T04:59:30.000Z'
  const dispatched = `${time} [diagnostic] message dispatch completed: channel=telegram sessionId=unknown sessionKey=agent:ops:telegram:direct:7 source=replyResolver outcome=error duration=17696ms error="${error}"`
  const processed = `${time} [diagnostic] message processed: channel=telegram chatId=7 messageId=3 sessionId=unknown sessionKey=agent:ops:telegram:direct:7 outcome=error duration=19833ms error="${error}"`
  const failed = `${time} [telegram] dispatch failed: ${error}`

  test('three records of one message are one turn', () => {
    expect(consoleTurns(dispatched, processed, failed)).toHaveLength(1)
    expect(consoleTurns(dispatched, processed, failed)[0]).toMatchObject({
      agent: 'ops',
      channel: 'telegram',
      reason: 'harness-missing',
    })
  })

  test('the word of the channel alone is enough', () => {
    expect(consoleTurns(failed)[0]).toMatchObject({ channel: 'telegram', reason: 'harness-missing' })
  })

  test('two messages are two turns', () => {
    const later = dispatched.replace('04:59:30', '04:59:50')
    expect(consoleTurns(dispatched, later)).toHaveLength(2)
    expect(consoleTurns(dispatched, dispatched.replaceAll('direct:7', 'direct:8'))).toHaveLength(2)
  })

  test('a message that was processed well is no failed turn', () => {
    expect(consoleTurns(processed.replace('outcome=error', 'outcome=completed'))).toEqual([])
  })
})

describe("the gateway's sentence in place of an answer", () => {
  test.each([
    [OLD, 'failed'],
    [NEW, 'failed'],
    ['Something went wrong while processing your message. Please try again.', 'failed'],
    ['I generated a reply but could not deliver it to this chat. Please try again.', 'undelivered'],
    ['The bot said "Something went wrong while processing your request. Please try again."', null],
    [`${OLD} That is what I got. Why?`, null],
    [`${NEW}\nThat is what you see when the harness is missing.`, null],
    ['', null],
  ])('%s', (text, canned) => expect(cannedOf(text)).toBe(canned))

  test('printed as an answer it is a failed turn', () => {
    expect(turnsOf(answer(NEW))[0]).toMatchObject({ state: 'failed', reason: 'other' })
    expect(turnsOf(answer(OLD))).toHaveLength(1)
  })

  test('an answer that quotes it, and a client that prints it, are none', () => {
    expect(turnsOf(answer(`You read "${OLD}" because the harness is missing.`))).toEqual([])
    expect(turnsOf(answer(`${OLD}\nSo says your phone.`))).toEqual([])
    expect(turnsOf(record('openclaw', 'INFO', OLD, NOW))).toEqual([])
  })

  test('an answer that quotes the words of a failed reply is none', () => {
    expect(turnsOf(answer('Embedded agent failed before reply: that is what your log says.'))).toEqual([])
  })
})
