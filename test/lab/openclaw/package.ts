import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The parts of a plugin's manifest that are read. */
export interface ManifestParts {
  readonly id: string
  readonly cliBackends?: readonly string[]
  readonly activation?: { readonly onStartup?: boolean; readonly onAgentHarnesses?: readonly string[] }
}

/** Two of the plugins that 2026.9.6 brings. */
export const BUNDLED: readonly ManifestParts[] = [
  { id: 'anthropic', cliBackends: ['claude-cli'], activation: { onStartup: true } },
  { id: 'google', cliBackends: ['google-gemini-cli'], activation: { onStartup: false } },
]

/** The openclaw package in `home`/node_modules, as npm installs it, and a link to its program on the PATH. */
export function installPackage(home: string, version: string, plugins: readonly ManifestParts[]): void {
  const root = join(home, 'node_modules/openclaw')
  for (const plugin of plugins) installPlugin(join(root, 'dist/extensions', plugin.id), plugin)
  writeFileSync(join(root, 'package.json'), JSON.stringify({ name: 'openclaw', version }))
  writeFileSync(join(root, 'openclaw.mjs'), '')
  mkdirSync(join(home, 'programs'), { recursive: true })
  symlinkSync(join(root, 'openclaw.mjs'), join(home, 'programs/openclaw'))
}

/** One plugin with its manifest. */
export function installPlugin(directory: string, manifest: ManifestParts): void {
  mkdirSync(directory, { recursive: true })
  writeFileSync(join(directory, 'openclaw.plugin.json'), JSON.stringify(manifest))
}
