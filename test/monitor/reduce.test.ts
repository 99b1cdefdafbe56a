import { describe, expect, test } from 'vitest'
import { elapsed, type Moment } from '../../src/monitor/moment.ts'
import type { Reading } from '../../src/monitor/reading.ts'
import { type Action, reduce } from '../../src/monitor/reduce.ts'
import { EMPTY, type State } from '../../src/monitor/state.ts'
import { blind, channel, down, good, HOUR, modelDown, POLICY, reading } from './readings.ts'

const MINUTE = 60_000
const at = (ms: number): Moment => ({ at: 1_000_000 + ms, up: ms, boot: 'a' })

/** Runs readings a minute apart (or at their own times) and gives each one's actions, in words. */
function run(
  readings: readonly Reading[],
  policy = POLICY,
  every = MINUTE,
): { said: string[][]; state: State } {
  let state = EMPTY
  const said = readings.map((one, index) => {
    const step = reduce(
      state,
      { reading: one, now: at(index * every), id: `t${index}`, verifies: false },
      policy,
    )
    state = step.state
    return step.actions.map(words)
  })
  return { said, state }
}

const words = (action: Action) => (action.type === 'restart' ? 'restart' : `${action.kind} ${action.key}`)
const OFF = { ...POLICY, restart: { ...POLICY.restart, enabled: false } }

describe('what is told', () => {
  test('one failing walk alone is noise', () => {
    expect(run([reading(down), good, reading(down), good], OFF).said.flat()).toEqual([])
  })

  test('a sustained fault is told once, and its end once, after two good walks', () => {
    const bad = reading(modelDown)
    expect(run([bad, bad, bad, bad, good, good, good]).said).toEqual([
      [],
      ['alert general'],
      [],
      [],
      [],
      ['resolved general'],
      [],
    ])
  })

  test('a good walk between bad ones keeps the alert open and starts no second one', () => {
    const bad = reading(modelDown)
    expect(run([bad, bad, good, bad, bad, good, good]).said.flat()).toEqual([
      'alert general',
      'resolved general',
    ])
  })

  test('an alert that stays open is escalated once', () => {
    const bad = Array.from({ length: 6 }, () => reading(modelDown))
    expect(run(bad, POLICY, HOUR / 2).said.flat()).toEqual(['alert general', 'escalated general'])
  })

  test('another first fault under an open alert is an update', () => {
    const bad = [
      reading(modelDown),
      reading(modelDown),
      reading({ ...modelDown, code: 'model-api.rate-limited' }),
    ]
    expect(run(bad).said.flat()).toEqual(['alert general', 'update general'])
  })

  test('a channel has its own streak, and a fault above hides it without ending it', () => {
    const bad = reading(channel)
    const hidden = reading(down)
    expect(run([bad, hidden, bad], OFF).said).toEqual([[], [], ['alert channel:telegram']])
    // The layers of `down` end before the channel's: nothing is known of it.
    expect(run([bad, bad, reading(down), reading(down)], OFF).said.flat()).toEqual([
      'alert channel:telegram',
      'alert general',
    ])
  })

  test('a walk that tells nothing of a channel neither feeds nor ends its streak', () => {
    const bad = reading({ ...channel, layer: 'otel' })
    const of = (keys: string) => ({ ...good, untold: [{ layer: 'otel' as const, keys }] })
    for (const silent of [of('channel:telegram'), of('channel:')]) {
      expect(run([bad, silent, silent, bad]).said).toEqual([[], [], [], ['alert channel:telegram']])
      expect(run([bad, bad, silent, silent, silent]).said.flat()).toEqual(['alert channel:telegram'])
      expect(run([bad, bad, good, silent, good]).said.at(-1)).toEqual(['resolved channel:telegram'])
    }
    expect(run([bad, of('channel:slack'), bad]).said.flat()).toEqual([])
  })

  test('not being able to tell is told later than a fault, and neither feeds nor ends its streak', () => {
    const dark = reading(blind)
    expect(run([dark, dark, dark, dark, good, good]).said.flat()).toEqual(['alert blind', 'resolved blind'])
    const redis = { ...modelDown, layer: 'redis', code: 'redis.refused' } as const
    expect(run([reading(redis), reading(redis), dark, dark, dark]).said.flat()).toEqual(['alert general'])
  })

  test('an interrupted walk says nothing', () => {
    const cut = { ...reading(down), usable: false }
    expect(run([reading(modelDown), cut, cut]).state.conditions.general?.streak).toBe(1)
  })

  test('a streak that was not fed for six hours starts anew', () => {
    expect(run([reading(modelDown), reading(modelDown)], POLICY, 6 * HOUR).said.flat()).toEqual([])
  })

  test('two monitors on one state do not double a streak', () => {
    const policy = { ...OFF, minGapMs: MINUTE }
    expect(run([reading(down), reading(down), reading(down)], policy, MINUTE / 2).said).toEqual([
      [],
      [],
      ['alert general'],
    ])
  })

  test('every message waits in the outbox, one for each sink', () => {
    const { state } = run([reading(modelDown), reading(modelDown)], {
      ...POLICY,
      sinks: ['telegram', 'webhook'],
    })
    expect(state.outbox.map((one) => one.id)).toEqual([
      't1.general/alert/telegram',
      't1.general/alert/webhook',
    ])
  })
})

describe('what is restarted', () => {
  test('a sustained failure that a restart mends, instead of an alert', () => {
    expect(run([reading(down), reading(down)]).said).toEqual([[], ['restart']])
  })

  test('never because of the model, Redis, or a mendable failure that alternates with another', () => {
    expect(run(Array.from({ length: 9 }, () => reading(modelDown))).said.flat()).not.toContain('restart')
    const turns = [down, modelDown, down, modelDown, down].map((one) => reading(one))
    expect(run(turns).said.flat()).not.toContain('restart')
  })

  test('a restart that helped is told once; one that did not is an alert', () => {
    const { state } = run([reading(down), reading(down)])
    const then = (one: Reading, verifies: boolean) =>
      reduce(state, { reading: one, now: at(2 * MINUTE), id: 'v', verifies }, POLICY).actions.map(words)
    expect(then(good, true)).toEqual(['healed general'])
    expect(then(good, false)).toEqual(['healed general'])
    expect(then(reading(down), true)).toEqual(['alert general'])
  })

  test('a restart whose end nobody saw counts: the next walk alerts, and says so', () => {
    const { said, state } = run([reading(down), reading(down), reading(down)])
    expect(said).toEqual([[], ['restart'], ['alert general']])
    expect(state.outbox[0]?.restarts).toMatch(/begun and its end was not seen/)
  })

  test('the cap of the day holds beyond the cooldown', () => {
    const { said } = run(
      Array.from({ length: 40 }, () => reading(down)),
      POLICY,
      HOUR / 2,
    )
    expect(said.flat().filter((one) => one === 'restart')).toHaveLength(3)
  })

  test('not unless it was enabled', () => {
    expect(
      run(
        Array.from({ length: 9 }, () => reading(down)),
        OFF,
      ).said.flat(),
    ).toEqual(['alert general'])
  })
})

test('elapsed time follows the uptime within one start of the machine, else the wall clock, never below zero', () => {
  expect(elapsed({ at: 0, up: 0, boot: 'a' }, { at: 9_000_000, up: 5, boot: 'a' })).toBe(5)
  expect(elapsed({ at: 0, up: 50, boot: 'a' }, { at: 70, up: 5, boot: 'b' })).toBe(70)
  expect(elapsed({ at: 100, up: 0, boot: '' }, { at: 0, up: 9, boot: '' })).toBe(0)
})
