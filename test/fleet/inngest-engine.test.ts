import { InngestTestEngine, mockCtx } from '@inngest/test'
import { type EventPayload, Inngest } from 'inngest'
import { expect, test } from 'vitest'
import { checkGatewayHealth, EVENT } from '../../src/inngest.ts'
import type { WatchedGateway } from '../monitor/gateway.ts'
import { quietGateways } from './quiet-gateways.ts'

const PHASES = ['walk', 'decide', 'restart', 'verify', 'tell', 'emit'] as const

const open = quietGateways()

const SILENT = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} }

type Kept = NonNullable<InngestTestEngine.Options['steps']>

/** One attempt of the function on Inngest's own runner, which invokes it anew after each step. The step `fails` throws
 *  after its work was done, as when its process dies before the result is kept. */
async function attempt(
  gateway: WatchedGateway,
  events: [EventPayload],
  kept: Kept,
  fails: string | null = null,
) {
  const { sandbox } = gateway
  const options = { config: gateway.config, state: `${sandbox.root}/state`, enableRestart: true }
  const ran: string[] = []
  const engine = new InngestTestEngine({
    function: checkGatewayHealth(new Inngest({ id: 'test', isDev: true, logger: SILENT }), options),
    events,
    steps: [...kept],
    transformCtx: (raw) => {
      const { run } = raw.step
      const watched = (name: string, work: () => Promise<unknown>) =>
        run(name, async () => {
          ran.push(name)
          const result = await work()
          if (name === fails) throw new Error('killed before the result was kept')
          return result
        })
      return mockCtx({ ...raw, step: { ...raw.step, run: watched as typeof run } })
    },
  })
  const { result, error, state } = await engine.execute()
  const ended = await Promise.allSettled(
    Object.entries(state).map(async ([id, value]) => ({ id, text: JSON.stringify((await value) ?? null) })),
  )
  const next: Kept = ended.flatMap((one) => {
    if (one.status === 'rejected') return []
    const { id, text } = one.value
    return [{ id, idIsHashed: true, handler: () => JSON.parse(text) }]
  })
  return { result, error, ran, kept: next }
}

const ASKED: [EventPayload] = [{ name: EVENT, data: { gateway: 'sample' } }]

test('each phase is a step, done once, however often the function is invoked', async () => {
  const gateway = await open()
  gateway.status = 'well'
  const well = await attempt(gateway, ASKED, [])
  expect(well.result).toEqual({ gateway: 'sample', verdict: 'healthy', actions: [] })
  expect(well.ran).toEqual(['walk', 'decide', 'tell', 'emit'])
  expect(gateway.asked()).toBe(1)

  gateway.status = 'down'
  const down = await attempt(gateway, ASKED, [])
  expect(down.ran).toEqual(PHASES)
  expect(down.result).toMatchObject({ verdict: 'failed', actions: [{ type: 'restart' }, { kind: 'alert' }] })
  expect(gateway.restarts()).toEqual({ begun: 1, ended: 1 })
})

test('without a name the only gateway is meant', async () => {
  const gateway = await open()
  expect((await attempt(gateway, [{ name: EVENT }], [])).result).toMatchObject({ gateway: 'sample' })
})

test.each(PHASES)('a run whose step %s fails is retried from there, with one restart', async (fails) => {
  const gateway = await open()
  const first = await attempt(gateway, ASKED, [], fails)
  expect(first.error).toMatchObject({ message: 'killed before the result was kept' })
  const before = PHASES.slice(0, PHASES.indexOf(fails))
  expect(first.ran).toEqual([...before, fails])
  const second = await attempt(gateway, ASKED, first.kept)
  expect(second.error).toBeUndefined()
  for (const done of before) expect(second.ran).not.toContain(done)
  expect(second.ran[0]).toBe(fails)
  expect(gateway.restarts().begun).toBe(1)
  expect(second.result).toMatchObject({ gateway: 'sample', verdict: 'failed' })
})
