import { appendFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, expect, it } from 'vitest'
import { reviewDocument } from '../../src/render/review-schema.ts'
import { runCli } from '../support/cli.ts'
import { type Lab, startLab } from './houmao/lab.ts'
import { stamp } from './houmao/seed.ts'

let lab: Lab | null = null
afterEach(async () => {
  await lab?.stop()
  lab = null
})

const SECRET = 'what the operator asked for'

it('queue and events tell what ran and what runs; prompts stay where they are', async () => {
  lab = await startLab()
  const now = Date.now()
  const database = new DatabaseSync(lab.places.queue)
  const add = database.prepare(
    `INSERT INTO gateway_requests (request_id, request_kind, payload_json, state, accepted_at_utc, started_at_utc,
      finished_at_utc) VALUES (?, 'submit_prompt', ?, ?, ?, ?, ?)`,
  )
  const payload = JSON.stringify({ prompt: SECRET })
  add.run('gwreq-1', payload, 'completed', stamp(now - 120_000), stamp(now - 119_000), stamp(now - 90_000))
  add.run('gwreq-2', payload, 'running', stamp(now - 60_000), stamp(now - 60_000), null)
  database.close()
  const accepted = { kind: 'accepted', request_id: 'gwreq-3', accepted_at_utc: stamp(now - 30_000) }
  appendFileSync(lab.places.events, `${JSON.stringify({ ...accepted, prompt: SECRET })}\n`)
  const { stdout, stderr, exitCode } = await runCli(['review', '--json', '--config', lab.places.config])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  expect(stdout).not.toContain(SECRET)
  const review = reviewDocument.parse(JSON.parse(stdout))
  expect(review.exchanges).toMatchObject([
    { from: 'submit_prompt', ending: 'answered', durationMs: 30_000, preview: null, answer: null },
    { from: 'submit_prompt', ending: 'open', preview: null },
  ])
  expect(review.open).toMatchObject([{ kind: 'request', name: 'gwreq-2 (submit_prompt) is running' }])
  expect(review.events).toMatchObject([{ kind: 'step', text: expect.stringContaining('gwreq-3') }])
  expect(review.notes).toContain('No gateway process runs: the next start gives up what was running.')
  const text = await runCli(['review', '--config', lab.places.config])
  expect(text.stdout).toContain('request gwreq-2 (submit_prompt) is running')
})
