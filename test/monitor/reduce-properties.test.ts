import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Moment } from '../../src/monitor/moment.ts'
import { delivered, due, lease, undelivered } from '../../src/monitor/outbox.ts'
import { reduce, type Step } from '../../src/monitor/reduce.ts'
import { EMPTY, parseState, type State } from '../../src/monitor/state.ts'
import { blind, channel, down, good, modelDown, POLICY, reading } from './readings.ts'

const READINGS = {
  good,
  down: reading(down),
  model: reading(modelDown),
  channel: reading(channel),
  both: reading(channel, { ...modelDown }),
  blind: reading(blind),
  cut: { ...reading(down), usable: false },
} as const

/** One tick: time that really passes, a jump of the wall clock, what the walk sees, and where the process dies. */
const tick = fc.record({
  passes: fc.integer({ min: 0, max: 1_200_000 }),
  jump: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: -1e11, max: 1e11 })),
  sees: fc.constantFrom(...(Object.keys(READINGS) as (keyof typeof READINGS)[])),
  /** Of a restart: whether its outcome is written, and whether the verifying walk is made. */
  ends: fc.constantFrom('before-outcome', 'before-verify', 'verified'),
  after: fc.constantFrom('good', 'down'),
})
const ticks = fc.array(tick, { maxLength: 60 })

interface Seen {
  readonly real: number
  readonly step: Step
}

/** Plays ticks with a clock that jumps; the state goes through its text form each time. */
function play(
  script: readonly (typeof tick extends fc.Arbitrary<infer T> ? T : never)[],
  boot = 'a',
): readonly Seen[] {
  const seen: Seen[] = []
  let [real, offset] = [10_000_000, 1.7e12]
  let state: State = EMPTY
  const step = (name: keyof typeof READINGS, id: string, verifies: boolean) => {
    const now: Moment = { at: real + offset, up: real, boot }
    const made = reduce(state, { reading: READINGS[name], now, id, verifies }, POLICY)
    const text = JSON.stringify(made.state)
    state = parseState(text) as State
    expect(JSON.stringify(state)).toBe(text)
    seen.push({ real, step: made })
    return made
  }
  for (const [index, one] of script.entries()) {
    real += one.passes
    offset += one.jump
    const restarts = step(one.sees, `t${index}`, false).actions.some((action) => action.type === 'restart')
    if (!restarts || one.ends === 'before-outcome') continue
    const restarted = state.restarts.map((r) =>
      r.token === `t${index}` ? { ...r, outcome: 'done' as const } : r,
    )
    state = { ...state, restarts: restarted }
    real += 10_000
    if (one.ends === 'verified') step(one.after, `v${index}`, true)
  }
  return seen
}

const restartsIn = (seen: readonly Seen[]) =>
  seen.filter(({ step }) => step.actions.some((action) => action.type === 'restart')).map(({ real }) => real)

const noticesIn = (seen: readonly Seen[]) =>
  seen.flatMap(({ step }) => step.actions.flatMap((action) => (action.type === 'notify' ? [action] : [])))

test('never two restarts inside a cooldown, never more than the cap within a day, whatever the clock does', () => {
  fc.assert(
    fc.property(ticks, (script) => {
      const times = restartsIn(play(script))
      for (const [index, time] of times.entries()) {
        expect(time - (times[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(900_000)
        const day = times.filter((other) => other <= time && other > time - 86_400_000)
        expect(day.length).toBeLessThanOrEqual(3)
      }
    }),
  )
})

test('where the start of the machine is not known, a clock that only goes back makes no restart sooner', () => {
  fc.assert(
    fc.property(ticks, (script) => {
      const back = script.map((one) => ({ ...one, jump: -Math.abs(one.jump) }))
      const times = restartsIn(play(back, ''))
      for (const [index, time] of times.slice(1).entries())
        expect(time - (times[index] as number)).toBeGreaterThanOrEqual(900_000)
    }),
  )
})

test('every alert is opened once, escalated at most once, and resolved at most once, in this order', () => {
  fc.assert(
    fc.property(ticks, (script) => {
      for (const notices of Map.groupBy(noticesIn(play(script)), (one) => one.alert).values()) {
        const kinds = notices.map((one) => one.kind).filter((kind) => kind !== 'update')
        expect([
          'alert',
          'alert,resolved',
          'alert,escalated',
          'alert,escalated,resolved',
          'healed',
        ]).toContain(`${kinds}`)
      }
    }),
  )
})

test('after enough good walks nothing is open, and every alert has had its end', () => {
  fc.assert(
    fc.property(ticks, (script) => {
      const calm = { passes: 60_000, jump: 0, sees: 'good', ends: 'verified', after: 'good' } as const
      const seen = play([...script, calm, calm])
      expect(seen.at(-1)?.step.state.conditions).toEqual({})
      const kinds = noticesIn(seen).map((one) => one.kind)
      const count = (kind: string) => kinds.filter((one) => one === kind).length
      expect(count('resolved')).toBe(count('alert'))
    }),
  )
})

test('a restart is begun only after two mendable failures in a row', () => {
  fc.assert(
    fc.property(ticks, (script) => {
      const sees = script.map((one) => one.sees)
      const seen = play(script.map((one) => ({ ...one, ends: 'before-outcome' as const })))
      for (const [index, { step }] of seen.entries()) {
        if (!step.actions.some((action) => action.type === 'restart')) continue
        const before = sees.slice(0, index + 1).filter((one) => one !== 'cut' && one !== 'blind')
        expect(before.slice(-2)).toEqual(['down', 'down'])
      }
    }),
  )
})

test('whatever fails and dies on the way, every message arrives at least once and in order', () => {
  const outcome = fc.constantFrom('sent', 'refused', 'dies')
  fc.assert(
    fc.property(ticks, fc.array(outcome, { maxLength: 300 }), (script, outcomes) => {
      const posted = play(script).at(-1)?.step.state ?? EMPTY
      const wanted = posted.outbox.map((one) => one.id)
      const received: string[] = []
      let [state, up] = [posted, 1e12]
      for (let turn = 0; state.outbox.length > 0; turn++) {
        const now: Moment = { at: 0, up, boot: 'later' }
        const [next] = due(state, now)
        expect(turn).toBeLessThan(10_000)
        up += next ? 1_000 : 60_000
        if (!next) continue
        state = lease(state, next.id, now, 30_000)
        expect(due(state, now).map((one) => one.id)).not.toContain(next.id)
        const happens = outcomes[turn] ?? 'sent'
        if (happens === 'dies') continue
        if (happens === 'refused') state = undelivered(state, next.id, now, null)
        else {
          received.push(next.id)
          state = delivered(state, next.id, '7')
        }
      }
      expect(received.toSorted()).toEqual(wanted.toSorted())
      for (const own of Map.groupBy(received, (id) => id.split('/')[0]).values())
        expect(own).toEqual(wanted.filter((id) => id.startsWith(`${own[0]?.split('/')[0]}/`)))
    }),
  )
})
