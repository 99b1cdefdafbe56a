import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineCheck, fine } from '../../../src/core/check.ts'
import { machine } from '../../../src/host/machine/index.ts'
import { missionControlDefaults } from '../../../src/systems/mission-control/settings.ts'
import { type Side, sideProbe } from '../../../src/systems/mission-control/side.ts'
import { runCheck } from '../../support/fake-host.ts'

/** Runs inside a systemd session: asks for the settings that units there give, and prints them as JSON. */
const host = machine()
const home = host.env.who().home ?? ''
await writeFile(join(home, 'one.env'), 'RQ_QUEUE_NAME=first\n')
await writeFile(join(home, 'two.env'), 'export RQ_QUEUE_NAME="second"\n')

async function sideOf(unit: string): Promise<Side | null> {
  const defaults = missionControlDefaults(host)
  const api = { ...defaults.sides.api, command: ['no-process-has-this'], unit: { unit, user: true } }
  const probe = sideProbe('api', { ...defaults, sides: { ...defaults.sides, api } })
  let side: Side | null = null
  const check = defineCheck({
    id: 'substrate/unit-session',
    title: 'the unit tells its settings',
    codes: [],
    looks: [],
    run: async ({ ask }) => {
      side = await ask(probe)
      return fine()
    },
  })
  await runCheck(check, host)
  return side
}

const [api, worker, absent] = await Promise.all(
  ['mc-backend.service', 'mc-worker.service', 'mc-absent.service'].map((unit) => sideOf(unit)),
)
process.stdout.write(JSON.stringify({ api, worker, absent }))
