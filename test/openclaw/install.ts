import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The release that the tests run: its wording and files are what the checks know. */
export const OPENCLAW = 'openclaw@2026.9.6'

/** Where a real openclaw is installed; `release` removes what was installed for this run only. */
export interface Installed {
  /** The command's entry point, to be run with our own Node. */
  readonly entry: string
  release(): void
}

/** Installs the pinned release (330 packages, some 650 MB) below `FIRSTFAULT_OPENCLAW_PREFIX`, where a later run finds
 *  it again, or below a temporary directory. Null, with the reason on standard error, where the registry cannot be
 *  reached or does not give it within `ms`; every other failure is thrown. */
export function installOpenclaw(ms = 600_000): Installed | null {
  const kept = process.env.FIRSTFAULT_OPENCLAW_PREFIX || null
  const prefix = kept ?? mkdtempSync(join(tmpdir(), 'firstfault-openclaw-'))
  const entry = join(prefix, 'node_modules', 'openclaw', 'openclaw.mjs')
  const release = () => {
    if (!kept) rmSync(prefix, { recursive: true, force: true, maxRetries: 3 })
  }
  if (existsSync(entry)) return { entry, release }
  mkdirSync(prefix, { recursive: true })
  const begun = performance.now()
  process.stderr.write(`Installing ${OPENCLAW} below ${prefix} …\n`)
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error', '--fetch-timeout=60000']
  const npm = spawnSync('npm', ['install', '--prefix', prefix, ...quiet, OPENCLAW], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { npm_config_fetch_retries: '1', ...process.env },
    timeout: ms,
    encoding: 'utf8',
  })
  if (npm.status === 0 && existsSync(entry)) {
    process.stderr.write(`Installed in ${Math.round((performance.now() - begun) / 1000)} s.\n`)
    return { entry, release }
  }
  release()
  const late = npm.error && 'code' in npm.error && npm.error.code === 'ETIMEDOUT'
  const why = late ? `npm was not done after ${Math.round(ms / 1000)} s` : `${npm.error ?? ''}${npm.stderr}`
  if (!late && !isUnreachable(why)) throw new Error(`npm could not install ${OPENCLAW}: ${why.slice(-2_000)}`)
  process.stderr.write(`${why}\n`)
  return null
}

/** npm's own words for a registry that is away, closed to us, or without this release. */
export function isUnreachable(said: string): boolean {
  const NETWORK =
    'ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT'
  return new RegExp(`\\b(${NETWORK}|ETARGET|E40[1347]|E429|E5\\d\\d)\\b`).test(said)
}
