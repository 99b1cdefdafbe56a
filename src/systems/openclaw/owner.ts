import { at, textOf, textsOf } from './lenient.ts'

/** A plugin that OpenClaw knows of, with the harnesses and CLI backends that it would register. */
export interface Owner {
  readonly plugin: string
  /** By the policy of the time when it was written down; a manifest knows of none and says true. */
  readonly enabled: boolean
  /** Lower-case ids. */
  readonly harnesses: readonly string[]
  readonly rootDir: string | null
  /** Part of the package itself. */
  readonly bundled: boolean
  /** Loaded at the start, not only when a turn needs it. */
  readonly onStartup: boolean
}

/** A plugin as the index in the state database describes it (2026.9.6); what has another shape is left out. */
export function ownerInIndex(plugin: unknown): Owner {
  return {
    plugin: textOf(at(plugin, 'pluginId'), 80) ?? 'unnamed',
    enabled: at(plugin, 'enabled') !== false,
    harnesses: idsOf(at(plugin, 'startup', 'agentHarnesses')),
    rootDir: textOf(at(plugin, 'rootDir'), 1_000),
    bundled: at(plugin, 'origin') === 'bundled',
    onStartup: at(plugin, 'startup', 'sidecar') === true,
  }
}

/** A plugin as its own `openclaw.plugin.json` describes it; null where the document is none. */
export function ownerInManifest(document: unknown, rootDir: string, bundled: boolean): Owner | null {
  const plugin = textOf(at(document, 'id'), 80)
  if (plugin === null) return null
  const harnesses = [
    ...idsOf(at(document, 'activation', 'onAgentHarnesses')),
    ...idsOf(at(document, 'cliBackends')),
  ]
  return {
    plugin,
    enabled: true,
    harnesses: [...new Set(harnesses)],
    rootDir,
    bundled,
    onStartup: at(document, 'activation', 'onStartup') === true,
  }
}

function idsOf(list: unknown): readonly string[] {
  return textsOf(list)
    .slice(0, 50)
    .map((id) => id.slice(0, 80).trim().toLowerCase())
}
