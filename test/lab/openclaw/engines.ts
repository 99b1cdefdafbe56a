import type { Case } from '../case.ts'
import { NO_DAEMON, NO_PERMISSION } from './commands/docker.ts'
import { keyRefused, started } from './console.ts'
import { among, composed, down, ended, inside, unnamed } from './container-scenes.ts'
import { fault, negative } from './make.ts'

/** The runtime itself. */
const runtimes: readonly Case[] = [
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

/** The runtimes of containers, and the gateways that are found in them; their command is a stand-in. */
export const engines: readonly Case[] = [...runtimes, ...found]
