import { takePort } from '../../openclaw/foreign.ts'
import type { Case } from '../case.ts'
import { ended, installed } from './commands/systemctl.ts'
import type { BootRow } from './databases.ts'
import type { Scene } from './lab.ts'
import { fault } from './make.ts'
import { CRASHED, underSystemd } from './services.ts'

/** The last start a minute ago, refused for this reason. */
const refusedFor = (reason: string) => (now: number) => [
  { pid: 7, startedAt: now - 60_000, endedAt: now - 38_000, outcome: 'startup_failed', reason },
]

/** What a start on a taken port says, also where the other one is no gateway. */
const NO_PORT =
  'another gateway instance is already listening on ws://127.0.0.1:18789 | listen EADDRINUSE: address already in use 127.0.0.1:18789'

/** A gateway that is down, and a web server on its port. */
const taken = (boots: (now: number) => readonly BootRow[]): Scene => ({
  running: false,
  boots,
  finish: async ({ port }) => takePort(port),
})

/** A stranger on the port of a gateway that is down: what keeps it down, or only the next obstacle. */
export const ports: readonly Case[] = [
  fault(
    'port-taken',
    'it was killed, and a web server has its port',
    'process.port-foreign',
    'openclaw.port-taken',
    taken((now) => [{ pid: 7, startedAt: now - 900_000 }]),
    ['process.not-running'],
  ),
  fault(
    'port-refused-start',
    'a web server has its port, and its last start said "another gateway"',
    'process.port-foreign',
    'openclaw.port-taken',
    taken(refusedFor(NO_PORT)),
    ['process.start-refused'],
  ),
  fault(
    'port-crash-loop',
    'a web server has its port, and systemd starts it again and again',
    'process.port-foreign',
    'openclaw.port-taken',
    underSystemd(
      () => ended(1, { ActiveState: 'activating', SubState: 'auto-restart', NRestarts: 9 }),
      taken((now) => [{ pid: 7, startedAt: now - 900_000 }]),
    ),
    ['process.crash-loop'],
  ),
  fault(
    'port-taken-since',
    'it was stopped in order, and a web server has taken its port since',
    'process.not-running',
    'openclaw.port-taken',
    taken((now) => [
      {
        pid: 7,
        startedAt: now - 900_000,
        endedAt: now - 300_000,
        outcome: 'clean_stop',
        reason: 'stop (SIGTERM)',
      },
    ]),
    ['process.port-foreign'],
  ),
  fault(
    'port-and-config',
    'its configuration was refused; that its port is taken is the next obstacle',
    'process.start-refused',
    'openclaw.start-refused',
    taken(refusedFor('Invalid config at ~/.openclaw/openclaw.json: gateway: Unrecognized key: "prot"')),
    ['process.port-foreign'],
  ),
  fault(
    'port-and-disabled',
    'its unit is disabled; that its port is taken is the next obstacle',
    'process.service-masked',
    'openclaw.port-taken',
    underSystemd(
      () => ({ ...installed, LoadState: 'masked', ActiveState: 'inactive', UnitFileState: 'masked' }),
      { ...CRASHED, finish: async ({ port }) => takePort(port) },
    ),
    ['process.port-foreign'],
  ),
]
