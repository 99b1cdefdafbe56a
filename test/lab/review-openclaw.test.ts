import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { reviewDocument } from '../../src/render/review-schema.ts'
import { runCli } from '../support/cli.ts'
import type { Prepared } from './case.ts'
import { message } from './openclaw/databases.ts'
import { prepare, type Scene } from './openclaw/lab.ts'

let prepared: Prepared | null = null
afterEach(async () => {
  await prepared?.stop()
  prepared = null
})

async function reviewOf(scene: Scene, ...args: readonly string[]) {
  prepared = await prepare(scene)
  const words = ['review', '--json', '--config', prepared.config, ...args]
  const { stdout, stderr, exitCode } = await runCli(words, { env: prepared.env ?? {} })
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return reviewDocument.parse(JSON.parse(stdout))
}

/** The same records, each below the one before, as the gateway writes them. */
function chained(...events: readonly string[]): readonly string[] {
  const records = events.map((event) => JSON.parse(event) as Record<string, unknown>)
  return records.map((record, index) =>
    JSON.stringify({ ...record, parentId: records[index - 1]?.id ?? null }),
  )
}

const asksTool = (at: number) =>
  message('assistant', '', at, {
    stopReason: 'toolUse',
    content: [{ type: 'toolCall', id: 'call-1', name: 'exec', arguments: { command: 'tail -f x' } }],
  })

const failed = (at: number, words: string) =>
  JSON.stringify({
    type: 'custom_message',
    customType: 'run-failed-before-reply',
    content: `This turn ended before a reply: ${words}`,
    id: 'note-1',
    parentId: null,
    timestamp: new Date(at).toISOString(),
  })

it('sessions that run side by side: one is answered, one hangs in a tool, one was killed, one failed unheard', async () => {
  const review = await reviewOf({
    sessions: (now) => [
      {
        key: 'agent:main:main',
        at: now - 50_000,
        events: [message('user', 'ping', now - 52_000), message('assistant', 'pong', now - 50_000)],
      },
      {
        key: 'agent:main:telegram:direct:7',
        at: now - 60_000,
        status: 'running',
        events: chained(message('user', 'list the files', now - 62_000), asksTool(now - 60_000)),
      },
      {
        key: 'agent:main:slack:direct:8',
        at: now - 40_000,
        status: 'killed',
        events: [message('user', 'stop', now - 40_000)],
      },
      {
        key: 'agent:main:cron:9',
        at: now - 30_000,
        status: 'failed',
        events: [failed(now - 30_000, 'Requested agent harness "codex" is not registered.')],
      },
    ],
  })
  expect(
    review.exchanges.map(({ from, preview, answer, ending }) => ({ from, preview, answer, ending })),
  ).toEqual([
    { from: 'telegram', preview: 'list the files', answer: null, ending: 'open' },
    { from: 'main', preview: 'ping', answer: 'pong', ending: 'answered' },
    { from: 'slack', preview: 'stop', answer: null, ending: 'unanswered' },
    { from: null, preview: null, answer: null, ending: 'error' },
  ])
  expect(review.exchanges[3]?.error).toContain('harness "codex" is not registered')
  expect(review.open).toMatchObject([{ kind: 'tool-call', name: 'exec' }])
  expect(review.session).toMatchObject({ model: 'mock/mock-1' })
  expect(review.session.sources).toHaveLength(4)
})

it('an older release: one file for each session, the gateway is down', async () => {
  const review = await reviewOf({
    running: false,
    finish: async ({ state }) => {
      rmSync(`${state}/agents/main/agent`, { recursive: true })
      const directory = `${state}/agents/main/sessions`
      mkdirSync(directory)
      const at = Date.now() - 60_000
      const header = { type: 'session', version: 3, id: 'old-1', timestamp: new Date(at).toISOString() }
      const lines = [
        JSON.stringify(header),
        message('user', 'ping', at),
        message('assistant', 'pong', at + 900),
      ]
      writeFileSync(`${directory}/old-1.jsonl`, `${lines.join('\n')}\n`)
    },
  })
  expect(review.exchanges).toMatchObject([{ preview: 'ping', answer: 'pong', durationMs: 900 }])
  expect(review.session.sources).toEqual(['~/.openclaw/agents/main/sessions/old-1.jsonl'])
  expect(review.open).toEqual([])
})
