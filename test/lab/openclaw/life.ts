import { closeSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../case.ts'
import { fault, NOBODY, warned } from './make.ts'

/** Processes, starts and the configuration they need. */
export const life: readonly Case[] = [
  fault('stopped', 'stopped in order', 'process.not-running', 'openclaw.stopped', {
    running: false,
    boots: (now) => [
      {
        pid: 7,
        startedAt: now - 900_000,
        endedAt: now - 300_000,
        outcome: 'clean_stop',
        reason: 'stop (SIGTERM)',
      },
    ],
  }),
  fault('killed', 'killed: its lock stays and names nobody', 'process.not-running', 'openclaw.stopped', {
    running: false,
    staleLock: NOBODY,
    boots: (now) => [{ pid: NOBODY, startedAt: now - 900_000 }],
  }),
  fault('pid-reused', "the lock's pid is another process now", 'process.not-running', 'openclaw.stopped', {
    running: false,
    staleLock: 1,
    boots: (now) => [{ pid: 1, startedAt: now - 900_000 }],
  }),
  fault('start-refused', 'the last start was refused', 'process.start-refused', 'openclaw.start-refused', {
    running: false,
    boots: (now) => [
      {
        pid: 7,
        startedAt: now - 60_000,
        endedAt: now - 58_000,
        outcome: 'startup_failed',
        reason: 'Invalid config at ~/.openclaw/openclaw.json: gateway: Unrecognized key: "prot"',
      },
    ],
  }),
  fault(
    'crash-burst',
    'three starts within minutes were killed',
    'process.not-running',
    'openclaw.stopped',
    { running: false, boots: (now) => [1, 2, 3].map((n) => ({ pid: n, startedAt: now - n * 60_000 })) },
    ['process.crash-burst'],
  ),
  fault('state-damaged', 'the shared database was overwritten', 'process.state-damaged', null, {
    finish: async ({ state }) => overwrite(join(state, 'state/openclaw.sqlite')),
  }),
  fault('frozen', 'the process is stopped by a signal', 'process.frozen', 'openclaw.frozen', {
    finish: async ({ pid }) => void process.kill(pid ?? 0, 'SIGSTOP'),
  }),
  warned(
    'will-not-restart',
    'the configuration was cut under the running gateway',
    'openclaw.will-not-restart',
    ['process.config-invalid'],
    { finish: async ({ state }) => writeFileSync(join(state, 'openclaw.json'), '{ "gateway": {') },
  ),
  warned(
    'config-removed',
    'the configuration was removed under the running gateway',
    'openclaw.will-not-restart',
    ['process.config-missing'],
    { finish: async ({ state }) => rmSync(join(state, 'openclaw.json')) },
  ),
]

function overwrite(path: string): void {
  for (const part of [`${path}-wal`, `${path}-shm`]) rmSync(part, { force: true })
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(8_192, 0x5a), 0, 8_192, 0)
  closeSync(file)
}
