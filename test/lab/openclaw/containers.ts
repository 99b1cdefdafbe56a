import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { takePort } from '../../openclaw/foreign.ts'
import type { Case } from '../case.ts'
import { answered, keyRefused, oldNode, started } from './console.ts'
import { ago, down, ended, inside, restarting } from './container-scenes.ts'
import { piece } from './log.ts'
import { boot, fault, NOBODY, negative, warned } from './make.ts'

const unhealthy = {
  state: {
    Health: {
      Status: 'unhealthy',
      FailingStreak: 7,
      Log: [{ ExitCode: 1, Output: 'fetch failed' }],
    },
  },
}
const ALLOCATED =
  'driver failed programming external connectivity on endpoint openclaw-openclaw-gateway-1: Bind for 127.0.0.1:18789 failed: port is already allocated'

/** What the runtime says of the container. */
const states: readonly Case[] = [
  fault(
    'container-stopped',
    'its container was stopped',
    'process.not-running',
    'openclaw.stopped',
    inside(() => ended(143), { ...down, boots: () => [] }),
  ),
  fault(
    'container-78',
    'its container refuses to start, and the restart policy insists',
    'process.config-refused',
    'openclaw.start-refused',
    inside(() => restarting(78, 12), { ...down, boots: () => [] }),
  ),
  fault(
    'container-out-of-memory',
    'its container was killed for want of memory',
    'process.out-of-memory',
    'openclaw.crash-loop',
    inside(() => ended(137, { OOMKilled: true }), { ...down, boots: () => [] }),
  ),
  {
    ...fault(
      'container-crash-loop',
      'its container is started again and again; its log says why',
      'process.crash-loop',
      'openclaw.crash-loop',
      inside(() => ({ ...restarting(1, 9), lines: oldNode(Date.now() - 10_000) }), {
        ...down,
        boots: () => [],
      }),
      ['error-log.start-failed'],
    ),
    args: ['--keep-going'],
  },
  fault(
    'container-paused',
    'its container is paused',
    'process.container-paused',
    'openclaw.frozen',
    inside(() => ({ state: { Status: 'paused', Paused: true } })),
  ),
  fault(
    'container-removed',
    'its container was removed',
    'process.container-missing',
    'openclaw.stopped',
    inside(
      () => ({}),
      { ...down, boots: () => [] },
      () => ({ containers: [] }),
    ),
  ),
  fault(
    'container-unhealthy',
    'its own health check fails and its port is closed',
    'process.container-unhealthy',
    'openclaw.frozen',
    inside(() => unhealthy, down),
  ),
  fault(
    'container-port-lost',
    'its container could not be started: a web server has its port',
    'process.port-foreign',
    'openclaw.port-taken',
    inside(() => ({ state: { Status: 'created', Running: false, Error: ALLOCATED } }), {
      ...down,
      boots: () => [],
      finish: async ({ port }) => takePort(port),
    }),
    ['process.not-running'],
  ),
  fault(
    'container-config-copied',
    'no directory is mounted: the broken configuration is copied out of the container',
    'process.config-refused',
    'openclaw.start-refused',
    inside(
      ({ home }) => ({
        ...ended(78),
        mounts: [],
        files: { '/home/node/.openclaw/openclaw.json': join(home, 'inside.json') },
      }),
      {
        ...down,
        boots: () => [],
        finish: async ({ home }) => writeFileSync(join(home, 'inside.json'), '{ "gateway": {'),
      },
    ),
    ['process.config-invalid'],
  ),
  warned(
    'container-check-wrong',
    'its own health check fails, and its port says that it is ready',
    'openclaw.frozen',
    ['process.container-unhealthy'],
    inside(() => unhealthy),
  ),
]

/** What the container printed, and what lies in its mounted state. */
const words: readonly Case[] = [
  fault(
    'container-key-refused',
    'its log has the refused key',
    'error-log.auth-failed',
    'openclaw.key-refused',
    inside(() => ({
      lines: [
        ...started(Date.now() - 600_000),
        ...keyRefused(Date.now() - 30_000).map((line) => ({ ...line, stderr: true })),
      ],
    })),
  ),
  fault(
    'container-token-drift',
    'the gateway behind the published port takes another token',
    'cli-status.token-mismatch',
    'openclaw.token-drift',
    inside(() => ({}), { knobs: { token: 'the-old-one' } }),
  ),
]

/** What looks bad about a container and is not. */
const quiet: readonly Case[] = [
  negative(
    'container-well',
    'its container runs',
    inside(() => ({})),
  ),
  negative(
    'container-foreign-pids',
    "the lock in its state names a pid of the container's own",
    inside(() => ({}), {
      finish: async ({ state, port }) => {
        const lock = { pid: NOBODY, port, createdAt: ago(600_000), stateDir: '/home/node/.openclaw' }
        writeFileSync(
          join(state, `tmp/openclaw-${process.getuid?.() ?? 0}/gateway.state.lock`),
          JSON.stringify(lock),
        )
      },
    }),
  ),
  negative(
    'container-unpublished',
    'it publishes no port: what it prints and stores is enough',
    inside(() => ({ bindings: {}, state: { Health: { Status: 'healthy', FailingStreak: 0, Log: [] } } }), {
      ...down,
    }),
  ),
  negative(
    'container-recovered',
    'its log has a refused key and answers since',
    inside(() => ({
      lines: [
        ...started(Date.now() - 600_000),
        ...keyRefused(Date.now() - 120_000),
        ...answered(Date.now() - 30_000),
      ],
    })),
  ),
  negative(
    'container-log-file',
    'its log file lies in the mounted state and is newer than what it printed',
    inside(() => ({ lines: [...started(Date.now() - 600_000), ...keyRefused(Date.now() - 120_000)] }), {
      config: () => ({ logging: { file: '/home/node/.openclaw/logs/gateway.log' } }),
      finish: async ({ state }) => {
        mkdirSync(join(state, 'logs'))
        const now = Date.now()
        const lines = [
          ...boot(now),
          ...piece('refused-401', now - 120_001),
          ...piece('answered', now - 30_000),
        ]
        writeFileSync(join(state, 'logs/gateway.log'), `${lines.join('\n')}\n`)
      },
    }),
  ),
]

/** A gateway in a container of Docker or Podman, whose command is a stand-in. */
export const containers: readonly Case[] = [...states, ...words, ...quiet]
