import { at, type Fields, fieldsOf, numberOf, textOf, textsOf } from './lenient.ts'

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
  /** Declared in a place that only older releases read; 2026.9 refuses the file because of it. */
  readonly legacy: boolean
  /** Tokens of its context, where the configuration tells. */
  readonly contextWindow: number | null
}

/** Today agents stand under `agents.entries`; a list of them is read too and moved in memory. */
export function agentsIn(document: Fields): readonly DeclaredAgent[] {
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
  const refs = primary ? [primary, ...textsOf(at(model, 'fallbacks')).slice(0, 50)] : []
  const maps = [at(agent, 'models'), at(document, 'agents', 'defaults', 'models')]
  return [...new Set(refs.map((ref) => meant(ref, maps)))].map((ref) => {
    const provider = ref.includes('/') ? ref.slice(0, ref.indexOf('/')) : ''
    const described = providerModel(document, provider, ref.slice(provider.length + 1))[0]?.[1]
    const contextWindow = numberOf(at(described, 'contextWindow'))
    return { ref, provider, contextWindow, ...runtimeOf(document, id, agent, ref, provider) }
  })
}

/** A name without a provider may be the alias that one of the maps gives a model. */
function meant(ref: string, maps: readonly unknown[]): string {
  if (ref.includes('/')) return ref
  const named = maps
    .flatMap((map) => Object.entries(fieldsOf(map)))
    .find(([, entry]) => textOf(at(entry, 'alias'))?.toLowerCase() === ref.toLowerCase())
  return named?.[0] ?? ref
}

type Declared = Pick<DeclaredModel, 'runtime' | 'declaredAt' | 'legacy'>

/** Which runtime a model is given (2026.9.6): an exact name before a wildcard, the agent before the defaults, the
 *  provider last. A reference such as `claude-cli/…` names its CLI backend by itself. */
function runtimeOf(document: Fields, id: string, agent: unknown, ref: string, provider: string): Declared {
  const model = ref.slice(provider ? provider.length + 1 : 0)
  const maps = [
    [`agents.entries.${id}.models`, at(agent, 'models')],
    ['agents.defaults.models', at(document, 'agents', 'defaults', 'models')],
  ] as const
  const entries = (wanted: string) =>
    maps.flatMap(([place, map]) =>
      namesIn(map, provider, wanted).map((name) => [`${place}["${name}"]`, at(map, name)] as const),
    )
  const today = [
    ...entries(model),
    ...providerModel(document, provider, model),
    ...entries('*').filter(([place]) => place.endsWith('/*"]')),
    [`models.providers.${provider}`, at(document, 'models', 'providers', provider)] as const,
  ]
  const found = firstRuntime(today)
  if (found) return { ...found, legacy: false }
  if (isBackendRef(document, provider))
    return { runtime: provider.toLowerCase(), declaredAt: `the model reference ${ref}`, legacy: false }
  const before = firstRuntime([
    [`agents.entries.${id}`, agent],
    ['agents.defaults', at(document, 'agents', 'defaults')],
  ])
  return before ? { ...before, legacy: true } : { runtime: 'auto', declaredAt: null, legacy: false }
}

/** The names of a map that mean the model: with its provider in any case, or bare. */
function namesIn(map: unknown, provider: string, model: string): readonly string[] {
  const names = Object.keys(fieldsOf(map)).slice(0, 1_000)
  const isExact = (name: string) => name === model
  const hasProvider = (name: string) => {
    const slash = name.indexOf('/')
    const same = slash > 0 && name.slice(0, slash).toLowerCase() === provider.toLowerCase()
    return same && name.slice(slash + 1) === model
  }
  return [...names.filter(hasProvider), ...names.filter(isExact)]
}

function firstRuntime(
  places: readonly (readonly [string, unknown])[],
): { runtime: string; declaredAt: string } | null {
  for (const [place, value] of places) {
    const runtime = textOf(at(value, 'agentRuntime', 'id'), 80)
      ?.trim()
      .toLowerCase()
    if (runtime && runtime !== 'default')
      return { runtime: TODAY[runtime] ?? runtime, declaredAt: `${place}.agentRuntime.id` }
  }
  return null
}

/** Names that OpenClaw itself reads as others. */
const TODAY: Readonly<Record<string, string>> = { 'codex-app-server': 'codex' }

/** Whether a reference's first part is a CLI backend and no provider of the configuration's own. */
function isBackendRef(document: Fields, provider: string): boolean {
  return /-cli$/i.test(provider) && at(document, 'models', 'providers', provider) === undefined
}

function providerModel(
  document: Fields,
  provider: string,
  model: string,
): readonly (readonly [string, unknown])[] {
  const models = at(document, 'models', 'providers', provider, 'models')
  const isIt = (one: unknown) => at(one, 'id') === model || at(one, 'id') === `${provider}/${model}`
  const found = Array.isArray(models) ? models.find(isIt) : undefined
  return [[`models.providers.${provider}.models["${model}"]`, found]]
}
