import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { zstdCompressSync } from 'node:zlib'

const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/openclaw/${name}`, import.meta.url), 'utf8')

export interface BootRow {
  readonly pid: number
  readonly startedAt: number
  readonly endedAt?: number
  readonly outcome?: string
  readonly reason?: string
}

export interface TaskRow {
  readonly status: 'succeeded' | 'failed' | 'running' | 'timed_out'
  readonly at: number
  readonly error?: string
  readonly runtime?: string
  readonly agent?: string
}

/** What differs in the index of plugins. */
export interface IndexChange {
  readonly version?: string
  /** Plugins that it does not name. */
  readonly without?: readonly string[]
  /** Plugins that it has as disabled, whatever the configuration says. */
  readonly disabled?: readonly string[]
}

/** The shared database with the tables and the index of plugins of 2026.9.6. */
export function writeState(
  path: string,
  {
    boots,
    tasks,
    root,
    disabled,
    index,
  }: {
    readonly boots: readonly BootRow[]
    readonly tasks: readonly TaskRow[]
    /** Where the package is, in `node_modules/openclaw`, if it is at all. */
    readonly root: string
    readonly disabled: readonly string[]
    readonly index: IndexChange | null
  },
): void {
  const database = new DatabaseSync(path)
  database.exec(`pragma journal_mode = wal; ${fixture('state.sql')}`)
  const boot = database.prepare('insert into gateway_boot_lifecycle values (?, ?, ?, ?, ?, null, ?)')
  for (const [index, one] of boots.entries())
    boot.run(
      `boot-${index}`,
      one.pid,
      one.startedAt,
      one.endedAt ?? null,
      one.outcome ?? null,
      one.reason ?? null,
    )
  for (const [index, task] of tasks.entries()) insertTask(database, index, task)
  if (index !== null)
    insert(database, 'config_machine_state', {
      state_key: 'plugins.installedIndex',
      value_json: indexOf(root, disabled, index),
      updated_at_ms: 1,
    })
  insert(database, 'agent_databases', {
    agent_id: 'main',
    path: 'agents/main/agent/openclaw-agent.sqlite',
    schema_version: 23,
    last_seen_at: 1,
    size_bytes: 4096,
  })
  database.close()
}

function indexOf(root: string, disabled: readonly string[], change: IndexChange): string {
  const document = JSON.parse(fixture('plugins-index.json').replaceAll('/usr/lib/', `${root}/`))
  const { index } = document
  const { version = index.hostContractVersion, without = [] } = change
  index.hostContractVersion = version
  index.plugins = index.plugins.filter((one: { pluginId: string }) => !without.includes(one.pluginId))
  for (const plugin of index.plugins)
    if ([...disabled, ...(change.disabled ?? [])].includes(plugin.pluginId)) plugin.enabled = false
  return JSON.stringify(document)
}

function insertTask(
  database: DatabaseSync,
  index: number,
  { status, at, error, runtime = 'cli', agent = 'main' }: TaskRow,
): void {
  const session = `agent:${agent}:main`
  const times = {
    created_at: at - 900,
    started_at: at - 800,
    ended_at: status === 'running' ? null : at,
    last_event_at: at,
  }
  const who = { owner_key: session, child_session_key: session, agent_id: agent, run_id: `run-${index}` }
  insert(database, 'task_runs', {
    task_id: `task-${index}`,
    runtime,
    scope_kind: 'session',
    task: 'ping',
    status,
    delivery_status: 'not_applicable',
    notify_policy: 'silent',
    error: error ?? null,
    ...who,
    ...times,
  })
}

export interface SessionRows {
  readonly key: string
  readonly at: number
  readonly status?: string
  readonly events: readonly string[]
  /** Its rows have grown cold and were compressed. */
  readonly cold?: boolean
}

/** An agent's database with these sessions. */
export function writeSessions(path: string, sessions: readonly SessionRows[]): void {
  const database = new DatabaseSync(path)
  database.exec(`pragma foreign_keys = off; pragma journal_mode = wal; ${fixture('agent.sql')}`)
  for (const [index, { key, at, status = 'done', events, cold = false }] of sessions.entries()) {
    insert(database, 'session_windows', {
      session_id: `session-${index}`,
      session_key: key,
      created_at: at,
      updated_at: at,
      status,
    })
    for (const [seq, event] of events.entries())
      insert(database, 'transcript_events', {
        session_id: `session-${index}`,
        seq,
        ...(cold ? compressed(event) : { event_json: event }),
        created_at: at,
      })
  }
  database.close()
}

/** What the table requires beside a compressed row; nothing in it is read. */
const NAVIGATION = JSON.stringify({
  version: 1,
  report: { kind: 'canonical' },
  navigation: {},
  reset: {},
  model: {},
  modelBytes: 0,
  modelWithoutCheckpointBytes: 0,
  withoutCustomDataBytes: 0,
})

const compressed = (event: string) => ({
  event_json: null,
  event_zstd: zstdCompressSync(event),
  event_utf8_bytes: Buffer.byteLength(event),
  navigation_json: NAVIGATION,
})

function insert(
  database: DatabaseSync,
  table: string,
  row: Readonly<Record<string, string | number | null | Uint8Array>>,
): void {
  const names = Object.keys(row)
  database
    .prepare(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`)
    .run(...Object.values(row))
}

/** A message of a transcript, as both forms of storage keep it. */
export function message(role: 'user' | 'assistant', text: string, at: number, more: object = {}): string {
  const content = role === 'user' ? text : text === '' ? [] : [{ type: 'text', text }]
  const body = {
    role,
    content,
    timestamp: at,
    ...(role === 'assistant' ? { provider: 'mock', model: 'mock-1', stopReason: 'stop', ...more } : more),
  }
  return JSON.stringify({
    type: 'message',
    id: `${role}-${at}`,
    parentId: null,
    timestamp: new Date(at).toISOString(),
    message: body,
  })
}
