import * as z from 'zod'
import { UsageError } from '../core/usage-error.ts'
import type { Host } from '../host/host.ts'
import { type Config, configSchema } from './schema.ts'

const FOUND_BY_ITSELF = ['config.yaml', 'config.yml', 'config.json'] as const
const LOAD_MS = 5_000
const MAX_DEPTH = 50
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
    const loading = import(pathToFileURL(resolve(path)).href) as Promise<{ default?: unknown }>
    const module = await inTime(loading)
    // Data only, whatever the module makes it of: no getters, no proxies, no functions.
    return structuredClone(module.default)
  } catch (error) {
    throw new UsageError(
      'config',
      `The configuration ${path} cannot be loaded: ${messageOf(error)}`,
      'It must be a module with a default export.',
    )
  }
}

/** Rejects after 5 s. The timer keeps us alive: Node ends a process that waits for nothing but a module. */
async function inTime<T>(loading: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new Error(`it did not load within ${LOAD_MS / 1000} s`)),
    LOAD_MS,
  )
  return Promise.race([loading, late.promise]).finally(() => clearTimeout(timer))
}

async function parseText(text: string, path: string): Promise<unknown> {
  try {
    if (path.endsWith('.json')) return JSON.parse(text)
    return await yamlIn(text)
  } catch (error) {
    throw new UsageError(
      'config',
      `The configuration ${path} is not valid: ${whereOf(error)}`,
      'It is YAML or JSON; see the README.',
    )
  }
}

function parse(value: unknown, path: string): Config {
  if (isDeeperThan(MAX_DEPTH, value))
    throw new UsageError(
      'config',
      `The configuration ${path} is nested deeper than ${MAX_DEPTH} levels.`,
      'Check the file.',
    )
  const parsed = configSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new UsageError(
    'config',
    `The configuration ${path} is not valid:\n${z.prettifyError(parsed.error)}`,
    'Each line names the place in the file.',
  )
}

/** Whether lists and objects lie in each other to more than `levels`; in steps, because a recursion would overflow
 *  on what it is to keep out. */
function isDeeperThan(levels: number, value: unknown): boolean {
  let level = new Set<unknown>([value])
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > levels) return true
    level = new Set([...level].flatMap((one) => (typeof one === 'object' && one ? Object.values(one) : [])))
  }
  return false
}

/** The library's own places of errors take minutes where there are many, so the place of the first is looked up. */
async function yamlIn(text: string): Promise<unknown> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lineCounter = new LineCounter()
  const document = parseDocument(text, { prettyErrors: false, logLevel: 'error', lineCounter })
  const [wrong] = document.errors
  if (!wrong) return document.toJS({ maxAliasCount: 100 }) ?? {}
  const { line, col } = lineCounter.linePos(wrong.pos[0])
  throw new Error(`${wrong.message} at line ${line}, column ${col}`)
}

/** What a parser says is wrong and where, without the text of the file that it quotes: that may be a secret. */
function whereOf(error: unknown): string {
  const message = messageOf(error).split('\n')[0] ?? ''
  if (!(error instanceof SyntaxError)) return message.replace(/:$/, '.')
  return `it is no JSON ${/\(line \d+ column \d+\)|at position \d+/.exec(message)?.[0] ?? ''}`.trimEnd()
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
