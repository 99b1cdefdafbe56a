import { defineProbe, type Probe } from '../../core/check.ts'
import type { Host } from '../../host/host.ts'
import { type Document, readDocument } from './document.ts'
import { manifestSchema, sessionOf } from './manifest.ts'
import { type AgentRecord, friendlyName, readRecord, readRecords } from './registry.ts'
import type { HoumaoSettings } from './settings.ts'
import { askVariables } from './tmux.ts'

/** What a managed session publishes in its tmux environment. The first three stay, the others are there only while
 *  a gateway is attached. */
export const VARIABLES = [
  'HOUMAO_MANIFEST_PATH',
  'HOUMAO_AGENT_ID',
  'HOUMAO_AGENT_DEF_DIR',
  'HOUMAO_AGENT_GATEWAY_HOST',
  'HOUMAO_AGENT_GATEWAY_PORT',
  'HOUMAO_GATEWAY_STATE_PATH',
  'HOUMAO_GATEWAY_PROTOCOL_VERSION',
] as const

export type Published = Readonly<Record<(typeof VARIABLES)[number], string | null>>

/** Where one agent's gateway is: its tmux session and its directories. What nothing tells is null. */
export interface Place {
  readonly session: string | null
  readonly root: string | null
  /** `<S>/gateway` */
  readonly gateway: string | null
  readonly manifest: string | null
  readonly published: Published
  readonly record: Document<AgentRecord> | null
}

const NOTHING = Object.fromEntries(VARIABLES.map((name) => [name, null])) as Published

/** Brings together what the settings, the registry, and the session itself tell. Only reads. */
export function placeProbe(settings: HoumaoSettings): Probe<Place> {
  return defineProbe('where the gateway is', async (context): Promise<Place> => {
    const { host } = context
    const own = await recordOf(host, settings)
    const value = own?.kind === 'valid' ? own.value : null
    const known = settings.session ?? value?.terminal?.current_session_name ?? null
    const configured = settings.sessionRoot ?? value?.runtime.session_root ?? null
    const session = known ?? (configured ? await sessionNamed(host, configured) : null)
    const published = session ? await askVariables(context, settings, session, VARIABLES) : NOTHING
    const pointer = published.HOUMAO_MANIFEST_PATH
    const usable = pointer?.startsWith('/') ? pointer : null
    const manifest = configured
      ? `${configured}/manifest.json`
      : (usable ?? value?.runtime.manifest_path ?? null)
    const root = manifest ? manifest.slice(0, manifest.lastIndexOf('/')) : null
    const record = own ?? (await recordOf(host, { ...settings, agentId: published.HOUMAO_AGENT_ID }))
    return { session, root, gateway: root ? `${root}/gateway` : null, manifest, published, record }
  })
}

/** The registry's record by id, else by name; null when neither is known or no record has the name. */
async function recordOf(
  host: Host,
  { registry, agentId, agent }: HoumaoSettings,
): Promise<Document<AgentRecord> | null> {
  if (agentId && !/[/\0]|^\.\.?$/.test(agentId)) return readRecord(host, registry, agentId)
  if (!agent) return null
  const wanted = friendlyName(agent)
  const named = (await readRecords(host, registry)).find((one) => friendlyName(one.agent_name) === wanted)
  return named ? readRecord(host, registry, named.agent_id) : null
}

async function sessionNamed(host: Host, root: string): Promise<string | null> {
  const manifest = await readDocument(host, `${root}/manifest.json`, manifestSchema)
  return manifest.kind === 'valid' ? sessionOf(manifest.value) : null
}
