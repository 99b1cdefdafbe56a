import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JoelclawSettings } from '../../../src/systems/joelclaw/settings.ts'
import type { Places } from './places.ts'

/** Settings with every part optional, as a configuration may write them. */
export type Partly<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Partly<T[K]> }
    : T

export type LabSettings = Partly<JoelclawSettings>

/** The loopback ports and addresses of a lab. */
export interface Addresses {
  readonly redis: number
  readonly inngest: number
  readonly typesense: string
  readonly anthropic: string
  readonly openai: string
}

/** Everything of a joelclaw gateway pointed at the lab. */
export function labSettings(places: Places, at: Addresses): LabSettings {
  const { home, log, err, pid, wsPort, session, transcripts, tripwire, workingDir, agentDir } = places
  const { gatewayPackage, restartMarker, lifecycleMarker, healLog } = places
  return {
    home,
    service: { manager: 'launchd', launchctl: join(places.bin, 'launchctl') },
    daemon: [places.daemon],
    paths: {
      log,
      err,
      pid,
      wsPort,
      session,
      transcripts,
      tripwire,
      workingDir,
      agentDir,
      gatewayPackage,
      restartMarker,
      lifecycleMarker,
      healLog,
    },
    redis: { host: '127.0.0.1', port: at.redis },
    colima: { expected: true, command: join(places.bin, 'colima') },
    kubernetes: { expected: true, kubeconfig: places.kubeconfig, context: 'admin@joelclaw' },
    inngest: { host: '127.0.0.1', port: at.inngest },
    telemetry: {
      backend: 'typesense',
      typesense: { url: at.typesense, key: { envFile: places.systemEnv, name: 'TYPESENSE_API_KEY' } },
    },
    providers: { anthropic: at.anthropic, openai: at.openai, 'openai-codex': at.openai },
    pi: join(places.bin, 'pi'),
    // Field values but for these two: the cases with a mute queue or provider wait them out.
    thresholds: { e2eDrainMs: 4_000, modelMs: 5_000 },
  }
}

/** Writes the configuration file that names the lab's gateway. */
export function writeConfiguration(places: Places, settings: LabSettings, more: LabSettings = {}): void {
  const gateway = { system: 'joelclaw', settings: merge(settings, more) }
  writeFileSync(
    places.config,
    `${JSON.stringify({ gateways: { joelclaw: gateway }, accept: [] }, null, 2)}\n`,
  )
}

type Json = Readonly<Record<string, unknown>>

function merge(under: Json, over: Json): Json {
  const merged: Record<string, unknown> = { ...under }
  for (const [name, value] of Object.entries(over)) {
    const below = merged[name]
    merged[name] = isObject(below) && isObject(value) ? merge(below, value) : value
  }
  return merged
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
