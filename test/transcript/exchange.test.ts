import { describe, expect, it } from 'vitest'
import { conversationOf } from '../../src/transcript/conversation.ts'
import { plainDialect } from '../../src/transcript/dialect.ts'
import type { Entry } from '../../src/transcript/entry.ts'
import { errorOf } from '../../src/transcript/exchange.ts'
import { parseEntry } from '../../src/transcript/narrow.ts'
import type { Part } from '../../src/transcript/read.ts'

const NOON = Date.UTC(2026, 2, 9, 12)
const session = { id: 's', source: 's.jsonl', startedAt: NOON, changedAt: NOON }

/** An entry at `second` after noon; its parent is the entry before unless it is named. */
type Row = readonly [second: number, id: string, message: Record<string, unknown>, parent?: string | null]

function part(rows: readonly Row[]): Part {
  const entries = rows.map(([second, id, message, parent], index): Entry => {
    const parentId = parent === undefined ? (rows[index - 1]?.[1] ?? null) : parent
    const line = {
      type: 'message',
      id,
      parentId,
      timestamp: new Date(NOON + second * 1000).toISOString(),
      message,
    }
    return parseEntry(JSON.stringify(line), plainDialect) as Entry
  })
  return { session, entries, damaged: 0, cut: 0, halfWritten: false, whole: true, limited: false }
}

const talk = (...rows: readonly Row[]) => conversationOf({ parts: [part(rows)] })
const user = (text: string) => ({ role: 'user', content: text })
const says = (text: string) => ({ role: 'assistant', content: [{ type: 'text', text }], stopReason: 'stop' })
const calls = (...ids: readonly string[]) => ({
  role: 'assistant',
  stopReason: 'toolUse',
  content: ids.map((id) => ({ type: 'toolCall', id, name: `tool-${id}`, arguments: {} })),
})
const result = (id: string) => ({
  role: 'toolResult',
  toolCallId: id,
  toolName: `tool-${id}`,
  content: 'ok',
  isError: false,
})
const fails = (errorMessage: string) => ({
  role: 'assistant',
  content: [],
  stopReason: 'error',
  errorMessage,
})

