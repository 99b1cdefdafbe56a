import type { SystemId } from '../catalog/entry.ts'
import { loadConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import { chooseGateways } from '../gateway/choose.ts'
import type { Gateway } from '../gateway/gateway.ts'
import type { Host } from '../host/host.ts'

/** What a command works on: the machine (or a recording of one), the configuration, the gateways that are meant. */
export interface Session {
  readonly host: Host
  readonly config: Config
  /** The file of `--config`, also of a recorded walk: the next commands name it. */
  readonly configFile: string | null
  readonly gateways: readonly Gateway[]
  /** Ends the recording, if there is one. */
  readonly close: () => void
}

export interface Asked {
  readonly gateway: string | null
  readonly system: SystemId | null
  readonly allGateways: boolean
  readonly configFile: string | null
  readonly record: string | null
  readonly replay: string | null
  readonly verbose: boolean
}

/** Opens the machine or the recording and finds the gateways that the command line means. */
export async function openSession(
  asked: Asked,
  tool: { name: string; version: string },
  signal: AbortSignal,
): Promise<Session> {
  if (asked.replay) return (await import('./recordings.ts')).openReplay(asked.replay)
  const { machine } = await import('../host/machine/index.ts')
  const plain = machine()
  const host = asked.verbose
    ? (await import('./trace.ts')).traced(plain, (line) => process.stderr.write(line))
    : plain
  const config = await loadConfig(asked.configFile, host)
  const choice = { name: asked.gateway, system: asked.system, all: asked.allGateways }
  const gateways = await chooseGateways(choice, config, host, signal)
  const session = { host, config, configFile: asked.configFile, gateways, close: () => {} }
  return asked.record ? (await import('./recordings.ts')).openRecording(asked.record, session, tool) : session
}
