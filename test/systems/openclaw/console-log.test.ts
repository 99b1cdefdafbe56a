import { expect, test } from 'vitest'
import { consoleFormat } from '../../../src/systems/openclaw/console-log.ts'
import { joinSights } from '../../../src/systems/openclaw/turns.ts'
import { turnsInLog } from '../../../src/systems/openclaw/turns-in-log.ts'

const TIME = '2026-11-20T23:17:10.688+00:00'
const read = (...lines: string[]) => consoleFormat(Date.parse(TIME)).records(`${lines.join('\n')}\n`)

test('time and part are taken off the words', () => {
  const [record] = read(`${TIME} [agent/embedded] embedded run agent end: runId=a`)
  expect(record).toMatchObject({ head: 'embedded run agent end: runId=a', name: 'agent/embedded' })
  expect(record?.at).toBe(Date.parse(TIME))
})

test.each([
  ['before it is up', [], true],
  ['while it is up', [`${TIME} [gateway] ready`], false],
  ['at its next start', [`${TIME} [gateway] ready`, `${TIME} [gateway] starting...`], true],
])('a failed start told %s: the gateway says it: %s', (_, before, known) => {
  expect(read(...before, 'Gateway failed to start: no room').at(-1)?.known).toBe(known)
})

test('a refused turn is one turn, with its provider', () => {
  const records = read(
    `${TIME} [agent/embedded] embedded run agent end: runId=run-1 isError=true model=m provider=p error=Authentication failed (x). rawError=401`,
    `${TIME} [ws] ⇄ res ✗ agent errorCode=UNAVAILABLE errorMessage=Authentication failed (x). runId=run-1 conn=c`,
  )
  const turns = joinSights(turnsInLog(records, 'gateway.log'))
  expect(turns).toHaveLength(1)
  expect(turns[0]).toMatchObject({ state: 'failed', reason: 'auth', provider: 'p', model: 'm' })
})
