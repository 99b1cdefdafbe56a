import { afterEach, expect, it } from 'vitest'
import { reviewDocument } from '../../src/render/review-schema.ts'
import { runCli } from '../support/cli.ts'
import { until } from '../support/until.ts'
import { faults, negatives } from './joelclaw/faults/index.ts'
import { type Lab, startLab } from './joelclaw/lab.ts'
import { assistant, continueTranscript, user } from './joelclaw/transcript.ts'

let lab: Lab | null = null
afterEach(async () => {
  await lab?.stop()
  lab = null
})

async function review({ config }: Lab) {
  const { stdout, stderr, exitCode } = await runCli(['review', '--json', '--config', config])
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  return reviewDocument.parse(JSON.parse(stdout))
}

it('healthy and idle: nothing is open, nothing failed', async () => {
  lab = await startLab()
  await negatives['healthy-idle']?.apply(lab)
  const { open, exchanges, totals } = await review(lab)
  expect(open).toEqual([])
  expect(exchanges.at(-1)).toMatchObject({ ending: 'answered', answer: 'You are welcome.', error: null })
  expect(totals).toMatchObject({ errors: 0, toolErrors: 0, damagedLines: 0 })
})

it('a wedged tool: the tool is open since its call', async () => {
  const fault = faults['tool-wedged']
  lab = await startLab(fault?.start)
  await fault?.apply(lab)
  const { open, exchanges, nextActions } = await review(lab)
  expect(open).toMatchObject([{ kind: 'tool-call', name: 'bash' }])
  expect(open[0]?.ageMs).toBeGreaterThan(13 * 60_000)
  expect(exchanges.at(-1)).toMatchObject({ ending: 'open', answer: null })
  expect(nextActions[0]?.command).toBe('firstfault diagnose joelclaw')
})

it('a mute model: the message is open since it came', async () => {
  lab = await startLab()
  lab.anthropic.mood = 'silent'
  const running = lab
  await running.message('are you there?')
  await until(() => running.transcript().some((line) => line.includes('are you there?')), { ms: 5_000 })
  const { open, exchanges } = await review(running)
  expect(open).toMatchObject([{ kind: 'user-message', name: null, preview: 'are you there?' }])
  expect(exchanges.at(-1)).toMatchObject({ ending: 'open', answer: null, error: null, tools: [] })
})

it('an overflow: the turn is over, its error says why', async () => {
  lab = await startLab()
  const errorMessage = '400 prompt is too long: 214520 tokens > 200000 maximum'
  continueTranscript(lab.places, [
    user(61_000, 'summarise it all'),
    assistant(60_000, '', { stopReason: 'error', errorMessage }),
  ])
  const { open, exchanges, events, totals } = await review(lab)
  expect(open).toEqual([])
  expect(exchanges.at(-1)).toMatchObject({ ending: 'error', answer: null, error: errorMessage })
  expect(events).toContainEqual(expect.objectContaining({ kind: 'error', text: errorMessage }))
  expect(totals.errors).toBe(1)
})
