import { readFile } from 'node:fs/promises'
import type { SystemId } from '../catalog/entry.ts'
import { configSchema } from '../config/schema.ts'
import { UsageError } from '../core/usage-error.ts'
import { openGateway } from '../gateway/open.ts'
import { record } from '../host/record.ts'
import { createRecording, parseRecording, type Recording, recordingHeader } from '../host/recording.ts'
import { replay } from '../host/replay.ts'
import { redact } from '../redact/redact.ts'
import { OutputError } from './failure.ts'
import type { Session } from './session.ts'

/** The same session, with every question and answer written to a new file. The header keeps the gateway's settings,
 *  so that the recording can be diagnosed on another machine. */
export function openRecording(
  path: string,
  session: Session,
  tool: { name: string; version: string },
): Session {
  const [gateway] = session.gateways
  if (session.gateways.length !== 1 || !gateway)
    throw new UsageError('usage', 'A recording holds one gateway.', 'Name it.')
  const { config, configFile } = session
  const settings = { settings: gateway.settings, config, configFile }
  const header = recordingHeader({
    tool,
    startedAt: new Date(session.host.clock.now()).toISOString(),
    gateway: { name: gateway.name, system: gateway.system.id },
    settings: JSON.parse(redact(JSON.stringify(settings))),
  })
  const file = create(path, header)
  return { ...session, host: record(session.host, file.write, redact), close: file.close }
}

/** A session on a recording instead of a machine. */
export async function openReplay(path: string): Promise<Session> {
  const { header, calls } = await read(path)
  const host = replay(calls, redact)
  const config = configSchema.safeParse(header.settings.config ?? {})
  const settings = header.settings.settings
  if (!config.success || typeof settings !== 'object' || settings === null)
    throw new UsageError(
      'replay',
      `The recording ${path} lacks its gateway's settings.`,
      'It was made by another version or is damaged.',
    )
  const { name, system } = header.gateway
  const recorded = {
    name,
    system: system as SystemId,
    because: 'recorded',
    settings: settings as Record<string, unknown>,
  }
  const { configFile } = header.settings
  return {
    host,
    config: config.data,
    configFile: typeof configFile === 'string' ? configFile : null,
    gateways: [await openGateway(recorded, config.data, null)],
    close: () => {},
  }
}

async function read(path: string): Promise<Recording> {
  try {
    return parseRecording(await readFile(path, 'utf8'))
  } catch (error) {
    throw new UsageError(
      'replay',
      `The recording ${path} cannot be used: ${messageOf(error)}`,
      'Check --replay.',
    )
  }
}

function create(
  path: string,
  header: Parameters<typeof createRecording>[1],
): ReturnType<typeof createRecording> {
  try {
    return createRecording(path, header)
  } catch (error) {
    throw new OutputError(`The recording ${path} cannot be written: ${messageOf(error)}`)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
