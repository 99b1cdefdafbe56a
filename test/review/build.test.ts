import { describe, expect, it } from 'vitest'
import type { Observation } from '../../src/core/finding.ts'
import { HOUR } from '../../src/core/window.ts'
import { reviewDocument } from '../../src/render/review-schema.ts'
import { reviewText } from '../../src/render/review-text.ts'
import { buildReview, type ReviewCase } from '../../src/review/build.ts'
import { showing } from '../../src/review/show.ts'
import { conversationOf } from '../../src/transcript/conversation.ts'
import { plainDialect } from '../../src/transcript/dialect.ts'
import type { Entry } from '../../src/transcript/entry.ts'
import { parseEntry } from '../../src/transcript/narrow.ts'
import type { Part } from '../../src/transcript/read.ts'
import type { TranscriptState } from '../../src/transcript/state.ts'

const NOON = Date.UTC(2026, 2, 9, 12)
const live = { id: null, startedAt: null, turnRuns: null }
const session = (id: string, minute: number) => ({
  id,
  source: `/home/joel/s/${id}.jsonl`,
  startedAt: NOON + minute * 60_000,
  changedAt: NOON,
})

type Row = readonly [minute: number, record: Record<string, unknown>]
const user = (content: string) => ({ type: 'message', message: { role: 'user', content } })
const says = (text: string, stopReason = 'stop') => ({
  type: 'message',
  message: { role: 'assistant', content: [{ type: 'text', text }], stopReason },
})

let ids = 0
function part(id: string, began: number, rows: readonly Row[], more: Partial<Part> = {}): Part {
  const entries = rows.map(([minute, record]): Entry => {
    const line = { id: `${ids++}`, timestamp: new Date(NOON + minute * 60_000).toISOString(), ...record }
    return parseEntry(JSON.stringify(line), plainDialect) as Entry
  })
  return {
    session: session(id, began),
    entries,
    damaged: 0,
    cut: 0,
    halfWritten: false,
    whole: true,
    limited: false,
    ...more,
  }
}

function read(...parts: readonly Part[]): TranscriptState {
  const choice = { session: (parts.at(-1) as Part).session, liveId: null, missing: false, newer: null }
  const transcript = { kind: 'read' as const, place: '/home/joel/s', choice, parts, invalid: [] }
  return { kind: 'read', transcript, conversation: conversationOf(transcript), live }
}

function build(state: TranscriptState, more: Partial<ReviewCase> = {}) {
  const window = { since: NOON, until: NOON + HOUR, lines: 0 }
  const tool = { name: 'firstfault', version: '0.0.0' }
  const gateway = { name: 'joelclaw', system: 'joelclaw', version: null }
  const show = showing({ previews: true, home: '/home/joel' })
  const review = buildReview({ tool, gateway, window, max: 20, state, logs: [], show, ...more })
  reviewDocument.parse(review)
  return review
}

describe('a review', () => {
  it('of two sessions shows the rotation, and the exchange that spans it as one', () => {
    const before = part('old', 0, [
      [5, user('go')],
      [6, says('', 'toolUse')],
    ])
    const after = part('new', 10, [[11, says('done')]])
    const review = build(read(before, after))
    expect(review.session).toMatchObject({ id: 'new', sources: ['~/s/old.jsonl', '~/s/new.jsonl'] })
    expect(review.exchanges).toMatchObject([{ preview: 'go', answer: 'done', durationMs: 6 * 60_000 }])
    expect(review.events).toMatchObject([{ kind: 'rotation', text: 'session new began' }])
  })

  it('gives two messages that were handed over together the same answer', () => {
    const { exchanges } = build(
      read(
        part('s', 0, [
          [5, user('one')],
          [5, user('two')],
          [6, says('both')],
        ]),
      ),
    )
    expect(exchanges.map((one) => [one.preview, one.ending, one.answer])).toEqual([
      ['one', 'steered', 'both'],
      ['two', 'answered', 'both'],
    ])
  })

  it('says of a message that nobody answered that it was never answered', () => {
    const { exchanges } = build(
      read(
        part('s', 0, [
          [5, user('one')],
          [15, user('two')],
          [16, says('two')],
        ]),
      ),
    )
    expect(exchanges.map((one) => one.error)).toEqual(['never answered', null])
  })

  it('counts what lies in the window, and shows an exchange that reaches into it', () => {
    const { totals, exchanges } = build(
      read(
        part('s', -60, [
          [-50, user('old')],
          [-49, says('old')],
          [-2, user('late')],
          [3, says('late')],
        ]),
      ),
    )
    expect(totals).toMatchObject({ entries: 1, userMessages: 0, assistantMessages: 1 })
    expect(exchanges.map((one) => one.preview)).toEqual(['late'])
  })

  it('tells of every limit that it met', () => {
    const { notes } = build(read(part('s', 0, [[5, user('one')]], { limited: true, cut: 2 })), { logs: null })
    expect(notes.length).toBe(3)
  })

  it('keeps of the log what is a warning or has a time', () => {
    const observed = (severity: Observation['severity'], at: string | null): Observation => ({
      code: 'error-log.auth-failed',
      severity,
      at,
      summary: 's',
      evidence: [],
    })
    const logs = [
      observed('note', null),
      observed('note', new Date(NOON).toISOString()),
      observed('warning', null),
    ]
    expect(build(read(part('s', 0, [])), { logs }).highlights.length).toBe(2)
  })

  it('survives names that are properties of every object', () => {
    const call = {
      type: 'message',
      message: {
        role: 'assistant',
        stopReason: 'toolUse',
        content: [{ type: 'toolCall', id: '1', name: '__proto__' }],
      },
    }
    expect(Object.keys(build(read(part('s', 0, [[5, call]]))).totals.toolCalls)).toEqual(['__proto__'])
  })
})

describe('as text', () => {
  const look = {
    width: 60,
    colour: 0 as const,
    unicode: false,
    now: NOON + HOUR,
    timeZone: 'UTC',
    verbose: false,
  }

  it('fits the width and needs nothing but ASCII where the terminal knows no more', () => {
    const rows: readonly Row[] = [
      [5, user(`“${'wörd '.repeat(60)}”`)],
      [6, says('→ done')],
      [50, user('and?')],
    ]
    const text = reviewText(build(read(part('s', 0, rows))), look)
    expect(text).not.toMatch(/[^\x20-\x7e\n]/)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(60)
    expect(text).toContain('44 min 0 s without an entry')
    expect(text).toMatch(/message without an answer, 10 min 0 s: and\?/)
  })

  it('names the day where the time line goes over midnight', () => {
    const window = { since: NOON, until: NOON + 24 * HOUR, lines: 0 }
    const rows: readonly Row[] = [
      [5, user('one')],
      [6, says('1')],
      [13 * 60, user('two')],
      [13 * 60 + 1, says('2')],
    ]
    expect(reviewText(build(read(part('s', 0, rows)), { window }), look)).toMatch(/^10 Mar 2026$/m)
  })
})
