import type { Context } from '../../core/check.ts'
import { evidence } from '../../core/finding.ts'
import type { SqliteValue } from '../../host/sqlite.ts'
import { at, jsonOf, numberOf, textOf } from './lenient.ts'
import { type Owner, ownerInIndex } from './owner.ts'
import { reasonOf } from './reasons.ts'
import type { Sight } from './turns.ts'

/** One start of the gateway, as it records it; `outcome` is null while it runs and for a run that was killed. */
export interface Boot {
  readonly id: string
  readonly pid: number | null
  readonly startedAt: number
  readonly endedAt: number | null
  readonly outcome: string | null
  readonly reason: string | null
}

/** What the shared database tells, whether the gateway runs or not. */
export interface GatewayState {
  readonly boots: readonly Boot[]
  readonly sights: readonly Sight[]
  /** Null where the index of plugins is not there. */
  readonly owners: readonly Owner[] | null
  /** When that index was written, epoch ms. */
  readonly indexedAt: number | null
  /** The release that wrote it. */
  readonly version: string | null
  /** Agents that have a database of their own. */
  readonly agents: readonly string[]
}

type Row = Readonly<Record<string, SqliteValue>>

const QUERIES = {
  boots:
    'select boot_id, pid, started_at_ms, completed_at_ms, outcome, reason from gateway_boot_lifecycle order by started_at_ms desc limit 20',
  tasks:
    'select runtime, agent_id, run_id, child_session_key, status, error, created_at, started_at, ended_at, last_event_at from task_runs where created_at >= ? order by created_at desc limit 300',
  runs: "select run_id, agent_id, session_key, action, status, occurred_at from audit_events where kind = 'agent_run' and occurred_at >= ? order by occurred_at desc limit 600",
  index: "select value_json from config_machine_state where state_key = 'plugins.installedIndex'",
  agents: 'select agent_id from agent_databases limit 200',
} as const

export type StateAnswer =
  | { readonly kind: 'read'; readonly state: GatewayState }
  | { readonly kind: 'absent' }
  | { readonly kind: 'damaged'; readonly why: string }
  | { readonly kind: 'blocked'; readonly why: string }

/** Reads the shared database. While the gateway runs it is opened read-only beside it; otherwise a copy is read, so
 *  that not even SQLite's own index beside the database changes. */
export async function readState(
  { host, window, signal }: Context,
  path: string,
  running: boolean,
): Promise<StateAnswer> {
  const ask = async (name: keyof typeof QUERIES, ...params: number[]) => {
    const queries = [{ sql: QUERIES[name], params, maxRows: 600 }]
    return host.sqlite.query({ path, copy: !running, queries, deadlineMs: 4_000 }, signal)
  }
  const all = [
    { sql: QUERIES.boots },
    { sql: QUERIES.tasks, params: [window.since] },
    { sql: QUERIES.runs, params: [window.since] },
    { sql: QUERIES.index },
    { sql: QUERIES.agents },
  ]
  const whole = await host.sqlite.query(
    { path, copy: !running, queries: all.map((one) => ({ ...one, maxRows: 600 })), deadlineMs: 4_000 },
    signal,
  )
  if (whole.ok) return { kind: 'read', state: stateOf(whole.results, path) }
  if (whole.problem === 'absent') return { kind: 'absent' }
  if (whole.problem === 'not-a-database') return { kind: 'damaged', why: whole.message }
  if (whole.problem !== 'sql') return { kind: 'blocked', why: whole.message }
  // Another release: what it still has of these tables is asked one by one.
  const parts = await Promise.all([
    ask('boots'),
    ask('tasks', window.since),
    ask('runs', window.since),
    ask('index'),
    ask('agents'),
  ])
  return {
    kind: 'read',
    state: stateOf(
      parts.map((part) => (part.ok ? (part.results[0] ?? []) : [])),
      path,
    ),
  }
}

