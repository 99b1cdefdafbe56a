import * as z from 'zod'
import type { Context } from '../../../core/check.ts'
import type { ExecPort } from '../../../host/exec.ts'
import type { ContainerSettings } from '../settings.ts'

/** A container as `inspect` describes it; times are epoch ms, null where it never came to that. */
export interface Container {
  readonly name: string
  readonly image: string
  readonly labels: Readonly<Record<string, string>>
  /** created, running, paused, restarting, removing, exited, dead; Podman also stopped and stopping. */
  readonly status: string
  readonly exitCode: number
  readonly outOfMemory: boolean
  /** Why the last start failed, in the runtime's words. */
  readonly error: string
  readonly startedAt: number | null
  readonly finishedAt: number | null
  /** What the image's own HEALTHCHECK, which asks /healthz, comes to; null without one. */
  readonly health: { readonly status: string; readonly failing: number; readonly said: string } | null
  /** Starts by the restart policy since it was created. */
  readonly restarts: number
  /** no, always, unless-stopped, on-failure. */
  readonly policy: string
  /** bridge, host, none, a network's name. */
  readonly network: string
  /** Addresses of this machine by the container's port. */
  readonly published: Readonly<Record<string, readonly { readonly host: string; readonly port: number }[]>>
  readonly mounts: readonly { readonly source: string; readonly destination: string }[]
}

export type ContainerAnswer =
  | { readonly kind: 'seen'; readonly container: Container }
  | { readonly kind: 'absent'; readonly said: string }
  /** Its daemon does not run, or takes the question and does not answer. */
  | { readonly kind: 'down'; readonly said: string }
  | { readonly kind: 'silent'; readonly said: string }
  /** Our tool or permission is missing. */
  | { readonly kind: 'blocked'; readonly why: string }

/** Only what is used: the whole description holds the environment of the container, and with it its secrets. */
const TEMPLATE = `{${[
  ['name', '.Name'],
  ['image', '.Config.Image'],
  ['labels', '.Config.Labels'],
  ['restarts', '.RestartCount'],
  ['state', '.State'],
  ['mounts', '.Mounts'],
  ['network', '.HostConfig.NetworkMode'],
  ['policy', '.HostConfig.RestartPolicy'],
  ['bindings', '.HostConfig.PortBindings'],
  ['ports', '.NetworkSettings.Ports'],
]
  .map(([key, place]) => `"${key}":{{json ${place}}}`)
  .join(',')}}`

/** Docker 28 and Podman 5 agree in these fields; Podman leaves some out where they say nothing. */
const text = (most: number) => z.string().transform((value) => value.slice(0, most))
const bindings = z
  .record(
    z.string().max(40),
    z.array(z.object({ HostIp: text(64).default(''), HostPort: text(8).default('') })).nullable(),
  )
  .nullish()
const described = z.object({
  name: text(200),
  image: text(300),
  labels: z.record(z.string(), z.string()).nullish(),
  restarts: z.number().int().nonnegative().catch(0),
  state: z.object({
    Status: text(40),
    ExitCode: z.number().int().catch(0),
    OOMKilled: z.boolean().catch(false),
    Error: text(300).catch(''),
    StartedAt: text(40).catch(''),
    FinishedAt: text(40).catch(''),
    Health: z
      .object({
        Status: text(40).default(''),
        FailingStreak: z.number().int().catch(0),
        Log: z.array(z.object({ Output: text(300).catch('') })).nullish(),
      })
      .nullish(),
  }),
  mounts: z.array(z.object({ Source: text(4_000).catch(''), Destination: text(4_000) })).nullish(),
  network: text(200).catch(''),
  policy: z.object({ Name: text(40).catch('') }).nullish(),
  bindings,
  ports: bindings,
})

