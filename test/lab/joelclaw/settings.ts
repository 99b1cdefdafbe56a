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

/** Everything of a joelclaw gateway pointed at the lab; deadlines are shorter than in the field. */
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
    thresholds: {
      e2eDrainMs: 1_500,
      e2eAnswerMs: 5_000,
      httpMs: 1_500,
      redisMs: 1_500,
      kubeMs: 1_500,
      modelMs: 1_500,
      telemetryMs: 1_500,
    },
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
