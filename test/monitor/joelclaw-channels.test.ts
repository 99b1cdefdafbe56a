import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { FAILED_SEND } from '../lab/joelclaw/faults/flow.ts'
import { type Lab, startLab } from '../lab/joelclaw/lab.ts'
import { runCli } from '../support/cli.ts'
import { documentIn } from '../support/documents.ts'

const MINUTE = 60_000
const SENT = { component: 'slack-channel', action: 'slack.send.completed' }

let lab: Lab | null = null
afterEach(async () => {
  await lab?.stop()
  lab = null
})

/** One `monitor --once`, with what it says, and the streak of Slack. */
async function round({ config, places }: Lab) {
  const state = ['--state', join(places.root, 'monitor')]
  const { stdout } = await runCli(['monitor', '--once', '--json', '--config', config, ...state], {
    env: { OTEL_EVENTS_ENABLED: '0' },
  })
  const { notices, conditions, leftOut, verdict } = documentIn('monitor', stdout)
  const slack = conditions.find((one) => one.key === 'channel:slack')
  return {
    verdict,
    leftOut,
    told: notices.map(({ kind, key }) => `${kind} ${key}`),
    streak: slack ? slack.streak : null,
  }
}

test('failures of a channel in telemetry are told once they last, and their end once it is seen', async () => {
  lab = await startLab()
  const { telemetry } = lab
  const healthy = [...telemetry.events]
  const slack = (events: readonly (readonly [typeof SENT, number])[]) => {
    telemetry.events.splice(0, telemetry.events.length, ...healthy)
    for (const [event, minutes] of events) telemetry.store(event, minutes * MINUTE)
  }
  const failing = [1, 2, 3, 4, 5, 6].map((minutes) => [FAILED_SEND, minutes] as const)

  slack([[FAILED_SEND, 2]])
  expect(await round(lab)).toMatchObject({ verdict: 'degraded', told: [], streak: 1 })
  slack([
    [FAILED_SEND, 2],
    [SENT, 1],
  ])
  expect(await round(lab)).toMatchObject({ verdict: 'healthy', told: [], streak: null })

  slack(failing)
  expect(await round(lab)).toMatchObject({ told: [], streak: 1 })
  slack([[FAILED_SEND, 60]])
  expect(await round(lab)).toMatchObject({ verdict: 'healthy', told: [], streak: 1 })
  telemetry.mood = 'not-ready'
  expect(await round(lab)).toMatchObject({ verdict: 'degraded', told: [], streak: 1 })
  telemetry.mood = 'answers'
  slack(failing)
  lab.colima({ running: false })
  expect(await round(lab)).toMatchObject({ verdict: 'failed', told: [], streak: 1 })
  lab.colima({ running: true })
  expect(await round(lab)).toMatchObject({ told: ['alert channel:slack'], streak: 2 })
  expect(await round(lab)).toMatchObject({ told: [], streak: 3 })

  slack([[SENT, 1]])
  expect(await round(lab)).toMatchObject({ verdict: 'healthy', told: [], streak: 0 })
  expect(await round(lab)).toMatchObject({ told: ['resolved channel:slack'], streak: null })
  expect(await round(lab)).toMatchObject({ told: [], streak: null })

  slack(failing)
  await lab.redis.set('gateway:health:muted-channels', '["slack"]')
  await lab.redis.set('gateway:health:mute-reasons', '{"slack":"the workspace is closed"}')
  expect(await round(lab)).toMatchObject({
    told: [],
    streak: null,
    leftOut: [{ channel: 'slack', reason: 'the workspace is closed' }],
  })
}, 60_000)
