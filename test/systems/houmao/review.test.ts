import { expect, it } from 'vitest'
import { HOUR } from '../../../src/core/window.ts'
import { reviewDocument } from '../../../src/render/review-schema.ts'
import { buildActivityReview } from '../../../src/review/build-activity.ts'
import { showing } from '../../../src/review/show.ts'
import { parseEvents } from '../../../src/systems/houmao/events.ts'
import type { QueuedRequest } from '../../../src/systems/houmao/queue.ts'
import { requestsAsActivity } from '../../../src/systems/houmao/review.ts'
import { NOW } from '../../support/fake-host.ts'

const MINUTE = 60_000
const request = (id: string, state: string, minutesAgo: number, more: Partial<QueuedRequest> = {}) => ({
  id,
  kind: 'submit_prompt',
  state,
  acceptedAt: NOW - minutesAgo * MINUTE,
  startedAt: null,
  finishedAt: null,
  error: null,
  ...more,
})

function reviewOf(requests: readonly QueuedRequest[], events = '', running = true) {
  const rest = { id: null, sources: ['/g/queue.sqlite'], startedAt: null, problem: null }
  const activity = { ...rest, ...requestsAsActivity(requests, parseEvents(events), running) }
  const tool = { name: 'firstfault', version: '0.0.0' }
  const gateway = { name: 'houmao', system: 'houmao', version: null }
  const window = { since: NOW - HOUR, until: NOW, lines: 0 }
  const show = showing({ previews: true, home: null })
  return reviewDocument.parse(
    buildActivityReview({ tool, gateway, window, max: 20, logs: [], show }, activity),
  )
}

it('each request is an exchange without a text; what has not ended is open, however old', () => {
  const review = reviewOf([
    request('r0', 'completed', 200, { finishedAt: NOW - 190 * MINUTE }),
    request('r1', 'running', 90, { startedAt: NOW - 80 * MINUTE }),
    request('r2', 'completed', 30, { finishedAt: NOW - 29 * MINUTE }),
    request('r3', 'failed', 20, { finishedAt: NOW - 19 * MINUTE, error: 'tmux pane is gone' }),
    request('r4', 'accepted', 1),
  ])
  expect(review.exchanges.map(({ ending, durationMs, error }) => [ending, durationMs, error])).toEqual([
    ['open', null, null],
    ['answered', MINUTE, null],
    ['error', MINUTE, 'tmux pane is gone'],
    ['open', null, null],
  ])
  expect(review.exchanges.every(({ preview, answer }) => preview === null && answer === null)).toBe(true)
  expect(review.open).toMatchObject([
    { kind: 'request', ageMs: 80 * MINUTE, name: 'r1 (submit_prompt) is running' },
    { kind: 'request', ageMs: MINUTE, name: 'r4 (submit_prompt) waits' },
  ])
  expect(review.gaps.map(({ durationMs }) => durationMs / MINUTE)).toEqual([9, 18])
  expect(review.totals).toMatchObject({ userMessages: 4, assistantMessages: 1, errors: 1 })
})

it('a request that the events accepted and the queue does not hold is told of', () => {
  const at = new Date(NOW - 5 * MINUTE).toISOString()
  const events = `${JSON.stringify({ kind: 'accepted', request_id: 'gone', accepted_at_utc: at })}\nno json\n`
  const { events: told, totals } = reviewOf([], events)
  expect(told).toEqual([
    { at, kind: 'step', text: 'request gone was accepted and is not in the queue any more' },
  ])
  expect(totals.damagedLines).toBe(1)
})

it('work that nobody does any more is said to be given up', () => {
  const { notes } = reviewOf([request('r1', 'running', 9)], '', false)
  expect(notes).toEqual(['No gateway process runs: the next start gives up what was running.'])
})
