import type { ServiceState } from '../../../checks/process/service-state.ts'
import { systemctlEnv, systemdScope } from '../../../checks/process/systemd-service.ts'
import type { Context } from '../../core/check.ts'
import type { Host } from '../../host/host.ts'
import type { Instance } from './lock.ts'
import type { OpenclawSettings } from './settings.ts'

/** Where the programs of CLI backends are looked for. */
export interface SearchPath {
  readonly directories: readonly string[]
  /** The gateway's own, or this user's where that is not known. */
  readonly own: boolean
  /** Where it was read, for people. */
  readonly source: string
  /** Absolute paths of the service's command. */
  readonly words: readonly string[]
  /** The container inside which it leads; what is there cannot be seen from here. */
  readonly container: string | null
}

/** Of a gateway in a container. */
export const insideOf = (container: string): SearchPath => ({
  directories: [],
  own: false,
  source: `the container ${container}`,
  words: [],
  container,
})

/** What the gateway looks at when it completes its PATH; none of them is a secret. */
const NAMES = [
  'PATH',
  'HOME',
  'OPENCLAW_PATH_BOOTSTRAPPED',
  'XDG_BIN_HOME',
  'PNPM_HOME',
  'NPM_CONFIG_PREFIX',
] as const
type Values = Readonly<Record<string, string>>

/** The running process first (Linux tells it), then what the service manager starts it with, then what we have. */
export async function findSearchPath(
  context: Context,
  { home, service: { systemctl, launchctl, manager } }: OpenclawSettings,
  { process }: Instance,
  service: ServiceState | null,
): Promise<SearchPath> {
  const { host } = context
  const its = service && (process === null || service.pid === process.pid) ? service : null
  const tools = { systemd: systemctl, launchd: launchctl, scope: manager, home }
  const [running, definition] = await Promise.all([
    process === null ? null : host.processes.environment({ pid: process.pid, names: NAMES }),
    its === null ? null : askDefinition(context, its, tools),
  ])
  const words = definition?.ok ? definition.paths : []
  if (process && running?.ok && running.values.PATH !== undefined) {
    const program = await host.files.real({ path: `/proc/${process.pid}/exe` })
    const directories = completed(running.values, home, program.ok ? program.path : null)
    return { directories, own: true, source: `PATH of process ${process.pid}`, words, container: null }
  }
  if (its && definition?.ok && definition.values.PATH) {
    const directories = completed(definition.values, home, words[0] ?? null)
    return { directories, own: true, source: `PATH of the service ${its.service}`, words, container: null }
  }
  const directories = completed({ PATH: host.env.get('PATH') ?? '' }, home, null)
  return { directories, own: false, source: "this user's PATH", words, container: null }
}

function askDefinition(
  { host, signal }: Context,
  { manager, service }: ServiceState,
  tools: {
    readonly systemd: string
    readonly launchd: string
    readonly scope: string
    readonly home: string
  },
) {
  const scope = tools.scope === 'systemd-system' ? 'system' : 'user'
  const isSystemd = manager === 'systemd'
  const request = {
    manager,
    tool: tools[manager],
    service,
    scope: isSystemd ? systemdScope(scope, host.env.who()) : [],
    file: isSystemd
      ? null
      : `${tools.home}/Library/LaunchAgents/${service.slice(service.lastIndexOf('/') + 1)}.plist`,
    env: isSystemd ? systemctlEnv(scope, host.env) : {},
    names: NAMES,
    deadlineMs: 3_000,
  }
  return host.processes.service(request, signal)
}

/** A gateway completes the PATH that it was started with (2026.9.6): the directory of its Node before it, the usual
 *  places for installed programs behind it. A place that does not exist holds nothing, so that it does no harm here. */
export function completed(values: Values, user: string, node: string | null): readonly string[] {
  const home = values.HOME?.startsWith('/') ? values.HOME : user
  const given = (values.PATH ?? '').split(':')
  const pnpm = values.PNPM_HOME
  const added = [
    '/opt/homebrew/bin',
    '/opt/homebrew/sbin',
    '/usr/local/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    '/home/linuxbrew/.linuxbrew/sbin',
    `${home}/.linuxbrew/bin`,
    `${home}/.linuxbrew/sbin`,
    ...(pnpm ? [pnpm, `${pnpm}/bin`] : []),
    ...(values.NPM_CONFIG_PREFIX ? [`${values.NPM_CONFIG_PREFIX}/bin`] : []),
    `${home}/.local/share/mise/shims`,
    `${home}/Library/pnpm/bin`,
    `${home}/Library/pnpm`,
    ...(values.XDG_BIN_HOME ? [values.XDG_BIN_HOME] : []),
    ...[
      '.local/bin',
      '.npm-global/bin',
      '.local/share/pnpm/bin',
      '.local/share/pnpm',
      '.bun/bin',
      '.yarn/bin',
    ].map((one) => `${home}/${one}`),
  ]
  const whole = /^(?:1|true|yes|on)$/i.test(values.OPENCLAW_PATH_BOOTSTRAPPED ?? '')
    ? given
    : [...(node ? [node.slice(0, node.lastIndexOf('/'))] : []), '/usr/bin', '/bin', ...given, ...added]
  return [...new Set(whole.filter((one) => one.startsWith('/')))].slice(0, 200)
}

/** Whether a program is there for the gateway; null where a relative name with a slash does not tell. */
export async function isThere(
  host: Host,
  program: string,
  directories: readonly string[],
  home: string,
): Promise<boolean | null> {
  const whole = program.startsWith('~/') ? `${home}/${program.slice(2)}` : program
  if (whole.includes('/')) return whole.startsWith('/') ? isProgram(host, whole) : null
  const found = await Promise.all(directories.map((directory) => isProgram(host, `${directory}/${whole}`)))
  return found.includes(true)
}

async function isProgram(host: Host, path: string): Promise<boolean> {
  const [stat, access] = await Promise.all([
    host.files.stat({ path, followLinks: true }),
    host.files.access({ path, mode: 'execute' }),
  ])
  return stat.ok && stat.kind === 'file' && access.ok
}
