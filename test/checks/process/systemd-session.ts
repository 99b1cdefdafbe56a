import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { serviceUnit } from '../../../checks/process/service-unit.ts'
import type { Outcome } from '../../../src/core/check.ts'
import { machine } from '../../../src/host/machine/index.ts'
import { runCheck } from '../../support/fake-host.ts'
import { until } from '../../support/until.ts'

/** Runs inside a systemd session: brings real units into each state, runs the real check there, and prints the
 *  outcomes as JSON. */
const systemctl = async (...args: string[]) => promisify(execFile)('systemctl', ['--user', ...args])
const property = async (unit: string, name: string) =>
  (await systemctl('show', unit, '-p', name, '--value')).stdout.trim()

async function look(unit: string, more: Readonly<Record<string, unknown>> = {}): Promise<Outcome> {
  const settings = serviceUnit.schema.parse({ manager: 'systemd-user', unit, ...more })
  const now = Date.now()
  return runCheck(serviceUnit.make(settings), machine(), {
    now,
    window: { since: now - 60_000, until: now, lines: 0 },
  })
}

const outcomes: Record<string, Outcome> = {}

await systemctl('start', 'steady.service')
outcomes.active = await look('steady.service')

process.kill(Number(await property('steady.service', 'MainPID')), 'SIGKILL')
await until(async () => (await property('steady.service', 'NRestarts')) === '1', { ms: 5_000 })
await until(async () => (await property('steady.service', 'ActiveState')) === 'active', { ms: 5_000 })
outcomes.restarted = await look('steady.service', { restarts: 2 })

await systemctl('stop', 'steady.service')
outcomes.stopped = await look('steady.service')

await systemctl('start', 'failing.service').catch(() => {})
await until(async () => (await property('failing.service', 'ActiveState')) === 'failed', { ms: 5_000 })
outcomes.failed = await look('failing.service')

for (const unit of ['crashing.service', 'ending.service']) {
  await systemctl('start', unit).catch(() => {})
  await until(async () => (await property(unit, 'ActiveState')) === 'failed', { ms: 5_000 })
  outcomes[unit] = await look(unit)
}

await systemctl('start', 'refused.service').catch(() => {})
await until(async () => (await property('refused.service', 'ActiveState')) === 'failed', { ms: 5_000 })
outcomes.refused = await look('refused.service')

await systemctl('mask', 'hidden.service')
outcomes.masked = await look('hidden.service')
outcomes.absent = await look('nowhere.service')
await systemctl('start', 'bootless.service')
outcomes.bootless = await look('bootless.service')

process.env.XDG_RUNTIME_DIR = '/nowhere'
outcomes.unreachable = await look('steady.service')

process.stdout.write(JSON.stringify(outcomes))
