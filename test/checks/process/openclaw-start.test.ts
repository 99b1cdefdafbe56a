import { expect, test } from 'vitest'
import { keptDown } from '../../../checks/process/openclaw-start.ts'
import type { ServiceState } from '../../../checks/process/service-state.ts'
import type { StateAnswer } from '../../../src/systems/openclaw/state.ts'

const ended = (outcome: string | null, reason: string | null = null) => {
  const boot = { id: 'b', pid: 7, startedAt: 1, endedAt: outcome ? 2 : null, outcome, reason }
  return { kind: 'read', state: { boots: [boot] } } as unknown as StateAnswer
}

const service = (more: Partial<ServiceState>): ServiceState => ({
  manager: 'systemd',
  service: 'openclaw-gateway.service',
  registered: true,
  domain: true,
  enabled: 'yes',
  state: 'failed (failed)',
  up: false,
  starting: false,
  stopping: false,
  pid: null,
  runs: 9,
  lastExit: null,
  changedAt: null,
  startLimit: false,
  user: null,
  alsoIn: null,
  evidence: [],
  params: {},
  ...more,
})

const IN_USE = 'another gateway instance is already listening on ws://127.0.0.1:18789 | listen EADDRINUSE'
const exit = (code: number) => ({ words: `exit code ${code}`, clean: code === 0 })

test.each([
  ['it was killed', ended(null), null, true],
  ['nothing is known of its runs', { kind: 'absent' } as const, null, true],
  ['its start said so', ended('startup_failed', IN_USE), null, true],
  ['its supervised starts fail', ended('clean_stop'), service({ lastExit: exit(1) }), true],
  [
    'its supervised starts are refused for the port',
    ended('startup_failed', IN_USE),
    service({ lastExit: exit(78) }),
    true,
  ],
  ['it was stopped in order', ended('clean_stop', 'stop (SIGTERM)'), null, false],
  ['its start was refused for its configuration', ended('startup_failed', 'Invalid config'), null, false],
  ['it ended with the exit code of a refusal', ended(null), service({ lastExit: exit(78) }), false],
  ['its unit is masked', ended(null), service({ enabled: 'masked' }), false],
  ['its unit is gone', ended(null), service({ registered: false }), false],
  ['its label is disabled', ended(null), service({ manager: 'launchd', enabled: 'disabled' }), false],
  ['its database is damaged', { kind: 'damaged', why: 'malformed' } as const, null, false],
])('a taken port: %s', (_, state, of, keeps) => {
  expect(keptDown(state, of)).toBe(keeps)
})
