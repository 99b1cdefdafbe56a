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
 *  reached. */
export function installOpenclaw(): Installed | null {
  const kept = process.env.FIRSTFAULT_OPENCLAW_PREFIX
  const prefix = kept ?? mkdtempSync(join(tmpdir(), 'firstfault-openclaw-'))
  const entry = join(prefix, 'node_modules', 'openclaw', 'openclaw.mjs')
  const release = () => {
    if (!kept) rmSync(prefix, { recursive: true, force: true })
  }
  if (existsSync(entry)) return { entry, release }
  mkdirSync(prefix, { recursive: true })
  process.stderr.write(`Installing ${OPENCLAW} below ${prefix} …\n`)
  const args = ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--loglevel=error', OPENCLAW]
  const npm = spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 600_000 })
  if (npm.status === 0 && existsSync(entry)) return { entry, release }
  process.stderr.write(`${npm.stderr}\n`)
  release()
  return null
}
