import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryOfCut } from '../../src/transcript/cut-line.ts'
import { plainDialect } from '../../src/transcript/dialect.ts'
import { parseEntry } from '../../src/transcript/narrow.ts'

const parse = (value: unknown) =>
  parseEntry(typeof value === 'string' ? value : JSON.stringify(value), plainDialect)
const message = (body: unknown) =>
  parse({ type: 'message', id: 'a', parentId: 'b', timestamp: '2026-03-09T18:47:03.004Z', message: body })

describe('a record of a transcript', () => {
  it('is placed in the tree and in time', () => {
    const at = Date.UTC(2026, 2, 9, 18, 47, 3, 4)
    expect(message({ role: 'user', content: 'hi', timestamp: at - 5 })).toEqual({
      kind: 'user',
      id: 'a',
      parentId: 'b',
      at,
      sentAt: at - 5,
      text: 'hi',
      from: null,
      probe: false,
    })
  })

  it('is read whatever the order of its names is', () => {
    expect(parse('{"customType":"x","data":{"type":"message"},"id":"c","type":"custom"}')).toMatchObject({
      kind: 'other',
      type: 'custom',
      id: 'c',
    })
  })

  it.each([
    [
      'a user message in parts',
      {
        role: 'user',
        content: [
          { type: 'text', text: 'see' },
          { type: 'image', data: 'x' },
        ],
      },
      { kind: 'user', text: 'see\n[image]' },
    ],
    [
      'an error',
      { role: 'assistant', content: [], stopReason: 'error', errorMessage: '529 overloaded' },
      { kind: 'assistant', text: '', error: '529 overloaded' },
    ],
    [
      'an empty answer',
      { role: 'assistant', content: null, stopReason: 'stop' },
      { kind: 'assistant', text: '', calls: [], tokens: null },
    ],
    [
      'a tool call',
      {
        role: 'assistant',
        content: [{ type: 'toolCall', id: 't', name: 'bash', arguments: { command: 'ls' } }],
      },
      { calls: [{ id: 't', name: 'bash', given: '{"command":"ls"}' }] },
    ],
    [
      'a tool call without an id',
      { role: 'assistant', content: [{ type: 'toolCall', name: 'bash' }] },
      { calls: [] },
    ],
    [
      'a failed tool',
      { role: 'toolResult', toolCallId: 't', toolName: 'bash', content: 'no', isError: true },
      { kind: 'tool-result', callId: 't', isError: true, text: 'no' },
    ],
    [
      'an own command',
      { role: 'bashExecution', command: 'false', exitCode: 1 },
      { kind: 'bash', failed: true },
    ],
    ['a role that is not known', { role: 'oracle', content: 'x' }, { kind: 'other', type: 'message oracle' }],
    ['no message at all', 7, { kind: 'other', type: 'message' }],
  ])('%s', (_, body, wanted) => expect(message(body)).toMatchObject(wanted))

  it.each([
    [
      'a change of the model',
      { type: 'model_change', provider: 'anthropic', modelId: 'claude' },
      { kind: 'model-change', model: 'anthropic/claude' },
    ],
    [
      'a compaction',
      { type: 'compaction', summary: 's', tokensBefore: 131_000 },
      { kind: 'compaction', tokensBefore: 131_000 },
    ],
    [
      'a note of an extension',
      { type: 'custom_message', customType: 'memory', content: 'ctx' },
      { kind: 'notice', type: 'memory', text: 'ctx' },
    ],
    ['a type that is not known', { type: 'hologram', id: 'x' }, { kind: 'other', type: 'hologram', id: 'x' }],
  ])('%s', (_, record, wanted) => expect(parse(record)).toMatchObject(wanted))

  it.each(['', '{', 'null', '7', '"text"', '[]', '{}', '{"type":7}', '{"type":"message","mess'])(
    '%j is damaged',
    (line) => expect(parse(line)).toBeNull(),
  )

  it('keeps the beginning of a long text and no half word', () => {
    const secret = `sk-ant-${'a'.repeat(60)}`
    const said = message({ role: 'user', content: `${'word '.repeat(198)}${secret} and more` })
    const text = said?.kind === 'user' ? said.text : ''
    expect(text.length).toBeLessThanOrEqual(1_000)
    expect(text).not.toContain('sk-ant')
  })
})

describe('any bytes', () => {
  it('never make it throw', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify({ type: 'message', message: value })),
        ),
        (line) => {
          parse(line)
          entryOfCut(line, line)
        },
      ),
    )
  })

  it('as the values of a known record never make it throw', () => {
    const names = [
      'type',
      'id',
      'parentId',
      'timestamp',
      'message',
      'provider',
      'tokensBefore',
      'content',
      'customType',
    ]
    const record = fc.dictionary(fc.constantFrom(...names), fc.jsonValue())
    fc.assert(
      fc.property(
        record,
        fc.constantFrom('message', 'session', 'compaction', 'custom_message'),
        (fields, type) => {
          expect(parse({ ...fields, type })).not.toBeNull()
        },
      ),
    )
  })
})

describe('a record too long to be read', () => {
  const head = (role: string, more = '') =>
    `{"type":"message","id":"3d","parentId":"ff","timestamp":"2026-03-09T18:47:03.004Z","message":{"role":"${role}",${more}"content":[{"type":"text","text":"xxx`

  it('of a tool says which call it answers and whether it failed', () => {
    const entry = entryOfCut(
      head('toolResult', '"toolCallId":"toolu_1","toolName":"bash",'),
      'xxx"}],"details":{},"isError":true,"timestamp":1773081234694}}',
    )
    expect(entry).toMatchObject({
      kind: 'tool-result',
      id: '3d',
      parentId: 'ff',
      callId: 'toolu_1',
      tool: 'bash',
      isError: true,
    })
  })

  it('of an assistant says how it ended', () => {
    expect(
      entryOfCut(head('assistant'), 'xxx"}],"stopReason":"stop","timestamp":1773081234694}}'),
    ).toMatchObject({ kind: 'assistant', stopReason: 'stop' })
  })

  it('is damaged where its beginning shows nothing', () =>
    expect(entryOfCut('xxx"type":"message"', '')).toBeNull())
})
