import type { Context } from '../../core/check.ts'
import type { OpenclawConfig } from './config.ts'
import type { Owner } from './owner.ts'
import type { OpenclawSettings } from './settings.ts'

/** Where plugins may be. */
export interface PluginRoots {
  /** Roots of the openclaw package, the likeliest first; the first one that is there counts. */
  readonly packages: readonly string[]
  /** Directories that hold plugins, and how many levels down they may be. */
  readonly installed: readonly { readonly directory: string; readonly depth: number }[]
}

/** Global prefixes of npm, and where the container image has the package. */
const PREFIXES = ['/usr/lib', '/usr/local/lib', '/opt/homebrew/lib'] as const
const IMAGE = '/app'

/** The roots of this gateway (2026.9.6): the package that the service or the `openclaw` of the search path starts, and
 *  the places for installed plugins. `words` are paths of the service's command. */
export async function pluginRoots(
  { host }: Context,
  settings: OpenclawSettings,
  config: OpenclawConfig,
  known: {
    readonly owners: readonly Owner[] | null
    readonly words: readonly string[]
    /** Where `openclaw` is looked for; null where only what is known of this gateway's own package counts. */
    readonly search: readonly string[] | null
  },
): Promise<PluginRoots> {
  const { home, stateDir } = settings
  const started = await Promise.all(
    (known.search ?? []).map((directory) => host.files.real({ path: `${directory}/openclaw` })),
  )
  const programs = [...known.words, ...started.flatMap((one) => (one.ok ? [one.path] : []))]
  const indexed = known.owners?.find(({ bundled, rootDir }) => bundled && rootDir)?.rootDir ?? null
  const packages = [
    ...programs.flatMap((path) => packageOf(path) ?? []),
    ...(indexed ? [indexed.replace(/\/dist\/extensions\/[^/]+\/?$/, '')] : []),
    ...(known.search ? guesses(home) : []),
  ]
  const installed = [
    { directory: `${stateDir}/extensions`, depth: 1 },
    // A project of its own for each package: projects/<name>/node_modules/[@scope/]<package>.
    { directory: `${stateDir}/npm/projects`, depth: 1 },
    ...(await projectsIn(host, `${stateDir}/npm/projects`)),
    { directory: `${stateDir}/npm/node_modules`, depth: 1 },
    ...(await scopesIn(host, `${stateDir}/npm/node_modules`)),
    { directory: `${stateDir}/git`, depth: 3 },
    { directory: `${stateDir}/workspace/.openclaw/extensions`, depth: 1 },
    ...config.plugins.loadPaths.flatMap((path) => {
      const whole = path.replace(/^~(?=\/)/, home)
      return whole.startsWith('/') ? [{ directory: whole.replace(/\/+$/, ''), depth: 1 }] : []
    }),
  ]
  return { packages: [...new Set(packages)].slice(0, 20), installed }
}

const guesses = (home: string) => [
  ...[...PREFIXES, `${home}/.npm-global/lib`].map((prefix) => `${prefix}/node_modules/openclaw`),
  IMAGE,
]

/** The package's root of a program inside it: `…/openclaw/openclaw.mjs`, `…/openclaw/dist/index.js`. */
export function packageOf(program: string): string | null {
  return /^(\/.*\/openclaw)\/(?:openclaw\.mjs|dist\/[\w./-]+)$/.exec(program)?.[1] ?? null
}

type Files = Context['host']

async function projectsIn(host: Files, directory: string) {
  const listed = await host.files.list({ path: directory, max: 100 })
  const names = listed.ok ? listed.entries.map(({ name }) => name) : []
  const modules = names.map((name) => `${directory}/${name}/node_modules`)
  const scopes = await Promise.all(modules.map((one) => scopesIn(host, one)))
  return [...modules.map((one) => ({ directory: one, depth: 1 })), ...scopes.flat()]
}

async function scopesIn(host: Files, directory: string) {
  const listed = await host.files.list({ path: directory, max: 400 })
  const names = listed.ok ? listed.entries.map(({ name }) => name) : []
  return names
    .filter((name) => name.startsWith('@'))
    .map((name) => ({ directory: `${directory}/${name}`, depth: 1 }))
}
