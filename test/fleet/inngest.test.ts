import { Inngest } from 'inngest'
import { expect, test } from 'vitest'
import { checkGatewayHealth, checkOnce, EVENT } from '../../src/inngest.ts'
import type { Phase } from '../../src/monitor/tick.ts'
import type { WatchedGateway } from '../monitor/gateway.ts'
import { quietGateways } from './quiet-gateways.ts'

const open = quietGateways()

const optionsOf = ({ sandbox }: WatchedGateway) => ({
  config: `${sandbox.root}/firstfault.json`,
  state: `${sandbox.root}/state`,
  enableRestart: true,
})

test("the function has the seed's id and event", () => {
  const made = checkGatewayHealth(new Inngest({ id: 'test' }))
  expect(made.id('test')).toBe('test-check/gateway-health')
  expect(EVENT).toBe('gateway/health.check.requested')
})

/** Stands in for Inngest's steps: keeps each step's result as JSON, and dies after the named one, once. */
function steps(diesAfter: string | null) {
  const kept = new Map<string, string>()
  const ran: string[] = []
  let dead = diesAfter
  const phase: Phase = async (name, work) => {
    if (!kept.has(name)) {
      ran.push(name)
      const result = await work()
      if (dead === `inside ${name}`) {
        dead = null
        throw new Error('killed before the result was kept')
      }
      kept.set(name, JSON.stringify(result ?? null))
    }
    if (dead === name) {
      dead = null
      throw new Error('killed')
    }
    return JSON.parse(kept.get(name) ?? 'null')
  }
  return { phase, ran }
}

test.each([null, 'walk', 'inside decide', 'decide', 'inside restart', 'restart', 'verify', 'inside tell'])(
  'a run that dies after %s goes on in the next try, with one restart',
  async (diesAfter) => {
    const gateway = await open()
    const { phase, ran } = steps(diesAfter)
    const once = () => checkOnce('sample', optionsOf(gateway), phase)
    const result = diesAfter === null ? await once() : await once().catch(once)
    expect(result.report.verdict).toBe('failed')
    expect(gateway.restarts().begun).toBe(1)
    expect(new Set(ran)).toEqual(new Set(['walk', 'decide', 'restart', 'verify', 'tell', 'emit']))
    expect(result.actions).toMatchObject([{ type: 'restart' }, { type: 'notify', kind: 'alert' }])
  },
)
