import type { Host, SecretRef } from '../../host/host.ts'
import { agentsIn, type DeclaredAgent } from './declared.ts'
import { at, type Fields, fieldsOf, numberOf, textOf, textsOf } from './lenient.ts'

/** What the configuration says, as far as it is used. */
export interface OpenclawConfig {
  readonly mode: string | null
  readonly port: number | null
  readonly auth: 'token' | 'password' | 'none' | 'other'
  /** Where the token or password that clients send is; null where none is configured. */
  readonly secret: SecretRef | null
  /** `logging.file`. */
  readonly logFile: string | null
  readonly agents: readonly DeclaredAgent[]
  readonly providers: Readonly<Record<string, Provider>>
  readonly plugins: PluginPolicy
  /** Programs of CLI backends by their ids: only releases before 2026.9 take them from here. */
  readonly backends: Readonly<Record<string, string>>
  readonly channels: readonly string[]
  readonly otel: { readonly enabled: boolean; readonly endpoint: string | null }
}

export interface Provider {
  readonly baseUrl: string | null
  /** `openai-completions`, `anthropic-messages` … */
  readonly api: string | null
}

export interface PluginPolicy {
  /** False where no plugin is loaded at all. */
  readonly enabled: boolean
  /** Null where every plugin is allowed. */
  readonly allow: readonly string[] | null
  readonly deny: readonly string[]
  /** Explicit `enabled` by plugin. */
  readonly entries: Readonly<Record<string, boolean>>
  /** Plugins, or directories of plugins, outside the known places. */
  readonly loadPaths: readonly string[]
}

export type ConfigAnswer =
  | { readonly kind: 'read'; readonly config: OpenclawConfig; readonly mtimeMs: number }
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'invalid'
      readonly why: string
      readonly mtimeMs: number
      readonly lastGood: OpenclawConfig | null
    }
  | { readonly kind: 'blocked'; readonly why: string }

/** Reads the configuration; of a damaged one the last good copy, which OpenClaw keeps beside it. */
export async function readConfig(host: Host, path: string): Promise<ConfigAnswer> {
  const file = await host.files.read({ path, maxBytes: 4_000_000, followLinks: true })
  if (!file.ok)
    return file.problem === 'absent'
      ? { kind: 'absent' }
      : { kind: 'blocked', why: `${path}: ${file.message}` }
  const parsed = await parseConfig(file.text, path)
  if (parsed.ok) return { kind: 'read', config: parsed.config, mtimeMs: file.mtimeMs }
  const copy = await host.files.read({ path: `${path}.last-good`, maxBytes: 4_000_000 })
  const good = copy.ok ? await parseConfig(copy.text, `${path}.last-good`) : null
  return { kind: 'invalid', why: parsed.why, mtimeMs: file.mtimeMs, lastGood: good?.ok ? good.config : null }
}

/** What is known of the configuration: of a damaged one the last good copy. */
export function configOf(answer: ConfigAnswer): OpenclawConfig | null {
  if (answer.kind === 'read') return answer.config
  return answer.kind === 'invalid' ? answer.lastGood : null
}

/** The configuration from its JSON5 text; `path` is where its secrets are to be found again. */
export async function parseConfig(
  text: string,
  path: string,
): Promise<
  { readonly ok: true; readonly config: OpenclawConfig } | { readonly ok: false; readonly why: string }
> {
  const { default: json5 } = await import('json5')
  try {
    const document: unknown = json5.parse(text)
    if (document === null || typeof document !== 'object' || Array.isArray(document))
      return { ok: false, why: 'it is no object' }
    return { ok: true, config: narrowConfig(document as Fields, path) }
  } catch (error) {
    return { ok: false, why: (error instanceof Error ? error.message : String(error)).slice(0, 200) }
  }
}

function narrowConfig(document: Fields, path: string): OpenclawConfig {
  const auth = at(document, 'gateway', 'auth', 'mode')
  const providers = Object.entries(fieldsOf(at(document, 'models', 'providers'))).map(
    ([name, value]): [string, Provider] => [
      name,
      { baseUrl: textOf(at(value, 'baseUrl')), api: textOf(at(value, 'api')) },
    ],
  )
  const entries = Object.entries(fieldsOf(at(document, 'plugins', 'entries'))).flatMap(
    ([name, value]): [string, boolean][] => {
      const enabled = at(value, 'enabled')
      return typeof enabled === 'boolean' ? [[name, enabled]] : []
    },
  )
  const allow = at(document, 'plugins', 'allow')
  return {
    mode: textOf(at(document, 'gateway', 'mode')),
    port: numberOf(at(document, 'gateway', 'port')),
    auth:
      auth === 'password' || auth === 'none'
        ? auth
        : auth === undefined || auth === 'token'
          ? 'token'
          : 'other',
    secret: secretOf(path, document, 'gateway', 'auth', auth === 'password' ? 'password' : 'token'),
    logFile: textOf(at(document, 'logging', 'file'), 4_000),
    agents: agentsIn(document),
    providers: Object.fromEntries(providers),
    plugins: {
      enabled: at(document, 'plugins', 'enabled') !== false,
      allow: Array.isArray(allow) ? textsOf(allow) : null,
      deny: textsOf(at(document, 'plugins', 'deny')),
      entries: Object.fromEntries(entries),
      loadPaths: textsOf(at(document, 'plugins', 'load', 'paths')).slice(0, 50),
    },
    backends: Object.fromEntries(
      Object.entries(fieldsOf(at(document, 'agents', 'defaults', 'cliBackends'))).flatMap(([id, backend]) => {
        const command = textOf(at(backend, 'command'), 1_000)
        return command ? [[id.toLowerCase(), command]] : []
      }),
    ),
    channels: Object.entries(fieldsOf(at(document, 'channels'))).flatMap(([name, value]) =>
      at(value, 'enabled') === false ? [] : [name],
    ),
    otel: {
      enabled: at(document, 'diagnostics', 'otel', 'enabled') === true,
      endpoint: textOf(at(document, 'diagnostics', 'otel', 'endpoint')),
    },
  }
}

/** Where a shared secret is, for the port that sends it: the file itself, or the variable that it names. */
function secretOf(path: string, document: Fields, ...names: readonly string[]): SecretRef | null {
  const value = at(document, ...names)
  if (typeof value !== 'string' || value === '') return null
  const variable = /^\$\{([A-Z][A-Z0-9_]{0,80})\}$/.exec(value)?.[1]
  return variable ? { env: variable } : { file: path, path: names }
}
