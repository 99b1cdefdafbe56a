import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AGENT_ID, type Places, SESSION } from './places.ts'

const SCHEMA = `
CREATE TABLE gateway_requests (request_id TEXT PRIMARY KEY, request_kind TEXT, payload_json TEXT, state TEXT,
  accepted_at_utc TEXT, started_at_utc TEXT, finished_at_utc TEXT, managed_agent_instance_epoch INTEGER,
  error_detail TEXT, result_json TEXT);
CREATE TABLE gateway_mail_notifier (singleton INTEGER PRIMARY KEY, enabled INTEGER, interval_seconds INTEGER,
  last_poll_at_utc TEXT, last_error TEXT, notify_block_shared_tokens_json TEXT);
CREATE TABLE gateway_notifier_audit (audit_id INTEGER PRIMARY KEY AUTOINCREMENT, poll_time_utc TEXT, outcome TEXT);
INSERT INTO gateway_mail_notifier VALUES (1, 0, NULL, NULL, NULL, '["${'planted-shared-token'}"]');
`

/** A time as Houmao writes it. */
export function stamp(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`
}

export function putJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`)
}

export const manifestOf = (places: Places, change: object = {}) => ({
  schema_version: 4,
  backend: 'local_interactive',
  tool: 'lab',
  agent_name: 'HOUMAO-lab',
  agent_id: AGENT_ID,
  tmux_session_name: SESSION,
  tmux: { session_name: SESSION, primary_window_index: '0', primary_window_role: 'managed_agent_surface' },
  runtime: { session_id: 'local-interactive-1', agent_def_dir: places.agentDef },
  gateway_authority: { attach: {}, control: {} },
  interactive: true,
  working_directory: places.base,
  ...change,
})

export const recordOf = (places: Places, change: object = {}) => ({
  schema_version: 3,
  agent_name: 'HOUMAO-lab',
  agent_id: AGENT_ID,
  generation_id: 'c9a7d1f8-1f6d-4b76-9f0e-2f0f6d5c7b11',
  lifecycle: { state: 'active', relaunchable: true, stopped_at: null, stop_reason: null },
  identity: { backend: 'local_interactive', tool: 'lab' },
  runtime: { manifest_path: places.manifest, session_root: places.root, agent_def_dir: places.agentDef },
  terminal: { kind: 'tmux', current_session_name: SESSION, last_session_name: SESSION },
  liveness: { published_at: stamp(Date.now() - 3_600_000), lease_expires_at: stamp(Date.now() + 86_400_000) },
  gateway: null,
  mailbox: null,
  ...change,
})

/** Lays out what a launch of an agent that can have a gateway leaves on the disk. */
export function seedFiles(places: Places): void {
  for (const part of ['run', 'logs']) mkdirSync(`${places.gateway}/${part}`, { recursive: true })
  mkdirSync(places.agentDef, { recursive: true })
  putJson(places.manifest, manifestOf(places))
  putJson(places.record, recordOf(places))
  writeFileSync(`${places.gateway}/protocol-version.txt`, 'v1\n')
  const identity = {
    attach_identity: 'local-interactive-1',
    backend: 'local_interactive',
    tmux_session_name: SESSION,
  }
  putJson(`${places.gateway}/attach.json`, { schema_version: 1, ...identity, manifest_path: places.manifest })
  putJson(places.desired, {
    desired_diagnostic_logging: null,
    desired_execution_mode: 'detached_process',
    desired_host: '127.0.0.1',
    desired_port: null,
    schema_version: 1,
  })
  putJson(places.state, {
    ...identity,
    active_execution: 'idle',
    execution_mode: 'detached_process',
    gateway_health: 'not_attached',
    gateway_host: null,
    gateway_port: null,
    managed_agent_connectivity: 'unavailable',
    managed_agent_recovery: 'idle',
    protocol_version: 'v1',
    queue_depth: 0,
    request_admission: 'blocked_unavailable',
    schema_version: 1,
    terminal_surface_eligibility: 'unknown',
  })
  const database = new DatabaseSync(places.queue)
  database.exec(SCHEMA)
  database.close()
  writeFileSync(places.events, '')
}
