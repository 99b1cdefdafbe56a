import { existsSync, readFileSync, statSync } from 'node:fs'

/** What the stand-in for `docker` (and `podman`) knows; the lab writes it. Times are epoch ms. */
export interface Engine {
  /** The words of a client that cannot reach its daemon. */
  readonly refused?: string
  /** Takes the question and never answers. */
  readonly silent?: boolean
  /** The endpoint of the client's context. */
  readonly endpoint?: string
  readonly containers: readonly EngineContainer[]
}

export interface EngineContainer {
  readonly name: string
  readonly image?: string
  readonly command?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Laid over the state of a container that runs. */
  readonly state?: Readonly<Record<string, unknown>>
  readonly restarts?: number
  readonly network?: string
  /** Published address of 18789/tcp. */
  readonly bindings?: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[]>>
  readonly mounts?: readonly { readonly source: string; readonly destination: string }[]
  /** What it printed. */
  readonly lines?: readonly { readonly at: number; readonly text: string; readonly stderr?: boolean }[]
  /** Files of this machine by their path in the container, for `cp`. */
  readonly files?: Readonly<Record<string, string>>
}

/** The words of Docker 28 where no daemon runs. */
export const NO_DAEMON =
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?'
/** The words of Docker 28 for a user outside its group. */
export const NO_PERMISSION =
  'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock'

interface Said {
  readonly code: number
  readonly out?: string
  readonly err?: string
}

const NEVER = '0001-01-01T00:00:00Z'

/** The fields of `docker inspect` (API 1.48) that its users read; the environment is there too, and secret. */
function described(one: EngineContainer): Readonly<Record<string, unknown>> {
  const { bindings = {}, mounts = [] } = one
  const state = {
    Status: 'running',
    Running: true,
    Paused: false,
    Restarting: false,
    OOMKilled: false,
    Dead: false,
    Pid: 7,
    ExitCode: 0,
    Error: '',
    StartedAt: new Date(Date.now() - 600_000).toISOString(),
    FinishedAt: NEVER,
    ...one.state,
  }
  return {
    Id: 'f'.repeat(64),
    Name: `/${one.name}`,
    RestartCount: one.restarts ?? 0,
    State: state,
    Mounts: mounts.map(({ source, destination }) => ({
      Type: 'bind',
      Source: source,
      Destination: destination,
      Mode: 'rw',
      RW: true,
    })),
    Config: {
      Image: one.image ?? 'openclaw:local',
      Labels: one.labels ?? {},
      Env: ['OPENCLAW_GATEWAY_TOKEN=lab-container-token-never-shown-0123456789'],
    },
    HostConfig: {
      NetworkMode: one.network ?? 'openclaw_default',
      RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
      PortBindings: bindings,
    },
    NetworkSettings: { Ports: state.Status === 'running' ? bindings : {} },
  }
}

/** The places `{{json .A.B}}` of a Go template, filled. */
const filled = (template: string, document: unknown): string =>
  template.replace(/\{\{json ((?:\.\w+)+)\}\}/g, (_, place: string) =>
    JSON.stringify(
      place
        .slice(1)
        .split('.')
        .reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document) ?? null,
    ),
  )

function ps({ containers }: Engine): Said {
  const lines = containers.map(({ name, image = 'openclaw:local', command, labels = {}, state = {} }) => {
    const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`)
    const ran = command ?? '"docker-entrypoint.sh node dist/index.js gateway --bind lan --port 18789"'
    return [name, state.Status ?? 'running', image, ran, pairs.join(',')].join('\t')
  })
  return { code: 0, out: lines.map((line) => `${line}\n`).join('') }
}

function logs({ lines = [] }: EngineContainer, args: readonly string[]): Said {
  const value = (name: string) => args.find((arg) => arg.startsWith(`${name}=`))?.slice(name.length + 1) ?? ''
  const [since, until] = [Date.parse(value('--since')), Date.parse(value('--until'))]
  const inside = lines.filter(({ at }) => !(at < since) && !(at > until)).slice(-Number(value('--tail')))
  const printed = (own: boolean) =>
    inside
      .filter(({ stderr = false }) => stderr === own)
      .map(({ at, text }) => `${new Date(at).toISOString().replace('Z', '123456Z')} ${text}\n`)
      .join('')
  return { code: 0, out: printed(false), err: printed(true) }
}

/** One file as a tar archive, as the engine streams it. */
function cp(one: EngineContainer, inside: string): Said {
  const path = one.files?.[inside]
  if (!path || !existsSync(path))
    return {
      code: 1,
      err: `Error response from daemon: Could not find the file ${inside} in container ${one.name}\n`,
    }
  const content = readFileSync(path)
  const header = Buffer.alloc(512)
  const put = (text: string, at: number) => header.write(text, at, 'latin1')
  put(inside.slice(inside.lastIndexOf('/') + 1), 0)
  put('0000600\0', 100)
  put(`${content.length.toString(8).padStart(11, '0')}\0`, 124)
  put(
    `${Math.floor(statSync(path).mtimeMs / 1_000)
      .toString(8)
      .padStart(11, '0')}\0`,
    136,
  )
  put('        ', 148)
  put('0', 156)
  put('ustar\x0000', 257)
  put(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  )
  const padding = Buffer.alloc(((512 - (content.length % 512)) % 512) + 1_024)
  return { code: 0, out: Buffer.concat([header, content, padding]).toString('utf8') }
}

/** The answers of the container client to the questions that the walk asks; anything else is refused. */
export function docker(engine: Engine, args: readonly string[]): Said {
  const [verb = '', ...rest] = args
  if (verb === 'context') return { code: 0, out: `${engine.endpoint ?? 'unix:///var/run/docker.sock'}\n` }
  if (engine.refused) return { code: 1, err: `${engine.refused}\n` }
  if (verb === 'ps') return ps(engine)
  const name = verb === 'cp' ? rest[0]?.split(':')[0] : rest.at(-1)
  const one = engine.containers.find((container) => container.name === name)
  if (!one) return { code: 1, err: `Error response from daemon: No such container: ${name}\n` }
  if (verb === 'inspect')
    return { code: 0, out: `${filled(rest[rest.indexOf('--format') + 1] ?? '', described(one))}\n` }
  if (verb === 'logs') return logs(one, rest)
  if (verb === 'cp' && rest[1] === '-') return cp(one, rest[0]?.slice(one.name.length + 1) ?? '')
  return { code: 125, err: `the stand-in does not know: docker ${args.join(' ')}\n` }
}

if (process.argv[2] && import.meta.main) {
  const engine = JSON.parse(readFileSync(process.argv[2], 'utf8')) as Engine
  const args = process.argv.slice(3)
  if (engine.silent && args[0] !== 'context') setInterval(() => {}, 1_000)
  else {
    const { code, out = '', err = '' } = docker(engine, args)
    process.stdout.write(out)
    process.stderr.write(err)
    process.exitCode = code
  }
}
