import type { Context } from '../../core/check.ts'
import type { SqliteValue } from '../../host/sqlite.ts'
import { numberOf, textOf } from './lenient.ts'

/** A session that takes no messages until somebody replaces it, or that a run still holds (since 2026.8). */
export interface HeldSession {
  readonly key: string
  readonly agent: string
  /** `parked`: its run could not be gone on with after restarts; `paused`: a provider's findings wait for a review;
   *  `running`: a run holds it. */
  readonly kind: 'parked' | 'paused' | 'running'
  readonly reason: string | null
  /** The channel that its answers go to. */
  readonly channel: string | null
  /** Epoch ms. */
  readonly changedAt: number
  /** Messages that wait behind the run. */
  readonly waiting: number
  readonly path: string
}

const KEY = '$.mainRestartRecovery.tombstone'
/** A session that was recovered into a new one says so. */
const HELD = `select session_key, updated_at, status,
    json_extract(entry_json, '${KEY}.reason') as reason,
    json_extract(entry_json, '$.delivery.context.channel') as channel,
    json_extract(entry_json, '${KEY}') is not null and json_extract(entry_json, '${KEY}.recoveredSessionId') is null as parked,
    json_extract(entry_json, '$.providerReview') is not null as paused,
    (select count(*) from session_pending_inputs p where p.session_key = n.session_key and p.state = 'queued') as waiting
  from session_nodes n
  where archived_at is null and json_valid(entry_json)
    and (status = 'running' or entry_json like '%"tombstone"%' or entry_json like '%"providerReview"%')
  order by updated_at desc limit 50`

/** The held sessions of all agents; a release without these tables has none. */
export async function readHeld(
  { host, signal }: Context,
  stateDir: string,
  agents: readonly string[],
  running: boolean,
): Promise<readonly HeldSession[]> {
  const answers = await Promise.all(
    agents.slice(0, 50).map(async (agent) => {
      const path = `${stateDir}/agents/${agent}/agent/openclaw-agent.sqlite`
      const queries = [{ sql: HELD, maxRows: 50 }]
      const answer = await host.sqlite.query({ path, copy: !running, queries, deadlineMs: 3_000 }, signal)
      return answer.ok ? (answer.results[0] ?? []).flatMap((row) => heldOf(row, agent, path)) : []
    }),
  )
  return answers.flat()
}

function heldOf(
  row: Readonly<Record<string, SqliteValue>>,
  agent: string,
  path: string,
): readonly HeldSession[] {
  const kind =
    row.parked === 1 ? 'parked' : row.paused === 1 ? 'paused' : row.status === 'running' ? 'running' : null
  if (!kind) return []
  return [
    {
      key: textOf(row.session_key, 200) ?? 'unnamed',
      agent,
      kind,
      reason: textOf(row.reason, 160),
      channel: textOf(row.channel, 40),
      changedAt: numberOf(row.updated_at) ?? 0,
      waiting: numberOf(row.waiting) ?? 0,
      path,
    },
  ]
}
