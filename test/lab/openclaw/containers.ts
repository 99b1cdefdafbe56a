import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { takePort } from '../../openclaw/foreign.ts'
import type { Case } from '../case.ts'
import { installCommand } from './command.ts'
import { type Engine, type EngineContainer, NO_DAEMON, NO_PERMISSION } from './commands/docker.ts'
import { answered, keyRefused, oldNode, started } from './console.ts'
import type { Scene } from './lab.ts'
import { piece } from './log.ts'
import { boot, fault, NOBODY, negative, warned } from './make.ts'

const NAME = 'openclaw-openclaw-gateway-1'

interface Places {
  readonly home: string
  readonly state: string
  readonly port: number
}

/** The container as OpenClaw's own compose file makes it: its state mounted, its port on the loopback address. */
const composed = ({ state, port }: Places, more: Partial<EngineContainer> = {}): EngineContainer => ({
  name: NAME,
  labels: { 'com.docker.compose.project': 'openclaw', 'com.docker.compose.service': 'openclaw-gateway' },
  mounts: [{ source: state, destination: '/home/node/.openclaw' }],
  bindings: { '18789/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
  lines: [...started(Date.now() - 600_000), ...answered(Date.now() - 60_000)],
  ...more,
})

/** A gateway whose configuration names its container; the log file of the container is inside it. */
function inside(
  more: (places: Places) => Partial<EngineContainer>,
  scene: Scene = {},
  engine: (places: Places) => Partial<Engine> = () => ({}),
): Scene {
  return {
    tasks: () => [],
    log: () => [],
    config: () => ({ logging: {} }),
    ...scene,
    settings: ({ home }) => ({
      container: { runtime: 'docker', name: NAME },
      log: { directory: join(home, 'logs'), name: 'openclaw' },
    }),
    finish: async (places) => {
      const state = { containers: [composed(places, more(places))], ...engine(places) }
      installCommand(places.home, 'docker', state)
      return scene.finish?.(places)
    },
  }
}

/** A gateway that nobody named, on a machine with these containers. */
function among(
  containers: (places: Places) => Partial<Engine>,
  scene: Scene = {},
  command: 'docker' | 'podman' = 'docker',
): Scene {
  return {
    ...scene,
    unnamed: true,
    finish: async (places) => {
      if (command === 'podman') mkdirSync(join(places.home, '.local/share/containers'), { recursive: true })
      installCommand(places.home, command, { containers: [], ...containers(places) })
      return scene.finish?.(places)
    },
  }
}

const unnamed = (one: Case): Case => ({ ...one, args: ['--system', 'openclaw', ...one.args] })
const down = { running: false } as const
const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
const ended = (code: number, more: object = {}): Partial<EngineContainer> => ({
  state: { Status: 'exited', Running: false, Pid: 0, ExitCode: code, FinishedAt: ago(300_000), ...more },
})
const restarting = (code: number, restarts: number): Partial<EngineContainer> => ({
  restarts,
  state: { Status: 'restarting', Restarting: true, Pid: 0, ExitCode: code, FinishedAt: ago(5_000) },
})
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

/** The runtime itself. */
const engines: readonly Case[] = [
  fault(
    'engine-down',
    'the daemon of its container does not run',
    'substrate.engine-down',
    null,
    inside(
      () => ({}),
      down,
      () => ({ refused: NO_DAEMON }),
    ),
  ),
  fault(
    'engine-silent',
    'the daemon of its container takes questions and does not answer',
    'substrate.engine-silent',
    null,
    inside(
      () => ({}),
      down,
      () => ({ silent: true }),
    ),
  ),
  {
    ...negative(
      'engine-denied',
      'this user may not ask the daemon: nothing can be said of the container',
      inside(
        () => ({}),
        {},
        () => ({ refused: NO_PERMISSION }),
      ),
    ),
    expect: { verdict: 'unknown', layer: null, code: null, scenario: null },
  },
  {
    ...negative(
      'engine-elsewhere',
      'the client is set to an engine on another machine: its container is not this one',
      inside(
        () => ended(1),
        {},
        () => ({ endpoint: 'ssh://joel@vps' }),
      ),
    ),
    expect: { verdict: 'unknown', layer: null, code: null, scenario: null },
  },
]

/** Gateways that nobody named. */
const found: readonly Case[] = [
  unnamed(
    fault(
      'found-container',
      'its compose container is found, and its state directory is no second gateway',
      'error-log.auth-failed',
      'openclaw.key-refused',
      among(
        (places) => ({
          containers: [
            composed(places, {
              lines: [...started(Date.now() - 600_000), ...keyRefused(Date.now() - 30_000)],
            }),
            { name: 'openclaw-openclaw-cli-1', labels: { 'com.docker.compose.service': 'openclaw-cli' } },
          ],
        }),
        { tasks: () => [] },
      ),
    ),
  ),
  unnamed(
    fault(
      'found-podman',
      "Podman's container is found, and has ended",
      'process.not-running',
      'openclaw.stopped',
      among(
        (places) => ({
          containers: [
            composed(places, {
              name: 'openclaw',
              labels: {},
              image: 'localhost/openclaw:local',
              ...ended(1),
            }),
          ],
        }),
        { ...down, boots: () => [] },
        'podman',
      ),
    ),
  ),
  unnamed(
    negative(
      'found-no-daemon',
      'no daemon runs and the gateway is no container',
      among(() => ({ refused: NO_DAEMON })),
    ),
  ),
  unnamed(
    negative(
      'found-silent-daemon',
      'the daemon hangs and the gateway is no container',
      among(() => ({ silent: true })),
    ),
  ),
  unnamed(
    negative(
      'found-other-containers',
      'a sandbox, a single command and a stranger are no gateways',
      among(() => ({
        containers: [
          { name: 'openclaw-sbx-main', image: 'openclaw-sandbox:bookworm-slim', command: '"sleep infinity"' },
          { name: 'quirky_lamarr', image: 'openclaw:local', command: '"openclaw doctor --fix"', ...ended(1) },
          { name: 'db', image: 'postgres:17', command: '"docker-entrypoint.sh postgres"', ...ended(1) },
        ],
      })),
    ),
  ),
  unnamed(
    negative(
      'found-old-container',
      'its container of former days has ended; a process of this machine has the state now',
      among((places) => ({ containers: [composed(places, ended(0))] })),
    ),
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
export const containers: readonly Case[] = [...states, ...words, ...engines, ...found, ...quiet]
