import { evidence, type Observation, type Params } from '../../core/finding.ts'
import type { Document } from './document.ts'
import { type Manifest, sessionOf } from './manifest.ts'
import type { Published } from './place.ts'
import { type AgentRecord, whyUnresolvable } from './registry.ts'

/** What is known of a live session's metadata. */
export interface MetadataView {
  readonly session: string
  readonly published: Published
  /** The file that HOUMAO_MANIFEST_PATH names; null when it is unset or not absolute. */
  readonly pointed: Document<Manifest> | null
  /** The registry's record by HOUMAO_AGENT_ID, else by what the settings say. */
  readonly record: Document<AgentRecord> | null
  readonly definitionMissing: boolean
  readonly now: number
  readonly params: Params
}

export const metadataCodes = [
  'substrate.metadata-missing',
  'substrate.manifest-pointer-stale',
  'substrate.manifest-invalid',
  'substrate.manifest-other-session',
  'substrate.agent-id-mismatch',
  'substrate.registry-stale',
  'substrate.agent-def-missing',
  'substrate.backend-retired',
] as const

type Code = (typeof metadataCodes)[number]

/** Resolves the agent of a session as Houmao does: the manifest that the session points to when it names this
 *  session, else the one of its registry record. A record that mends a bad pointer makes it a warning. */
export function judgeMetadata(view: MetadataView): readonly Observation[] {
  const { published, session } = view
  const { HOUMAO_MANIFEST_PATH: pointer, HOUMAO_AGENT_ID: id } = published
  if (!pointer && !id)
    return [
      finding(view, 'substrate.metadata-missing', 'fault', {
        summary: `session ${session} publishes neither HOUMAO_MANIFEST_PATH nor HOUMAO_AGENT_ID`,
        source: `tmux show-environment -t =${session}`,
        text: 'HOUMAO_MANIFEST_PATH and HOUMAO_AGENT_ID are unset',
      }),
    ]
  const wrong = pointer ? pointerTrouble(view, pointer) : []
  const stale = registryTrouble(view, wrong.length === 0)
  const usable = pointer ? wrong.length === 0 : stale.length === 0
  const healed = !usable && stale.length === 0 && view.record?.kind === 'valid'
  const mild = (all: readonly Observation[]) => all.map((one) => ({ ...one, severity: 'warning' as const }))
  return [
    ...(healed ? mild(wrong) : wrong),
    // With a good manifest of this very session Houmao does not look at the registry.
    ...(usable ? mild(stale) : stale),
    ...(usable ? authorityTrouble(view) : []),
  ]
}

function pointerTrouble(view: MetadataView, pointer: string): readonly Observation[] {
  const { pointed, session } = view
  if (!pointer.startsWith('/'))
    return [invalid(view, 'HOUMAO_MANIFEST_PATH', 'it is not an absolute path', pointer)]
  if (pointed?.kind === 'absent')
    return [
      finding(view, 'substrate.manifest-pointer-stale', 'fault', {
        summary: `HOUMAO_MANIFEST_PATH of session ${session} points to a missing manifest`,
        source: `tmux show-environment -t =${session}`,
        text: `HOUMAO_MANIFEST_PATH=${pointer}: no such file`,
        params: { file: pointer },
      }),
    ]
  if (pointed?.kind === 'invalid') return [invalid(view, pointed.path, pointed.why, pointed.why)]
  const named = pointed?.kind === 'valid' ? sessionOf(pointed.value) : null
  if (named === null || named === session) return []
  return [
    finding(view, 'substrate.manifest-other-session', 'fault', {
      summary: `the manifest of session ${session} belongs to session ${named.slice(0, 80)}`,
      source: pointer,
      text: `tmux session_name: ${named}`,
      params: { other: named.slice(0, 80) },
    }),
  ]
}

function invalid(view: MetadataView, file: string, why: string, text: string): Observation {
  const summary = `the manifest of session ${view.session} cannot be used: ${why}`
  return finding(view, 'substrate.manifest-invalid', 'fault', {
    summary,
    source: file,
    text,
    params: { file, why },
  })
}

function registryTrouble(view: MetadataView, pointerFits: boolean): readonly Observation[] {
  const { record, published, now } = view
  if (record === null || record.kind === 'blocked') return []
  const why =
    record.kind === 'absent'
      ? 'there is no record'
      : record.kind === 'invalid'
        ? `the record is invalid: ${record.why}`
        : whyUnresolvable(record.value, now)
  if (why)
    return [
      finding(view, 'substrate.registry-stale', 'fault', {
        summary: `the registry does not resolve the agent: ${why}`,
        source: record.path,
        text: why,
        params: { why, record: record.path },
      }),
    ]
  const pointer = published.HOUMAO_MANIFEST_PATH
  const stored = record.kind === 'valid' ? record.value.runtime.manifest_path : null
  if (!pointer || !pointerFits || stored === null || stored === pointer) return []
  return [
    finding(view, 'substrate.agent-id-mismatch', 'fault', {
      summary: 'registry and session name different manifests of one agent',
      source: record.path,
      text: `manifest_path: ${stored}`,
      params: { why: `the record has ${stored}, the session has ${pointer}` },
    }),
  ]
}

function authorityTrouble(view: MetadataView): readonly Observation[] {
  const { pointed, published, definitionMissing } = view
  const manifest = pointed?.kind === 'valid' ? pointed.value : null
  const id = published.HOUMAO_AGENT_ID
  const trouble: Observation[] = []
  const at = pointed?.path ?? 'manifest'
  if (manifest?.backend === 'houmao_server_rest')
    trouble.push(
      finding(view, 'substrate.backend-retired', 'fault', {
        summary: 'the session uses the retired backend houmao_server_rest',
        source: at,
        text: 'backend: houmao_server_rest',
      }),
    )
  else if (manifest && !manifest.gateway_authority)
    trouble.push(invalid(view, at, 'it has no gateway_authority', 'gateway_authority is missing'))
  if (manifest?.agent_id && id && manifest.agent_id !== id) {
    const summary = 'session and manifest name different agents'
    const why = `HOUMAO_AGENT_ID is ${id.slice(0, 60)}, the manifest has ${manifest.agent_id.slice(0, 60)}`
    trouble.push(
      finding(view, 'substrate.agent-id-mismatch', 'fault', {
        summary,
        source: at,
        text: why,
        params: { why },
      }),
    )
  }
  if (definitionMissing) {
    const file = published.HOUMAO_AGENT_DEF_DIR ?? ''
    const summary = 'HOUMAO_AGENT_DEF_DIR points to a missing directory'
    trouble.push(
      finding(view, 'substrate.agent-def-missing', 'fault', {
        summary,
        source: file,
        text: 'no such directory',
        params: { file },
      }),
    )
  }
  return trouble
}

interface Told {
  readonly summary: string
  readonly source: string
  readonly text: string
  readonly params?: Params
}

function finding(
  view: MetadataView,
  code: Code,
  severity: 'fault' | 'warning',
  { summary, source, text, params }: Told,
): Observation {
  const seen = [evidence(source, text.slice(0, 300))]
  return { code, severity, summary, evidence: seen, params: { ...view.params, ...params } }
}
