import { expect, test } from 'vitest'
import { judgeContainer, portLost } from '../../../checks/process/openclaw-container-judge.ts'
import type { Container } from '../../../src/systems/openclaw/container/container.ts'
import { NOW } from '../../support/fake-host.ts'

const running: Container = {
  name: 'claw',
  image: 'openclaw:local',
  labels: {},
  status: 'running',
  exitCode: 0,
  outOfMemory: false,
  error: '',
  startedAt: NOW - 600_000,
  finishedAt: null,
  health: null,
  restarts: 0,
  policy: 'unless-stopped',
  network: 'bridge',
  published: {},
  mounts: [],
}
const unhealthy = { status: 'unhealthy', failing: 4, said: 'fetch failed' }
const limits = { now: NOW, since: NOW - 3_600_000, graceMs: 60_000, restarts: 5, serves: false }

test.each<[string, Partial<Container>, readonly string[] | null, boolean?]>([
  ['runs', {}, []],
  ['was started often long ago', { restarts: 40, startedAt: NOW - 7_200_000 }, []],
  ['was started often of late', { restarts: 40 }, ['process.restarted-often warning']],
  ['has come up once more', { restarts: 9, startedAt: NOW - 5_000 }, ['process.crash-loop fault']],
  ['is healthy', { health: { status: 'healthy', failing: 0, said: '' } }, []],
  ['begins', { health: { status: 'starting', failing: 2, said: '' } }, []],
  ['is unhealthy', { health: unhealthy }, ['process.container-unhealthy fault']],
  ['is unhealthy and serves', { health: unhealthy }, ['process.container-unhealthy warning'], true],
  ['is paused', { status: 'paused' }, ['process.container-paused fault']],
  ['was stopped', { status: 'exited', exitCode: 143 }, ['process.not-running fault']],
  ['was killed', { status: 'exited', exitCode: 137 }, ['process.not-running fault']],
  ['had no memory', { status: 'exited', exitCode: 137, outOfMemory: true }, ['process.out-of-memory fault']],
  ['is stopped, in the words of Podman', { status: 'stopped', exitCode: 1 }, ['process.not-running fault']],
  ['was created alone', { status: 'created' }, ['process.not-running fault']],
  ['is dead', { status: 'dead', exitCode: 1 }, ['process.not-running fault']],
  ['is taken away', { status: 'removing' }, ['process.stopping warning']],
  ['refuses to start', { status: 'exited', exitCode: 78 }, ['process.config-refused fault']],
  [
    'refuses to start again and again',
    { status: 'restarting', exitCode: 78 },
    ['process.config-refused fault'],
  ],
  [
    'crashes again and again',
    { status: 'restarting', exitCode: 1, restarts: 9 },
    ['process.crash-loop fault'],
  ],
  ['is in a state that nobody knows', { status: 'hibernating' }, null],
])('a container that %s', (_, more, codes, serves = false) => {
  const judged = judgeContainer(
    { ...running, ...more },
    { runtime: 'docker', name: 'claw' },
    { ...limits, serves },
  )
  expect(judged?.map(({ code, severity }) => `${code} ${severity}`) ?? null).toEqual(codes)
})

test('a memory that is not free and an exit code are told apart by what the runtime says, not by 137', () => {
  const of = (more: Partial<Container>) =>
    judgeContainer(
      { ...running, status: 'exited', exitCode: 137, ...more },
      { runtime: 'docker', name: 'claw' },
      limits,
    )
  expect(of({})?.[0]?.summary).toContain('was killed (exit code 137)')
  expect(of({ outOfMemory: true })?.[0]?.summary).toContain('want of memory')
})

test.each([
  ['Bind for 127.0.0.1:18789 failed: port is already allocated', true],
  ['rootlessport listen tcp 127.0.0.1:18789: bind: address already in use', true],
  ['no space left on device', false],
  ['', false],
])('a start that failed with "%s" lost its port: %s', (error, lost) => {
  expect(portLost({ ...running, error })).toBe(lost)
})
