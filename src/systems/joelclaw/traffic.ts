import type { HealthDocument } from './health.ts'
import { requestedModel } from './model.ts'

/** Who answers prompts now: the provider of the session's model, and, while the fallback is active, the provider
 *  that it stands in for. Null where nothing tells. */
export interface Traffic {
  readonly active: string | null
  readonly primary: string | null
}

/** What the daemon runs when its configuration names no model or was unreadable at its start (joelclaw of 2026-03). */
const DEFAULT_PROVIDER = 'openai-codex'

/** From the daemon's status first, then from the stored configuration. `config`: its JSON text; null when the key
 *  does not exist; undefined when Redis did not tell. */
export function trafficOf(document: HealthDocument | null, config: string | null | undefined): Traffic {
  const status = document?.status
  const requested = config === undefined ? null : (requestedModel(config)?.provider ?? DEFAULT_PROVIDER)
  const onFallback = status?.fallback?.active === true
  const running = providerOf(status?.model) ?? (onFallback ? providerOf(status?.fallback?.model) : null)
  const active = running ?? (onFallback ? null : requested)
  return { active, primary: onFallback && requested !== active ? requested : null }
}

/** The provider of `provider/id`. */
function providerOf(model: string | null | undefined): string | null {
  const slash = model?.indexOf('/') ?? -1
  return model && slash > 0 ? model.slice(0, slash) : null
}
