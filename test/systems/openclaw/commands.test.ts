import { expect, test } from 'vitest'
import { openclawCommands } from '../../../src/systems/openclaw/commands.ts'
import { openclawDefaults } from '../../../src/systems/openclaw/settings.ts'
import { fakeHost } from '../../support/fake-host.ts'

const defaults = openclawDefaults(fakeHost())
const container = { runtime: 'podman', name: 'claw' } as const

test.each([
  ['as they are', {}, 'openclaw gateway start', 'openclaw gateway start'],
  ['under a profile', { profile: 'work' }, 'openclaw gateway start', 'openclaw --profile work gateway start'],
  ['by the runtime', { container }, 'openclaw gateway start', 'podman start claw'],
  ['by the runtime', { container }, 'openclaw gateway restart', 'podman restart claw'],
  ['inside', { container }, 'openclaw config validate', 'podman exec claw openclaw config validate'],
  ['of others as they are', { container }, 'ps -p 7', 'ps -p 7'],
])('commands are given %s', (_, more, run, given) => {
  expect(openclawCommands({ ...defaults, ...more })(run.split(' ')).join(' ')).toBe(given)
})
