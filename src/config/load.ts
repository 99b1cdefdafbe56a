import * as z from 'zod'
import { UsageError } from '../cli/failure.ts'
import type { Host } from '../host/host.ts'
import { type Config, configSchema } from './schema.ts'

const FOUND_BY_ITSELF = ['config.yaml', 'config.yml', 'config.json'] as const
const CODE = /\.[cm]?[jt]s$/

/** The configuration of `--config FILE`, else the first of our names in the operator's configuration directory, else
 *  an empty one. Only a file that was named may be code (JavaScript or TypeScript, default export). */
export async function loadConfig(named: string | null, host: Host): Promise<Config> {
  if (named && CODE.test(named)) return parse(await importConfig(named), named)
  for (const path of named ? [named] : placesOf(host)) {
    const file = await host.files.read({ path, maxBytes: 1_000_000, followLinks: named !== null })
    if (file.ok && !file.truncated) return parse(await parseText(file.text, path), path)
    const problem = file.ok ? 'it is larger than 1 MB' : file.message
    if (named || file.ok || file.problem !== 'absent')
      throw new UsageError(
        'config',
        `The configuration ${path} cannot be read: ${problem}`,
        'Check --config and the file.',
      )
  }
  return configSchema.parse({})
}

/** Where a configuration is found without being named. */
export function placesOf(host: Host): readonly string[] {
  const home = host.env.who().home
  const base = host.env.get('XDG_CONFIG_HOME') || (home ? `${home}/.config` : null)
  return base ? FOUND_BY_ITSELF.map((name) => `${base}/firstfault/${name}`) : []
}

async function importConfig(path: string): Promise<unknown> {
  const [{ resolve }, { pathToFileURL }] = await Promise.all([import('node:path'), import('node:url')])
  try {
    const module = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown }
    return module.default
  } catch (error) {
    throw new UsageError(
      'config',
      `The configuration ${path} cannot be loaded: ${messageOf(error)}`,
      'It must be a module with a default export.',
    )
  }
}

async function parseText(text: string, path: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(text)
    const { parse: parseYaml } = await import('yaml')
    return parseYaml(text, { maxAliasCount: 100 }) ?? {}
  } catch (error) {
    throw new UsageError(
      'config',
      `The configuration ${path} is not valid: ${messageOf(error)}`,
      'It is YAML or JSON; see the README.',
    )
  }
}

function parse(value: unknown, path: string): Config {
  const parsed = configSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new UsageError(
    'config',
    `The configuration ${path} is not valid:\n${z.prettifyError(parsed.error)}`,
    'Each line names the place in the file.',
  )
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
