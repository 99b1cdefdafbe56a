/** A model that was asked for; the provider is null where the name alone does not tell it. */
export interface RequestedModel {
  readonly provider: string | null
  readonly id: string
}

/** The short names that the gateway's configuration may hold, with the provider each stands for (joelclaw of
 *  2026-03). A name that the daemon does not know becomes its default model without a word. */
const PROVIDERS: Readonly<Record<string, string>> = {
  'claude-opus-4-6': 'anthropic',
  'claude-sonnet-4-6': 'anthropic',
  'claude-sonnet-4-5': 'anthropic',
  'claude-haiku-4-5': 'anthropic',
  'gpt-5.4': 'openai-codex',
  'gpt-5.4-codex': 'openai-codex',
  'gpt-5.4-codex-spark': 'openai-codex',
  'gpt-5.3-codex': 'openai-codex',
  'gpt-5.3-codex-spark': 'openai-codex',
  'gpt-5.2-codex': 'openai-codex',
  'gpt-5.2-codex-spark': 'openai-codex',
  'gpt-5.2': 'openai',
}

/** The model that the gateway's configuration in Redis asks for; null when it names none or is no JSON. */
export function requestedModel(config: string | null): RequestedModel | null {
  const name = modelName(config)
  if (!name) return null
  const slash = name.indexOf('/')
  if (slash > 0) return { provider: name.slice(0, slash), id: name.slice(slash + 1) }
  return { provider: Object.hasOwn(PROVIDERS, name) ? (PROVIDERS[name] ?? null) : null, id: name }
}

/** Whether `provider/id` (or a bare id) is the requested model; a provider that is not known is not compared. */
export function isModel(requested: RequestedModel, actual: string): boolean {
  const slash = actual.indexOf('/')
  const provider = slash > 0 ? actual.slice(0, slash) : null
  if (actual.slice(slash + 1) !== requested.id) return false
  return requested.provider === null || provider === null || provider === requested.provider
}

export function modelText({ provider, id }: RequestedModel): string {
  return provider ? `${provider}/${id}` : id
}

function modelName(config: string | null): string | null {
  try {
    const parsed: unknown = JSON.parse(config ?? 'null')
    const model = typeof parsed === 'object' && parsed !== null && 'model' in parsed ? parsed.model : null
    return typeof model === 'string' && model.trim() !== '' ? model.trim().slice(0, 100) : null
  } catch {
    return null
  }
}
