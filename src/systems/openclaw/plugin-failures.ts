import { at, textOf } from './lenient.ts'

/** A plugin that the health document names as failed. */
export interface PluginFailure {
  readonly plugin: string
  /** `service`: it is loaded, and a service of it does not run. */
  readonly phase: 'load' | 'service'
  readonly error: string
}

/** `plugins.errors` and `plugins.unavailable` of the health document. */
export function failuresIn(health: unknown): readonly PluginFailure[] {
  const errors = at(health, 'plugins', 'errors')
  const unavailable = at(health, 'plugins', 'unavailable')
  return [errors, unavailable]
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .slice(0, 20)
    .map((one) => ({
      plugin: textOf(one, 80) ?? textOf(at(one, 'id'), 80) ?? textOf(at(one, 'pluginId'), 80) ?? 'unnamed',
      phase: at(one, 'failurePhase') === 'service' ? ('service' as const) : ('load' as const),
      error: textOf(at(one, 'error'), 200) ?? textOf(at(one, 'state'), 80) ?? 'it gives no reason',
    }))
}
