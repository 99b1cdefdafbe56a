import type { Host, SecretRef } from '../../host/host.ts'
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
  readonly channels: readonly string[]
  readonly otel: { readonly enabled: boolean; readonly endpoint: string | null }
}

/** An agent with the models it may use, the first one first, and the runtime that each of them is given. */
export interface DeclaredAgent {
  readonly id: string
  readonly models: readonly DeclaredModel[]
}

export interface DeclaredModel {
  /** `provider/model`. */
  readonly ref: string
  readonly provider: string
  /** Lower-case id of a harness or CLI backend; `auto` where none is declared. */
  readonly runtime: string
  /** Where the runtime is declared, as a path into the configuration; null where none is. */
  readonly declaredAt: string | null
  /** Tokens of its context, where the configuration tells. */
  readonly contextWindow: number | null
}

export interface Provider {
  readonly baseUrl: string | null
  /** `openai-completions`, `anthropic-messages` … */
  readonly api: string | null
}

export interface PluginPolicy {
  /** Null where every plugin is allowed. */
  readonly allow: readonly string[] | null
  readonly deny: readonly string[]
  /** Explicit `enabled` by plugin. */
  readonly entries: Readonly<Record<string, boolean>>
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
      allow: Array.isArray(allow) ? textsOf(allow) : null,
      deny: textsOf(at(document, 'plugins', 'deny')),
      entries: Object.fromEntries(entries),
    },
    channels: Object.entries(fieldsOf(at(document, 'channels'))).flatMap(([name, value]) =>
      at(value, 'enabled') === false ? [] : [name],
    ),
    otel: {
      enabled: at(document, 'diagnostics', 'otel', 'enabled') === true,
      endpoint: textOf(at(document, 'diagnostics', 'otel', 'endpoint')),
    },
  }
}

/** Today agents stand under `agents.entries`; a list of them is read too and moved in memory. */
function agentsIn(document: Fields): readonly DeclaredAgent[] {
  const list = at(document, 'agents', 'list')
  const listed = Array.isArray(list)
    ? list.map((one): [string, unknown] => [textOf(at(one, 'id')) ?? 'main', one])
    : []
  const declared = [...Object.entries(fieldsOf(at(document, 'agents', 'entries'))), ...listed]
  const named: readonly [string, unknown][] = declared.length > 0 ? declared : [['main', {}]]
  return named.slice(0, 200).map(([id, agent]) => ({ id, models: modelsOf(document, id, agent) }))
}

function modelsOf(document: Fields, id: string, agent: unknown): readonly DeclaredModel[] {
  const own = at(agent, 'model')
  const model = own ?? at(document, 'agents', 'defaults', 'model')
  const primary = textOf(model) ?? textOf(at(model, 'primary'))
  const refs = primary ? [primary, ...textsOf(at(model, 'fallbacks'))] : []
  return [...new Set(refs)].map((ref) => {
    const provider = ref.includes('/') ? ref.slice(0, ref.indexOf('/')) : ''
    const described = providerModel(document, provider, ref.slice(provider.length + 1))[0]?.[1]
    const contextWindow = numberOf(at(described, 'contextWindow'))
    return { ref, provider, contextWindow, ...runtimeOf(document, id, agent, ref, provider) }
  })
}

/** Which runtime a model is given: an exact name before a wildcard, the agent before the defaults, the provider last.
 *  A reference such as `claude-cli/…` names its CLI backend by itself. */
function runtimeOf(
  document: Fields,
  id: string,
  agent: unknown,
  ref: string,
  provider: string,
): Pick<DeclaredModel, 'runtime' | 'declaredAt'> {
  const model = ref.slice(provider.length + 1)
  const maps = [
    [`agents.entries.${id}.models`, at(agent, 'models')],
    ['agents.defaults.models', at(document, 'agents', 'defaults', 'models')],
  ] as const
  const declared: readonly (readonly [string, unknown])[] = [
    ...maps.map(([place, map]) => [`${place}["${ref}"]`, at(map, ref) ?? at(map, model)] as const),
    ...providerModel(document, provider, model),
    ...maps.map(([place, map]) => [`${place}["${provider}/*"]`, at(map, `${provider}/*`)] as const),
    [`models.providers.${provider}`, at(document, 'models', 'providers', provider)],
  ]
  for (const [place, value] of declared) {
    const runtime = textOf(at(value, 'agentRuntime', 'id'), 80)
    if (runtime) return { runtime: runtime.toLowerCase(), declaredAt: `${place}.agentRuntime.id` }
  }
  if (/-cli$/.test(provider)) return { runtime: provider, declaredAt: `the model reference ${ref}` }
  return { runtime: 'auto', declaredAt: null }
}

function providerModel(
  document: Fields,
  provider: string,
  model: string,
): readonly (readonly [string, unknown])[] {
  const models = at(document, 'models', 'providers', provider, 'models')
  const found = Array.isArray(models) ? models.find((one) => at(one, 'id') === model) : undefined
  return [[`models.providers.${provider}.models["${model}"]`, found]]
}

/** Where a shared secret is, for the port that sends it: the file itself, or the variable that it names. */
function secretOf(path: string, document: Fields, ...names: readonly string[]): SecretRef | null {
  const value = at(document, ...names)
  if (typeof value !== 'string' || value === '') return null
  const variable = /^\$\{([A-Z][A-Z0-9_]{0,80})\}$/.exec(value)?.[1]
  return variable ? { env: variable } : { file: path, path: names }
}
