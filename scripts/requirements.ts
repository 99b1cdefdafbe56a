import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that the tests run for real, and Debian's package that holds it. */
export interface Requirement {
  readonly program: string
  readonly debian: string
  readonly for: string
}

export const REDIS: Requirement = { program: 'redis-server', debian: 'redis-server', for: 'the Redis layers' }
export const TMUX: Requirement = { program: 'tmux', debian: 'tmux', for: 'the terminal tests' }
export const POSTGRES: Requirement = {
  program: 'postgres',
  debian: 'postgresql',
  for: 'the states of a Mission Control',
}
export const STRACE: Requirement = {
  program: 'strace',
  debian: 'strace',
  for: 'the proof that nothing is changed',
}

/** Debian keeps each version of PostgreSQL in a directory of its own. */
const POSTGRES_VERSIONS = '/usr/lib/postgresql'

/** Whether the program is on PATH, among the system's daemons or among PostgreSQL's. */
export function isThere(program: string): boolean {
  const versions = existsSync(POSTGRES_VERSIONS) ? readdirSync(POSTGRES_VERSIONS) : []
  const places = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    '/sbin',
    ...versions.map((version) => join(POSTGRES_VERSIONS, version, 'bin')),
  ]
  return places.some((place) => {
    try {
      accessSync(join(place, program), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** Installs what is missing from Debian's packages when we are root, and says so; otherwise names the command.
 *  `FIRSTFAULT_NO_INSTALL=1` forbids it. Gives what is still missing. */
export function provide(requirements: readonly Requirement[]): readonly Requirement[] {
  const missing = requirements.filter((one) => !isThere(one.program))
  if (missing.length === 0) return []
  const packages = missing.map((one) => one.debian)
  const command = `apt-get install -y ${packages.join(' ')}`
  const mayInstall = process.getuid?.() === 0 && isThere('apt-get') && !process.env.FIRSTFAULT_NO_INSTALL
  if (!mayInstall) {
    say(
      `Missing: ${missing.map((one) => `${one.program} (for ${one.for})`).join(', ')}. To install: sudo ${command}`,
    )
    return missing
  }
  say(`Installing ${packages.join(', ')} from Debian's packages (FIRSTFAULT_NO_INSTALL=1 forbids this).`)
  // A service that the package would start must not hold the standard port.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const allow = missing.includes(POSTGRES) ? withoutCluster() : () => {}
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', ...packages],
  ])
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] })
  allow()
  return requirements.filter((one) => !isThere(one.program))
}

/** The package would create a cluster and start it on the standard port: not while this file says so. What is
 *  returned takes it away again. */
function withoutCluster(): () => void {
  const directory = '/etc/postgresql-common/createcluster.d'
  const file = join(directory, 'firstfault.conf')
  mkdirSync(directory, { recursive: true })
  writeFileSync(file, 'create_main_cluster = false\n')
  return () => rmSync(file, { force: true })
}

const say = (line: string) => process.stderr.write(`${line}\n`)
