import { afterEach, expect, it } from 'vitest'
import { reviewDocument } from '../../src/render/review-schema.ts'
import { runCli } from '../support/cli.ts'
import { type Lab, startLab } from './mission-control/lab.ts'
import { woken } from './mission-control/state.ts'

let lab: Lab | null = null
afterEach(async () => {
  await lab?.stop()
  lab = null
})

it('the life of the agents: one is well, one was woken and is awaited', async () => {
  lab = await startLab()
  await lab.agent()
  await lab.agent(woken(5))
  const { stdout, stderr, exitCode } = await runCli(['review', '--json', '--config', lab.config])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const review = reviewDocument.parse(JSON.parse(stdout))
  expect(review.exchanges).toEqual([])
  expect(review.open).toMatchObject([{ kind: 'agent', preview: null }])
  expect(review.open[0]?.ageMs).toBeGreaterThanOrEqual(5_000)
  expect(review.events.map(({ kind, text }) => `${kind} ${text}`)).toContainEqual(
    expect.stringMatching(/^step agent .{1,80} was woken$/),
  )
  expect(review.notes[0]).toMatch(/^Of 2 agents 1 are healthy/)
})
