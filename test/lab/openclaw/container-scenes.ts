import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Case } from '../case.ts'
import { installCommand } from './command.ts'
import type { Engine, EngineContainer } from './commands/docker.ts'
import { answered, started } from './console.ts'
import type { Scene } from './lab.ts'

const NAME = 'openclaw-openclaw-gateway-1'

export interface Places {
  readonly home: string
  readonly state: string
  readonly port: number
}

/** The container as OpenClaw's own compose file makes it: its state mounted, its port on the loopback address. */
export const composed = ({ state, port }: Places, more: Partial<EngineContainer> = {}): EngineContainer => ({
  name: NAME,
  labels: { 'com.docker.compose.project': 'openclaw', 'com.docker.compose.service': 'openclaw-gateway' },
  mounts: [{ source: state, destination: '/home/node/.openclaw' }],
  bindings: { '18789/tcp': [{ HostIp: '127.0.0.1', HostPort: String(port) }] },
  lines: [...started(Date.now() - 600_000), ...answered(Date.now() - 60_000)],
  ...more,
})

/** A gateway whose configuration names its container; the log file of the container is inside it. */
export function inside(
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
export function among(
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

export const unnamed = (one: Case): Case => ({ ...one, args: ['--system', 'openclaw', ...one.args] })
export const down = { running: false } as const
export const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
export const ended = (code: number, more: object = {}): Partial<EngineContainer> => ({
  state: { Status: 'exited', Running: false, Pid: 0, ExitCode: code, FinishedAt: ago(300_000), ...more },
})
export const restarting = (code: number, restarts: number): Partial<EngineContainer> => ({
  restarts,
  state: { Status: 'restarting', Restarting: true, Pid: 0, ExitCode: code, FinishedAt: ago(5_000) },
})
