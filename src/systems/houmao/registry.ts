import * as z from 'zod'
import type { Host } from '../../host/host.ts'
import { type Document, readDocument } from './document.ts'

const text = z.string().max(4096)

/** `<registry>/live_agents/<agent_id>/record.json`, schema 3. */
export const recordSchema = z.looseObject({
  schema_version: z.literal(3).default(3),
  agent_name: text,
  agent_id: text,
  lifecycle: z.looseObject({ state: z.enum(['active', 'stopped', 'relaunching', 'retired']) }),
  runtime: z.looseObject({
    manifest_path: text,
    session_root: text.nullish(),
    agent_def_dir: text.nullish(),
  }),
  terminal: z
    .looseObject({ current_session_name: text.nullish(), last_session_name: text.nullish() })
    .nullish(),
  liveness: z.looseObject({ published_at: text.nullish(), lease_expires_at: text }).nullish(),
  gateway: z.looseObject({ port: z.number().int().nullish() }).nullish(),
})

export type AgentRecord = z.infer<typeof recordSchema>

const MOST = 500

/** The record of one agent id. */
export function readRecord(host: Host, registry: string, id: string): Promise<Document<AgentRecord>> {
  return readDocument(host, `${registry}/live_agents/${id}/record.json`, recordSchema)
}

/** Every readable record of a registry; links are ignored, as Houmao does. */
export async function readRecords(host: Host, registry: string): Promise<readonly AgentRecord[]> {
  const listed = await host.files.list({ path: `${registry}/live_agents`, max: MOST })
  if (!listed.ok) return []
  const ids = listed.entries.filter((entry) => entry.kind === 'directory').map((entry) => entry.name)
  const records = await Promise.all(ids.toSorted().map((id) => readRecord(host, registry, id)))
  return records.flatMap((record) => (record.kind === 'valid' ? record.value : []))
}

/** Why Houmao would not resolve a record now (epoch ms); null when it would. */
export function whyUnresolvable(record: AgentRecord, now: number): string | null {
  const { state } = record.lifecycle
  if (state !== 'active') return `its lifecycle state is ${state}`
  const until = Date.parse(record.liveness?.lease_expires_at ?? '')
  if (Number.isNaN(until)) return 'it has no lease'
  return until < now ? 'its lease has expired' : null
}

/** The name that commands take: without Houmao's own prefix. */
export function friendlyName(name: string): string {
  return name.replace(/^HOUMAO-/, '')
}