/** The description's document; null where it is none. */
export function containerOf(output: string): Container | null {
  const parsed = described.safeParse(document(output))
  if (!parsed.success) return null
  const { state, ...one } = parsed.data
  const { Health: health } = state
  return {
    name: one.name.replace(/^\//, ''),
    image: one.image,
    labels: one.labels ?? {},
    status: state.Status,
    exitCode: state.ExitCode,
    outOfMemory: state.OOMKilled,
    error: state.Error,
    startedAt: moment(state.StartedAt),
    finishedAt: moment(state.FinishedAt),
    health:
      health && /^[a-z]{1,20}$/.test(health.Status) && health.Status !== 'none'
        ? {
            status: health.Status,
            failing: health.FailingStreak,
            said: health.Log?.at(-1)?.Output.trim() ?? '',
          }
        : null,
    restarts: one.restarts,
    policy: one.policy?.Name ?? '',
    network: one.network,
    published: { ...publishedIn(one.bindings), ...publishedIn(one.ports) },
    mounts: (one.mounts ?? []).map(({ Source, Destination }) => ({
      source: Source,
      destination: Destination,
    })),
  }
}

/** `18789/tcp` with where it can be reached; a port that the runtime has yet to choose is left out. */
function publishedIn(ports: z.output<typeof bindings>): Container['published'] {
  return Object.fromEntries(
    Object.entries(ports ?? {}).flatMap(([key, places]) => {
      const known = (places ?? []).flatMap(({ HostIp: host, HostPort }) => {
        const port = Number(HostPort)
        return Number.isInteger(port) && port > 0 && port < 65_536 ? [{ host, port }] : []
      })
      return known.length > 0 ? [[key, known]] : []
    }),
  )
}

/** `0001-01-01T00:00:00Z` is a time that never was. */
function moment(value: string): number | null {
  const parsed = Date.parse(value)
  return Number.isNaN(parsed) || parsed <= 0 ? null : parsed
}

function document(output: string): unknown {
  try {
    return JSON.parse(output.slice(0, 1_000_000))
  } catch {
    return null
  }
}

/** Asks the runtime for the container; it only looks. */
export async function askContainer(
  { host, signal }: Pick<Context, 'host' | 'signal'>,
  { runtime, command, name }: ContainerSettings,
  deadlineMs = 4_000,
): Promise<ContainerAnswer> {
  const file = command ?? runtime
  const args = ['inspect', '--type', 'container', '--format', TEMPLATE, name]
  const [answer, remote] = await Promise.all([
    host.exec.run({ file, args, deadlineMs }, signal),
    remoteEngine(host.exec, runtime, file, signal),
  ])
  if (remote) return { kind: 'blocked', why: `${file} is set to the engine at ${remote}, another machine` }
  if (!answer.ok)
    return answer.problem === 'timeout'
      ? { kind: 'silent', said: answer.message }
      : { kind: 'blocked', why: answer.message }
  const said = answer.stderr.trim().split('\n')[0]?.slice(0, 200) ?? ''
  if (answer.exitCode !== 0) return refusal(said, file)
  const container = containerOf(answer.stdout)
  return container
    ? { kind: 'seen', container }
    : { kind: 'blocked', why: `${file} inspect ${name} gave no description of a container` }
}

/** What a failed command means, in the words of Docker 20 to 29 and of Podman 4 and 5. */
export function refusal(said: string, file: string): ContainerAnswer {
  if (/no such (?:container|object)/i.test(said)) return { kind: 'absent', said }
  if (/permission denied/i.test(said)) return { kind: 'blocked', why: said }
  if (
    /cannot connect to (?:the docker daemon|podman)|failed to connect to the docker api|is the docker daemon running|unable to connect to podman/i.test(
      said,
    )
  )
    return { kind: 'down', said }
  return { kind: 'blocked', why: `${file}: ${said || 'it ended without a word'}` }
}

/** Where the client's engine is, when that is not this machine: its containers are none of ours. */
export async function remoteEngine(
  exec: ExecPort,
  runtime: ContainerSettings['runtime'],
  file: string,
  signal: AbortSignal,
): Promise<string | null> {
  if (runtime !== 'docker') return null
  const args = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}']
  const answer = await exec.run({ file, args, deadlineMs: 2_000 }, signal)
  const endpoint = answer.ok && answer.exitCode === 0 ? answer.stdout.trim().slice(0, 200) : ''
  const [, protocol, at = ''] = /^(tcp|ssh|http|https):\/\/(.*)$/.exec(endpoint) ?? []
  if (!protocol || /^(?:127\.|localhost\b|\[::1\])/.test(at)) return null
  return `${protocol}://${at.replace(/^[^@]*@/, '')}`
}
