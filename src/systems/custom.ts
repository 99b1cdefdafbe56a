import * as z from 'zod'
import { layers as known } from '../../checks/index.ts'
import type { Kind } from '../../checks/kind.ts'
import { type CheckEntry, layerEntries } from '../config/layers.ts'
import { LAYERS, type Layer, type LayerId, type Layers } from '../core/layer.ts'
import { defineSystem } from './system.ts'

const settings = z.strictObject({ layers: layerEntries })

type CustomSettings = z.infer<typeof settings>

const TITLES: Readonly<Record<LayerId, string>> = {
  substrate: 'What the gateway stands on',
  process: 'Service and process',
  'cli-status': 'Health and status',
  'error-log': 'Error log',
  'stdout-flow': 'Message flow',
  'e2e-queue': 'End-to-end test',
  'session-transcript': 'Session transcript',
  otel: 'Telemetry',
  'model-api': 'Model API',
  redis: 'Redis',
}

/** A gateway of one's own: layers made of generic checks, described in the configuration without code. */
export const custom = defineSystem<CustomSettings>({
  id: 'custom',
  title: 'a gateway of your own',
  schema: settings,
  defaults: () => ({}),
  looksFor: ['gateways with `system: custom` in the configuration'],
  detect: async () => [],
  e2e: 'none',
  version: async () => null,
  layers: ({ layers }) => {
    const made = LAYERS.map((id): [LayerId, Layer] => [id, customLayer(id, layers[id])])
    return Object.fromEntries(made) as unknown as Layers
  },
  forbidden: [],
})

function customLayer(id: LayerId, entry: CustomSettings['layers'][LayerId]): Layer {
  const title = entry?.title ?? TITLES[id]
  if (!entry) return { title, absent: 'not-configured', detail: `no checks are configured for ${id}` }
  return { title, checks: entry.checks.map((check, index) => makeCheck(id, index, check)) }
}

/** One configured check; throws a message that names its place when the kind or a setting is wrong. */
export function makeCheck(layer: LayerId, index: number, { check: kind, ...rest }: CheckEntry) {
  const kinds: Readonly<Record<string, Kind<unknown>>> = known[layer]
  const place = `layers.${layer}.checks[${index}]`
  if (!Object.hasOwn(kinds, kind)) {
    const names = Object.keys(kinds).join(', ') || 'none yet'
    throw new Error(
      `${place}.check: there is no check ${JSON.stringify(kind.slice(0, 60))} in this layer (known: ${names})`,
    )
  }
  const found = kinds[kind] as Kind<unknown>
  const parsed = found.schema.safeParse(rest)
  if (!parsed.success) throw new Error(`${place} (${kind}):\n${z.prettifyError(parsed.error)}`)
  return found.make(parsed.data)
}