describe('an exchange', () => {
  it('goes from the question over tools to the answer', () => {
    const { exchanges, open } = talk(
      [0, 'a', user('hi')],
      [2, 'b', calls('1')],
      [9, 'c', result('1')],
      [10, 'd', says('done')],
    )
    expect(exchanges).toMatchObject([
      {
        ending: 'answered',
        startedAt: NOON,
        endedAt: NOON + 10_000,
        longestPauseMs: 7_000,
        tools: [{ name: 'tool-1', calledAt: NOON + 2_000 }],
      },
    ])
    expect(open).toEqual([])
  })

  it('recovers from failed attempts that an answer follows', () => {
    const [one] = talk(
      [0, 'a', user('hi')],
      [1, 'b', fails('529')],
      [4, 'c', fails('529')],
      [9, 'd', says('done')],
    ).exchanges
    expect(one).toMatchObject({ ending: 'answered' })
    expect(one?.retries.length).toBe(2)
  })

  it('ends with the error that nothing follows', () => {
    const [one] = talk([0, 'a', user('hi')], [1, 'b', fails('401 no')]).exchanges
    expect(one && errorOf(one)).toBe('401 no')
  })

  it.each([
    ['an answer without words', { role: 'assistant', content: [], stopReason: 'stop' }, 'empty'],
    ['a limit without words', { role: 'assistant', content: [], stopReason: 'length' }, 'empty'],
    [
      'an abort',
      { role: 'assistant', content: [], stopReason: 'aborted', errorMessage: 'Request was aborted.' },
      'aborted',
    ],
    [
      'a request that timed out',
      { role: 'assistant', content: [], stopReason: 'aborted', errorMessage: 'request timed out' },
      'error',
    ],
    ['words cut at the limit', { role: 'assistant', content: 'some', stopReason: 'length' }, 'answered'],
  ])('%s', (_, closing, ending) =>
    expect(talk([0, 'a', user('hi')], [1, 'b', closing]).exchanges[0]?.ending).toBe(ending),
  )

  it('shares the answer with a message that joined its turn', () => {
    const { exchanges } = talk(
      [0, 'a', user('one')],
      [1, 'b', calls('1')],
      [5, 'c', result('1')],
      [6, 'd', user('two')],
      [9, 'e', says('both')],
    )
    expect(exchanges.map((one) => one.ending)).toEqual(['steered', 'answered'])
  })

  it('was cut off where its tool never returned and the conversation went on', () => {
    const { exchanges, open } = talk(
      [0, 'a', user('one')],
      [1, 'b', calls('1')],
      [600, 'c', user('two')],
      [605, 'd', says('hello')],
    )
    expect(exchanges.map((one) => one.ending)).toEqual(['unanswered', 'answered'])
    expect(open).toEqual([])
  })

  it('does not mix with another branch', () => {
    const { exchanges, open } = talk(
      [0, 'a', user('one')],
      [1, 'b', says('one')],
      [2, 'c', user('left')],
      [3, 'd', calls('1')],
      [9, 'e', user('right'), 'b'],
      [10, 'f', says('right')],
    )
    expect(exchanges.map(({ question, current, ending }) => [question?.text, current, ending])).toEqual([
      ['one', true, 'answered'],
      ['left', false, 'unanswered'],
      ['right', true, 'answered'],
    ])
    expect(open).toEqual([])
  })

  it('is one where the question was answered twice on two branches', () => {
    const { exchanges } = talk([0, 'a', user('one')], [1, 'b', says('first')], [2, 'c', says('second'), 'a'])
    expect(exchanges).toMatchObject([
      { ending: 'answered', messages: [{ text: 'first' }, { text: 'second' }] },
    ])
  })

  it('survives a lost line between its entries', () => {
    const { exchanges, open } = talk(
      [0, 'a', user('one')],
      [1, 'b', says('one'), 'lost'],
      [5, 'c', user('two')],
    )
    expect(exchanges.map((one) => [one.current, one.ending])).toEqual([
      [true, 'answered'],
      [true, 'open'],
    ])
    expect(open).toMatchObject([{ kind: 'user-message', text: 'two' }])
  })

  it('spans two sessions', () => {
    const before = part([
      [0, 'a', user('one')],
      [1, 'b', calls('1')],
      [2, 'c', result('1')],
    ])
    const after = part([[5, 'x', says('done'), null]])
    const { exchanges, rotations } = conversationOf({ parts: [before, after] })
    expect(exchanges).toMatchObject([
      { question: { text: 'one' }, ending: 'answered', endedAt: NOON + 5_000 },
    ])
    expect(rotations.length).toBe(1)
  })

  it('counts once what a forked session repeats', () => {
    const rows: readonly Row[] = [
      [0, 'a', user('one')],
      [1, 'b', says('one')],
    ]
    const { exchanges } = conversationOf({
      parts: [part(rows), part([...rows, [4, 'c', user('two')], [5, 'd', says('two')]])],
    })
    expect(exchanges.map((one) => one.question?.text)).toEqual(['one', 'two'])
  })
})

describe('what is open', () => {
  it('are the tools without a result, by name and age', () => {
    const { open } = talk([0, 'a', user('go')], [1, 'b', calls('1', '2')], [3, 'c', result('1')])
    expect(open).toEqual([{ kind: 'tool-call', since: NOON + 1_000, name: 'tool-2', text: '{}' }])
  })

  it('is the question that nothing follows', () => {
    expect(talk([7, 'a', user('hello?')]).open).toEqual([
      { kind: 'user-message', since: NOON + 7_000, name: null, text: 'hello?' },
    ])
  })

  it('is the turn whose tools are done', () => {
    expect(talk([0, 'a', user('go')], [1, 'b', calls('1')], [3, 'c', result('1')]).open).toMatchObject([
      { kind: 'turn', since: NOON + 3_000, name: 'tool-1' },
    ])
  })

  it('is nothing after an answer, an error or an abort', () => {
    for (const closing of [
      says('x'),
      fails('401'),
      { role: 'assistant', content: [], stopReason: 'aborted' },
    ])
      expect(talk([0, 'a', user('go')], [1, 'b', closing]).open).toEqual([])
  })
})

it('a loop of parents ends', () => {
  const { exchanges } = talk([0, 'a', user('one'), 'b'], [1, 'b', says('x'), 'a'], [2, 'a', user('two'), 'b'])
  expect(exchanges.length).toBe(2)
})
