import type { SystemId } from '../catalog/entry.ts'
import { LAYERS } from '../core/layer.ts'
import type { Gateway } from '../gateway/gateway.ts'
import { cleanPlain } from '../host/plain.ts'
import { clean } from '../redact/clean.ts'
import { printJson } from '../render/json.ts'
import { type LayersView, layersText } from '../render/layers-text.ts'
import { onInterrupt } from './interrupt.ts'
import { leave } from './leave.ts'
import { writeDocument } from './output.ts'
import { openSession } from './session.ts'
import { terminalOf } from './terminal.ts'

export interface LayersFlags {
  readonly gateway?: string | undefined
  readonly 'all-gateways'?: boolean | undefined
  readonly format: 'text' | 'json'
  readonly json?: boolean | undefined
  readonly out?: string | undefined
  readonly config?: string | undefined
  readonly system?: SystemId | undefined
}

/** The layers command: detects and lists, looks at nothing else. */
export async function runLayers(flags: LayersFlags, tool: { name: string; version: string }): Promise<void> {
  const interrupt = onInterrupt()
  const asked = {
    gateway: flags.gateway ?? null,
    system: flags.system ?? null,
    allGateways: flags['all-gateways'] ?? false,
    configFile: flags.config ?? null,
    record: null,
    replay: null,
    verbose: false,
  }
  try {
    const { host, gateways } = await openSession(asked, tool, interrupt.signal)
    // Titles and addresses may come from a configuration.
    const views = gateways.map((gateway) => cleanPlain(layersView(gateway), clean) as LayersView)
    const out = flags.out ?? null
    const look = { ...(await terminalOf(out)), now: host.clock.now(), verbose: false }
    const text =
      flags.json || flags.format === 'json'
        ? printJson({ schema: 'firstfault.layers/1', gateways: views })
        : views.map((view) => layersText(view, look)).join('\n')
    await writeDocument(text, out)
    leave(interrupt.exitCode() ?? 0)
  } finally {
    interrupt.release()
  }
}

/** A gateway's layers and checks, for people and for JSON. */
export function layersView({ name, system, because, layers }: Gateway): LayersView {
  return {
    gateway: { name, system: system.id, because },
    layers: LAYERS.map((layer) => {
      const planned = layers[layer]
      const checks = 'checks' in planned ? planned.checks : []
      return {
        layer,
        title: planned.title,
        absent: 'absent' in planned ? planned.detail : null,
        checks: checks.map(({ id, title, effects, looks, missing }) => ({
          id,
          title,
          effects,
          looks,
          missing,
        })),
      }
    }),
    forbidden: system.forbidden,
  }
}
