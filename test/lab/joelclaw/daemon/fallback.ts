import { err, out } from './records.ts'
import type { Daemon, Model } from './state.ts'

const PROVIDERS: readonly (readonly [RegExp, string])[] = [
  [/^claude-/, 'anthropic'],
  [/^gpt-5\.2$/, 'openai'],
  [/^gpt-/, 'openai-codex'],
]

/** "provider/id". */
export const modelOf = (model: Model) => `${model.provider}/${model.id}`

/** A bare alias (or "provider/alias") with its provider; an unknown one becomes gpt-5.4 without a word. */
export function resolveModel(alias: string): Model {
  const id = alias.slice(alias.lastIndexOf('/') + 1)
  const provider = PROVIDERS.find(([pattern]) => pattern.test(id))?.[1]
  return provider ? { provider, id } : { provider: 'openai-codex', id: 'gpt-5.4' }
}

/** The timeout watch of one turn. The first prompt after the start has none. The returned function ends it. */
export function watchTurn(daemon: Daemon): () => void {
  daemon.dispatched += 1
  const { fallbackTimeoutMs: timeoutMs } = daemon.config
  if (daemon.dispatched === 1) return () => undefined
  out('[gateway:fallback] prompt dispatched, starting timeout watch', {
    timeoutMs,
    fallback: fallbackName(daemon),
  })
  const promptDispatchedAt = new Date().toISOString()
  const timer = setTimeout(() => {
    out('[gateway:fallback] timeout timer fired', {
      firstTokenAt: 0,
      active: daemon.fallback !== null,
      elapsed: timeoutMs,
    })
    if (daemon.fallback) return
    err('[gateway:fallback] timeout — no tokens received', { timeoutMs, promptDispatchedAt })
    activate(daemon, `no streaming tokens after ${Math.round(timeoutMs / 1000)}s`)
  }, timeoutMs / daemon.knobs.timeoutScale)
  return () => clearTimeout(timer)
}

/** A prompt that threw; three in a row switch the model. */
export function afterFailure(daemon: Daemon, error: string): void {
  alert(
    daemon,
    /Authentication/.test(error) ? 'auth' : /No API key/.test(error) ? 'missing-api-key' : 'network',
  )
  const failures = daemon.consecutiveFailures
  if (failures >= daemon.config.fallbackAfterFailures && !daemon.fallback)
    activate(daemon, `${failures} consecutive prompt failures`)
}

/** A provider error inside the stream: logged, counted as success, and the user gets no answer. */
export function afterStreamError(
  daemon: Daemon,
  error: { readonly message: string; readonly status: number },
): void {
  const errorMsg = error.message.slice(0, 200)
  const limited = error.status === 429
  const provider = daemon.session.model.provider === 'anthropic' ? 'Anthropic' : 'OpenAI'
  if (limited || error.status === 529) {
    const reason = limited ? `${provider} rate limit (429)` : `${provider} overloaded (529)`
    err('[gateway:fallback] API error detected via message_end', { reason, errorMsg })
    daemon.emit('error', 'daemon', 'daemon.api_error.detected', { success: false, error: reason })
    alert(daemon, limited ? 'rate-limit' : 'provider-overloaded')
  } else {
    err('[gateway] message_end with error', { errorMsg })
    alert(daemon, 'network')
  }
}

const fallbackName = ({ config }: Daemon) => `${config.fallbackProvider}/${config.fallbackModel}`

function activate(daemon: Daemon, reason: string): void {
  const fallback = fallbackName(daemon)
  if (fallback === modelOf(daemon.session.model)) return
  daemon.activations += 1
  daemon.fallback = { model: resolveModel(fallback), since: Date.now() }
  err('[gateway:fallback] activated', { reason, fallback, activationCount: daemon.activations })
  out(
    `[gateway:fallback] ⚠️ Gateway falling back to ${fallback}\nReason: ${reason}\nWill probe primary every 10min`,
  )
  daemon.emit('warn', 'daemon.fallback', 'model_fallback.swapped', { metadata: { reason, fallback } })
  daemon.session.setModel(daemon.fallback.model)
  daemon.session.abort()
}

function alert(daemon: Daemon, reason: string): void {
  daemon.emit('warn', 'daemon.alerting', 'model_failure.alert.sent', { metadata: { reason } })
}
