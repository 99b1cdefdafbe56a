import { defineProbe, type Probe } from '../../core/check.ts'
import type { PostgresProblem } from '../../host/postgres.ts'
import { type Agent, agentOf } from './agent.ts'
import { AGENTS_QUERY, COUNTS_QUERY, GATEWAYS_QUERY, MOST_AGENTS } from './agents-query.ts'
import type { MissionControlSettings } from './settings.ts'

export interface GatewayRow {
  readonly id: string
  readonly name: string
  readonly url: string
}

/** What the database tells of the agents. */
export interface AgentTable {
  readonly ok: true
  readonly total: number
  /** Need no second look; not among `agents`. */
  readonly healthy: number
  readonly deleting: number
  /** The others, at most `MOST_AGENTS`, those first that have waited longest. */
  readonly agents: readonly Agent[]
  /** At most 20. */
  readonly gateways: readonly GatewayRow[]
}

export type DatabaseAnswer = AgentTable | PostgresProblem

const MOST_GATEWAYS = 20

/** Asks once per walk, in one read-only transaction; null where no database is configured. The database counts, and
 *  sends only the agents that need a look: ten thousand healthy ones cost one row. */
export function databaseProbe({
  database,
  thresholds,
}: MissionControlSettings): Probe<DatabaseAnswer | null> {
  return defineProbe('agents in the database', async ({ host, signal }) => {
    if (!database) return null
    const answer = await host.postgres.query(
      {
        url: database,
        queries: [
          { sql: COUNTS_QUERY, maxRows: 1 },
          { sql: AGENTS_QUERY, maxRows: MOST_AGENTS },
          { sql: GATEWAYS_QUERY, maxRows: MOST_GATEWAYS },
        ],
        deadlineMs: thresholds.databaseMs,
      },
      signal,
    )
    if (!answer.ok) return answer
    const [counts = [], agents = [], gateways = []] = answer.results
    const count = (name: string) => Number(counts[0]?.[name] ?? 0)
    return {
      ok: true,
      total: count('total'),
      healthy: count('healthy'),
      deleting: count('deleting'),
      agents: agents.flatMap((row) => agentOf(row) ?? []),
      gateways: gateways.map(({ id, name, url }) => ({
        id: String(id),
        name: String(name ?? ''),
        url: typeof url === 'string' ? url.trim() : '',
      })),
    }
  })
}
