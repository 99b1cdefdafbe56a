import { describe, expect, it } from 'vitest'
import { conversationOf } from '../../src/transcript/conversation.ts'
import { plainDialect } from '../../src/transcript/dialect.ts'
import type { Entry } from '../../src/transcript/entry.ts'
import { errorOf } from '../../src/transcript/exchange.ts'
import { joinedConversation } from '../../src/transcript/joined.ts'
import { parseEntry } from '../../src/transcript/narrow.ts'

const NOON = Date.UTC(2026, 2, 9, 12)

/** Records at so many seconds after noon, each below the one before. */
function talk(...rows: readonly (readonly [second: number, record: Record<string, unknown>])[]) {
  const entries = rows.map(([second, record]): Entry => {
    const id = (at: number | undefined) => (at === undefined ? null : `e${at}`)
    const parentId = id(rows[rows.findIndex(([at]) => at === second) - 1]?.[0])
    const timestamp = new Date(NOON + second * 1_000).toISOString()
    return parseEntry(
      JSON.stringify({ id: id(second), parentId, timestamp, ...record }),
      plainDialect,
    ) as Entry
  })
  const session = { id: 's', source: 's', startedAt: NOON, changedAt: NOON }
  const rest = { damaged: 0, cut: 0, halfWritten: false, whole: true, limited: false }
  return conversationOf({ parts: [{ session, entries, ...rest }] })
}

const user = (content: string) => ({ type: 'message', message: { role: 'user', content } })
const says = (text: string) => ({
  type: 'message',
  message: { role: 'assistant', content: [{ type: 'text', text }], stopReason: 'stop' },
})
const note = (content: string) => ({ type: 'custom_message', customType: 'run-failed-before-reply', content })

describe('a run that failed before the model was called', () => {
  it('ends the question that waits', () => {
    const { exchanges, open } = talk([0, user('go')], [1, note('no harness')])
    expect(exchanges.map((one) => [one.question?.kind, errorOf(one)])).toEqual([['user', 'no harness']])
    expect(open).toEqual([])
  })

  it('is an exchange of its own where its question was not written', () => {
    const { exchanges } = talk([0, user('go')], [1, says('done')], [2, note('first')], [3, note('second')])
    expect(exchanges.map((one) => [one.ending, errorOf(one), one.startedAt])).toEqual([
      ['answered', null, NOON],
      ['error', 'first', NOON + 2_000],
      ['error', 'second', NOON + 3_000],
    ])
  })

  it('is told where the session holds nothing else', () => {
    expect(talk([5, note('no key')]).exchanges.map(errorOf)).toEqual(['no key'])
  })
})

describe('sessions side by side', () => {
  const waiting = talk([1, user('one')])
  const killed = talk([2, user('two')])
  const later = talk([0, user('zero')])

  it('may each have work open, except where the run is over', () => {
    const sides = [
      { conversation: waiting, over: false },
      { conversation: killed, over: true },
      { conversation: later, over: false },
    ]
    const { exchanges, open } = joinedConversation(sides, [])
    expect(exchanges.map(({ question, ending }) => `${question?.text} ${ending}`)).toEqual([
      'zero open',
      'one open',
      'two unanswered',
    ])
    expect(open.map(({ text }) => text)).toEqual(['zero', 'one'])
  })

  it('count their damage together', () => {
    const conversation = { ...waiting, damaged: 2, cut: 1 }
    const sides = [conversation, conversation].map((one) => ({ conversation: one, over: false }))
    expect(joinedConversation(sides, [])).toMatchObject({ damaged: 4, cut: 2 })
  })
})