function stateOf(
  [boots = [], tasks = [], runs = [], index = [], agents = []]: readonly (readonly Row[])[],
  path: string,
): GatewayState {
  const document = jsonOf(index[0]?.value_json)
  const plugins = at(document, 'index', 'plugins')
  return {
    boots: boots.map(bootOf),
    sights: [...tasks.flatMap((row) => taskSight(row, path)), ...runs.flatMap((row) => runSight(row, path))],
    owners: Array.isArray(plugins) ? plugins.slice(0, 2_000).map(ownerInIndex) : null,
    indexedAt: numberOf(at(document, 'index', 'generatedAtMs')),
    version: textOf(at(document, 'index', 'hostContractVersion'), 40),
    agents: agents.flatMap((row) => textOf(row.agent_id, 80) ?? []),
  }
}

function bootOf(row: Row): Boot {
  return {
    id: String(row.boot_id),
    pid: numberOf(row.pid),
    startedAt: numberOf(row.started_at_ms) ?? 0,
    endedAt: numberOf(row.completed_at_ms),
    outcome: textOf(row.outcome, 60),
    reason: textOf(row.reason, 300),
  }
}

/** Without a channel each heartbeat is a task that ends as failed: that is no turn of anybody. */
const NO_TURN = /^heartbeat skipped/

const TASK_STATES: Readonly<Record<string, Sight['state']>> = {
  succeeded: 'ok',
  running: 'running',
  queued: 'running',
  cancelled: 'cancelled',
}

const ENDED_BY_HAND = /^(?:cancelled|aborted|killed)$/

function taskSight(row: Row, path: string): readonly Sight[] {
  const error = textOf(row.error, 300)
  if (error && NO_TURN.test(error)) return []
  const when = numberOf(row.ended_at) ?? numberOf(row.last_event_at) ?? numberOf(row.created_at)
  if (when === null || row.runtime === 'cron') return []
  const failed = row.status === 'failed' || row.status === 'timed_out'
  const state = failed ? 'failed' : (TASK_STATES[String(row.status)] ?? null)
  if (state === null) return []
  const text = error ?? (row.status === 'timed_out' ? 'timed out' : '')
  return [
    {
      runId: textOf(row.run_id, 80),
      agent: textOf(row.agent_id, 80) ?? undefined,
      session: textOf(row.child_session_key, 200),
      startedAt: numberOf(row.started_at) ?? numberOf(row.created_at),
      at: when,
      state,
      ...(failed ? { reason: reasonOf(text), text, provider: providerIn(text) } : {}),
      evidence: evidence(path, `task ${String(row.status)}${text ? `: ${text}` : ''}`.slice(0, 300), {
        at: when,
      }),
    },
  ]
}

/** The provider that an error names: `provider "x"`, or "x/model request failed". */
function providerIn(text: string): string | null {
  const [, quoted, bare] = /provider "([^"]{1,80})"|^⚠️ ([\w.-]{1,80})[ /]/.exec(text) ?? []
  return quoted ?? bare ?? null
}

function runSight(row: Row, path: string): readonly Sight[] {
  const when = numberOf(row.occurred_at)
  if (when === null) return []
  const finished = row.action === 'agent.run.finished'
  const state = !finished
    ? 'running'
    : row.status === 'succeeded'
      ? 'ok'
      : ENDED_BY_HAND.test(String(row.status))
        ? 'cancelled'
        : 'failed'
  return [
    {
      runId: textOf(row.run_id, 80),
      agent: textOf(row.agent_id, 80) ?? undefined,
      session: textOf(row.session_key, 200),
      ...(finished ? {} : { startedAt: when }),
      at: when,
      state,
      ...(state === 'failed'
        ? { reason: row.status === 'timed_out' ? ('timeout' as const) : ('other' as const), text: '' }
        : {}),
      evidence: evidence(path, `${String(row.action)} ${String(row.status)}`.slice(0, 300), { at: when }),
    },
  ]
}
