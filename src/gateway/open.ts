import * as z from 'zod'
import type { Config, GatewayEntry } from '../config/schema.ts'
import { LAYERS, type Layer, type LayerId, type Layers } from '../core/layer.ts'
import { UsageError } from '../core/usage-error.ts'
import type { Host } from '../host/host.ts'
import { loadSystem, systemIds } from '../systems/index.ts'
import type { System } from '../systems/system.ts'
import type { Candidate, Gateway } from './gateway.ts'

/** A gateway with its settings: the system's defaults on this machine, then what detection found, then what the
 *  configuration says. Without a host the candidate's settings are whole, as in a recording. Throws a usage error that names the setting which is wrong. */
export async function openGateway(candidate: Candidate, config: Config, host: Host | null): Promise<Gateway> {
  const system = await loadSystem(candidate.system)
  if (!system)
    throw new UsageError(
      'config',
      `This version does not know the system ${candidate.system}.`,
      `Known: ${systemIds.join(', ')}.`,
    )
  const entry = Object.hasOwn(config.gateways, candidate.name) ? config.gateways[candidate.name] : undefined
  const own = system.id === 'custom' ? { layers: entry?.layers ?? {} } : {}
  const wanted = [candidate.settings, entry?.settings ?? {}, own].reduce(
    overlay,
    host ? system.defaults(host) : {},
  )
  const parsed = system.schema.safeParse(wanted)
  if (!parsed.success)
    throw new UsageError(
      'config',
      `The settings of gateway ${candidate.name} are not valid:\n${z.prettifyError(parsed.error)}`,
      `Each line names the place below gateways.${candidate.name}.settings.`,
    )
  return {
    name: candidate.name,
    because: candidate.because,
    system,
    settings: parsed.data,
    layers: await layersOf(system, parsed.data, candidate.name, entry),
  }
}

async function layersOf(
  system: System,
  settings: unknown,
  name: string,
  entry: GatewayEntry | undefined,
): Promise<Layers> {
  try {
    const layers = system.layers(settings)
    if (system.id === 'custom' || !entry || Object.keys(entry.layers).length === 0) return layers
    const { makeCheck } = await import('../systems/custom.ts')
    const own = LAYERS.map((id) => [id, withOwn(id, layers[id], entry, makeCheck)])
    return Object.fromEntries(own) as unknown as Layers
  } catch (error) {
    throw new UsageError(
      'config',
      `Gateway ${name}: ${error instanceof Error ? error.message : String(error)}`,
      'See `firstfault layers` for the checks of each layer.',
    )
  }
}

type MakeCheck = typeof import('../systems/custom.ts').makeCheck

/** A known system's layer with the configuration's own checks behind it. */
function withOwn(id: LayerId, layer: Layer, entry: GatewayEntry, makeCheck: MakeCheck): Layer {
  const own = entry.layers[id]
  if (!own) return layer
  const checks = 'checks' in layer ? layer.checks : []
  return {
    title: own.title ?? layer.title,
    checks: [...checks, ...own.checks.map((check, index) => makeCheck(id, index, check))],
  }
}

type Plain = Readonly<Record<string, unknown>>

/** Lays one settings object over another: objects are merged, everything else is replaced. So is a reference to a
 *  secret, which says one place where it is kept. */
export function overlay(below: Plain, above: Plain): Plain {
  const merged: Record<string, unknown> = { ...below }
  for (const [name, value] of Object.entries(above)) {
    const under = Object.hasOwn(below, name) ? below[name] : undefined
    merged[name] = isPlain(under) && isPlain(value) && !isSecretRef(value) ? overlay(under, value) : value
  }
  return merged
}

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSecretRef = (value: Plain): boolean =>
  ['env', 'file', 'envFile', 'markdown', 'pid', 'passwordOf'].some((place) => Object.hasOwn(value, place))
